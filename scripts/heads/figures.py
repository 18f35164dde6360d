"""Figures of pooled predictions, as `hearken evaluate` gives them for one head, with the weighted
F1 besides."""

import random

BINS = 15
RESAMPLES = 1000


def by_class(pairs):
    """Label → texts, precision, recall, F1, of (truth, said) pairs."""
    found = {}
    for label in sorted({truth for truth, _ in pairs}):
        hits = sum(truth == said == label for truth, said in pairs)
        support = sum(truth == label for truth, _ in pairs)
        taken = sum(said == label for _, said in pairs)
        precision, recall = hits / taken if taken else 0.0, hits / support
        f1 = 2 * hits / (taken + support)
        found[label] = {"label": label, "precision": precision, "recall": recall, "f1": f1, "support": support}
    return found


def headline(pairs):
    classes = by_class(pairs).values()
    return {
        "accuracy": sum(truth == said for truth, said in pairs) / len(pairs),
        "macro_f1": sum(each["f1"] for each in classes) / len(classes),
        "weighted_f1": sum(each["f1"] * each["support"] for each in classes) / len(pairs),
    }


def calibration_error(rows):
    """The mean gap between confidence and accuracy over bins of equal width (Naeini et al., 2015)."""
    bins = [[0, 0.0] for _ in range(BINS)]
    for truth, said, confidence in rows:
        place = bins[min(int(confidence * BINS), BINS - 1)]
        place[0] += truth == said
        place[1] += confidence
    return sum(abs(hits - confidence) for hits, confidence in bins) / len(rows)


def coverage(rows):
    """Accuracy on the most certain part, from all down to a tenth."""
    rows = sorted(rows, key=lambda row: -row[2])
    points = []
    for tenths in range(10, 0, -1):
        kept = rows[:-(-len(rows) * tenths // 10)]
        points.append({"coverage": tenths / 10, "examples": len(kept), "confidence": kept[-1][2],
                       "accuracy": sum(truth == said for truth, said, _ in kept) / len(kept)})
    return points


def measured(rows):
    """Everything about (truth, said, confidence) rows; intervals are of 1,000 seeded resamples."""
    chance = random.Random(17)
    pairs = [row[:2] for row in rows]
    drawn = []
    for _ in range(RESAMPLES):
        sample = chance.choices(rows, k=len(rows))
        drawn.append({**headline([row[:2] for row in sample]),
                      "expected_calibration_error": calibration_error(sample)})
    values = {name: sorted(each[name] for each in drawn) for name in drawn[0]}
    return {"examples": len(rows), **headline(pairs), "expected_calibration_error": calibration_error(rows),
            "classes": list(by_class(pairs).values()), "coverage": coverage(rows),
            "intervals": {name: {"low": sorted_values[int(0.025 * RESAMPLES)], "high": sorted_values[int(0.975 * RESAMPLES) - 1]}
                          for name, sorted_values in values.items()}}
