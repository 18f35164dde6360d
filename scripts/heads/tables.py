"""The tables of the cards."""

from sets import LICENSES


def table(header, rows, right):
    """A Markdown table; columns in `right` are set flush right."""
    lines = [header, [("---:" if column in right else "---") for column in range(len(header))], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def trained_on(metrics):
    names = sorted(set(metrics["training"]) | set(metrics["validation"]),
                   key=lambda name: (-sum(metrics["training"].get(name, {}).values()), name))
    rows = []
    for name in names:
        counts = metrics["training"].get(name, {})
        labels = ", ".join(f"{label} {counts[label]:,}" for label in metrics["labels"] if label in counts)
        held = sum(metrics["validation"].get(name, {}).values())
        shown = name if " " in name else f"`{name}`"
        rows.append([shown, f"{sum(counts.values()):,}", f"{held:,}", labels, LICENSES[name]])
    return table(["set", "training", "validation", "labels (training)", "license state"], rows, {1, 2})


def between(test, figure):
    """A figure, and between what it lies in 95 % of 1,000 resamples of the texts."""
    span = test["intervals"][figure]
    return f"{test[figure]:.3f} ({span['low']:.3f}–{span['high']:.3f})"


def curves(tests):
    """Accuracy on the most certain part of each test set."""
    shares = [100, 90, 80, 70, 60, 50, 30, 10]
    rows = []
    for name, test in tests.items():
        at = {round(100 * point["coverage"]): point["accuracy"] for point in test["coverage"]}
        rows.append([f"`{name}`", *(f"{at[share]:.3f}" for share in shares)])
    return table(["test set", *(f"{share} %" for share in shares)], rows, set(range(1, 9)))


def by_label(metrics):
    rows = []
    for name, test in metrics["tests"].items():
        for figures in test["classes"]:
            rows.append([f"`{name}`", figures["label"], f"{figures['support']:,}", f"{figures['precision']:.3f}",
                         f"{figures['recall']:.3f}", f"{figures['f1']:.3f}"])
    return table(["test set", "label", "texts", "precision", "recall", "F1"], rows, {2, 3, 4, 5})
