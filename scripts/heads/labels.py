#!/usr/bin/env python3
"""Writes the label files that the shipped heads learn from and are measured on.

Usage: labels.py DATA OUT

For each head, and for kinds that are several: OUT/HEAD/training.csv, validation.csv, and a
test-NAME.csv per test set (columns text, label, set); folds-NAME.csv is for cross-validation
alone. A text of any test part of any head, compared by letters and digits alone, is in no training
or validation part. OUT/sets.json counts the rows. Everything is chosen by hashes of the texts, so
that the same data gives the same files.
"""

import csv
import hashlib
import json
import pathlib
import re
import sys

import kind_labels
import quality_labels
import sentiment_labels
import several_labels
from sets import clean, normalized

HEADS = {"sentiment": sentiment_labels, "kind": kind_labels, "several": several_labels,
         "quality": quality_labels}
HERE = pathlib.Path(__file__).resolve().parent


def place(text, use):
    """A text's fixed place in 0…1 for one use."""
    digest = hashlib.sha256(f"{use} {normalized(text) or text}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def tidy(rows):
    """Cleaned, without empty texts, each text and label once, at most 1,500 characters."""
    seen = set()
    for text, label, name in rows:
        text = clean(text)[:1500]
        key = (normalized(text) or text, label)
        if text and key not in seen:
            seen.add(key)
            yield text, label, name


def agreed(rows):
    """Leaves out texts that carry several labels: nothing can be learned from them."""
    labels = {}
    for text, label, _ in rows:
        labels.setdefault(normalized(text) or text, set()).add(label)
    return [row for row in rows if len(labels[normalized(row[0]) or row[0]]) == 1]


def capped(rows, caps):
    """At most so many rows of a (set, label), chosen by hash."""
    groups = {}
    for row in rows:
        groups.setdefault((row[2], row[1]), []).append(row)
    for (name, label), group in sorted(groups.items()):
        group.sort(key=lambda row: place(row[0], "cap"))
        limit = caps.get((name, label), caps.get(name))
        yield from group[:limit]


def as_typed(text):
    """A third of the texts lose their punctuation, as people type on phones: half of these keep
    the apostrophes."""
    where = place(text, "typed")
    if where > 0.34:
        return text
    bare = re.sub(r"[^\w\s']" if where > 0.17 else r"[^\w\s]", "", text)
    return " ".join(bare.split()) or text


def write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["text", "label", "set"])
        writer.writerows(sorted(rows))


def main(data, out):
    tests = {}
    with open(HERE / "../../crates/fcnn/tests/statements.csv", encoding="utf-8") as file:
        written = list(csv.DictReader(file))
    for head, module in HEADS.items():
        tests[head] = {name: list(tidy(rows)) for name, rows in module.tests(data).items()}
        if head in written[0]:
            tests[head]["statements"] = [(row["text"], row[head], "statements") for row in written]
    held = {normalized(row[0]) or row[0] for parts in tests.values() for part in parts.values() for row in part}
    counts = {}
    for head, module in HEADS.items():
        rows = [row for row in tidy(module.training(data)) if (normalized(row[0]) or row[0]) not in held]
        rows = list(capped(agreed(rows), module.CAPS))
        validation = [row for row in rows if place(row[0], "validation") < 0.08]
        training = [(as_typed(text), label, name) for text, label, name in rows
                    if place(text, "validation") >= 0.08]
        validation = [(as_typed(text), label, name) for text, label, name in validation]
        folder = out / head
        for old in folder.glob("*.csv"):
            old.unlink()
        write(folder / "training.csv", training)
        write(folder / "validation.csv", validation)
        for name, part in tests[head].items():
            write(folder / f"test-{name}.csv", part)
        for name, part in getattr(module, "folds", lambda _: {})(data).items():
            write(folder / f"folds-{name}.csv", part)
        counts[head] = {"training": count(training), "validation": count(validation),
                        "tests": {name: len(part) for name, part in tests[head].items()}}
        print(f"{head}: {len(training)} training, {len(validation)} validation, "
              f"{sum(map(len, tests[head].values()))} test texts", file=sys.stderr)
    (out / "sets.json").write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n")


def count(rows):
    counts = {}
    for _, label, name in rows:
        by_label = counts.setdefault(name, {})
        by_label[label] = by_label.get(label, 0) + 1
    return counts


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
