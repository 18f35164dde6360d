"""Measures heads for n-grams and writes their card: card.py HEARKEN DATA LABELS FOLDER [--card-only]."""

import collections
import json
import sys
from pathlib import Path

import experiments
import sets


def main():
    hearken, data, labels, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])
    if "--card-only" in sys.argv:
        figures = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
        (folder / "README.md").write_text(card(figures, labels, folder), encoding="utf-8")
        return
    figures = {}

    def each(name, _, test, found):
        figures[name] = {"texts": len(test), "macro_f1": found["macro_f1"], "accuracy": found["accuracy"]}
        if "f1" in found:
            figures[name]["f1"] = found["f1"]
        else:
            figures[name]["interval"] = found["intervals"]["accuracy"]
            figures[name]["calibration_error"] = found["expected_calibration_error"]
        print(f"{name}: {figures[name]}", flush=True)

    experiments.run(hearken, data, each)
    (folder / "metrics.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(card(figures, labels, folder), encoding="utf-8")


def card(figures, labels, folder):
    heads = {name: json.loads((folder / name / "head.json").read_text(encoding="utf-8")) for name in ("sentiment", "kind")}
    lines = [
        "# The heads that read n-grams",
        "",
        "<!-- Written by scripts/fallback/card.py from metrics.json; change those, not this. -->",
        "",
        "For languages that the encoder cannot read (`models/languages.toml`): a sentiment and a kind from hashed words,",
        "pairs of words and runs of letters, without an encoder and without a download. Fully connected networks, whose",
        "wide first layer is kept in eight-bit steps. Weights, SHA-256:",
        "",
    ]
    for name, head in heads.items():
        shape = " → ".join(str(width) for width in [head["buckets"], *head["shape"]])
        lines.append(f"- `{name}/` ({shape}): `{head['weights_sha256']}`, unsure below "
                     f"{head.get('abstention', {}).get('threshold', 0):.2f}")
    lines += [
        "",
        "## How right they are",
        "",
        "Every row is of a head trained as these are, without the test part and without any text that stands in it",
        "(`scripts/train-fallback`). Where zh_hotel is tested, the hotel reviews of zh_shopping10 were left out altogether:",
        "most are the same. Heads that ship learned from all sets. `scripts/compare-chinese` holds them against other tools.",
        "",
        "| sentiment, negative or positive | texts | accuracy | macro-F1 | calibration error |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name, found in figures.items():
        if "interval" in found:
            part = "a fifth, trained on the rest" if name.endswith(", within") else "trained on the other sets"
            low, high = found["interval"]["low"], found["interval"]["high"]
            lines.append(f"| `{name.removesuffix(', within')}`, {part} | {found['texts']} | {found['accuracy']:.3f} "
                         f"({low:.3f}–{high:.3f}) | {found['macro_f1']:.3f} | {found['calibration_error']:.3f} |")
    lines += [
        "",
        "| kind: problem, request, neither | texts | macro-F1 | accuracy | F1 of each |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for name, found in figures.items():
        if "f1" in found:
            each = ", ".join(f"{value:.3f}" for value in found["f1"])
            lines.append(f"| `{name}`, no French review of that app learned from | {found['texts']} | "
                         f"{found['macro_f1']:.3f} | {found['accuracy']:.3f} | {each} |")
    lines += ["", "## What they learned from", "", "| head | set | license | texts | labels |", "| --- | --- | --- | ---: | --- |"]
    for name in heads:
        counts = collections.defaultdict(collections.Counter)
        for part in ("training", "validation"):
            for _, label, source in experiments.read(labels / name / f"{part}.csv"):
                counts[source][label] += 1
        for source, found in sorted(counts.items()):
            each = ", ".join(f"{label} {count}" for label, count in sorted(found.items()))
            lines.append(f"| {name} | {source} | {sets.LICENSES[source]} | {sum(found.values())} | {each} |")
    lines += [
        "",
        "## What they do not know",
        "",
        "- Measured are Chinese (sentiment) and French (kind). Kinds of Chinese come from weak labels (stars and some words) and",
        "  written examples; German, Spanish, Portuguese, Italian, Dutch, Japanese, Korean and Russian from written examples",
        "  alone, Hindi's sentiment from stars. Nobody measured those: take them as hints.",
        "- Chinese sets tell negative from positive only. Neutral comes from other languages and written examples.",
        "- The Chinese sets are reviews of shops, hotels and delivered meals, labeled by stars, some of them wrongly.",
        "- No license is stated for the Chinese sets. Their texts are not here; whether weights learned from them suit you is",
        "  yours to judge.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
