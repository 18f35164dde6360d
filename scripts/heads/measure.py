#!/usr/bin/env python3
"""Measures a head on every test set that labels.py wrote, and writes its metrics.json.

Usage: measure.py HEARKEN LABELS MODELS HEAD

LABELS is the folder that labels.py wrote, MODELS the folder of the heads. Where a test set knows
fewer labels than the head, the head chooses among these alone, and metrics.json says so. On the
others it is also measured what the head's threshold is worth. Beside these:

- sentiment: the store reviews that the head gives a sentiment, neutral being one of its choices;
- kind: the figures of two heads that are trained for this alone, one on kinds that are several,
  and one on the classes of Maalej et al. in ten folds.
"""

import csv
import json
import pathlib
import subprocess
import sys

import figures


def labels_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return {row["label"] for row in csv.DictReader(file)}


def evaluate(hearken, labels, head, test, known):
    path = labels / head.name / f"test-{test}.csv"
    found = labels_of(path)
    among = [label for label in known if label in found]
    command = [hearken, "evaluate", "--head", head, "--labels", path, "--text", "text", "--label", "label",
               "--encoder", head.parent / "encoder", "--cache", labels / "features", "--json"]
    if len(among) < len(known):
        command += ["--among", ",".join(among)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return {"among": among, **json.loads(done.stdout)}


def sure(hearken, labels, head, test):
    """How much of a test set lies at or above the head's threshold, and how right that is."""
    path = labels / head.name / f"test-{test}.csv"
    command = [hearken, "calibrate", "--head", head, "--labels", path, "--text", "text", "--label", "label",
               "--encoder", head.parent / "encoder", "--cache", labels / "features", "--json"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    found = json.loads(done.stdout)
    return {"coverage": found["coverage"], "accuracy": found["accuracy"]}


def thresholds(hearken, labels, head, about, tests):
    """The head's threshold on the test sets that know all its labels."""
    full = [test for test in tests if labels_of(labels / head.name / f"test-{test}.csv") == set(about["labels"])]
    return {"threshold": about["abstention"]["threshold"],
            "tests": {test: rounded(sure(hearken, labels, head, test)) for test in full}}


def felt(hearken, labels, models):
    """How right the head is where it finds a sentiment, and where it is sure of it."""
    path = labels / "sentiment/test-fintech-apps.csv"
    with open(path, encoding="utf-8", newline="") as file:
        truth = [row["label"] for row in csv.DictReader(file)]
    command = [hearken, "classify", path, "--text-column", "text", "--other-column", "label", "--other-column", "set",
               "--models", models, "--quiet", "--keep-personal-data"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()
    rows = [(truth[line["row"] - 1], line["sentiment"], max(line["sentiment_probabilities"].values()),
             "sentiment" in line.get("unsure", [])) for line in map(json.loads, done.splitlines())]
    found = {}
    for name, part in (("felt", [row[:3] for row in rows if row[1] != "neutral"]),
                       ("sure", [row[:3] for row in rows if row[1] != "neutral" and not row[3]])):
        found[name] = {"share": len(part) / len(rows), **figures.measured(part)}
    return found


def several(hearken, labels, models):
    """Two heads that may give several labels, trained for their figures alone."""
    folder = labels / "several"
    base = [hearken, "train", "--text", "text", "--label", "label", "--multi-label",
            "--encoder", models / "encoder", "--cache", labels / "features"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    head = labels / "several-head"
    subprocess.run([*base, "--labels", folder / "training.csv", "--validation", folder / "validation.csv",
                    "--class-weights", "balanced", "-o", head], **quiet)
    command = [hearken, "evaluate", "--head", head, "--labels", folder / "test-minibar-huawei.csv", "--text", "text",
               "--label", "label", "--among", "problem,request", "--encoder", models / "encoder",
               "--cache", labels / "features", "--json"]
    minibar = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    head = labels / "maalej-head"
    subprocess.run([*base, "--labels", folder / "folds-maalej.csv", "--folds", "10", "--class-weights", "square-root",
                    "-o", head], **quiet)
    return {"minibar-huawei": minibar, "maalej, ten folds": json.loads((head / "metrics.json").read_text())["folds"]["pooled"]}


def rounded(value):
    """Four places: what differs beyond them says nothing about a head."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [rounded(part) for part in value]
    return value


def main(hearken, labels, models, name):
    head = models / name
    about = json.loads((head / "head.json").read_text())
    sets = json.loads((labels / "sets.json").read_text())[name]
    trained = {part: sum(sum(counts.values()) for counts in sets[part].values())
               for part in ("training", "validation")}
    for part, count in trained.items():
        recorded = about["provenance"][f"{part}_examples"]
        if recorded != count:
            sys.exit(f"error: {head} was trained with {recorded} {part} texts, but labels.py now gives {count}\n"
                     "hint: train it again with scripts/train-heads")
    metrics = {"head": name, "weights_sha256": about["weights_sha256"], "labels": about["labels"],
               "training": sets["training"], "validation": sets["validation"], "tests": {}}
    for test in sorted(sets["tests"]):
        print(f"  {name} on {test}: {sets['tests'][test]} texts", file=sys.stderr, flush=True)
        metrics["tests"][test] = rounded(evaluate(hearken, labels, head, test, about["labels"]))
    metrics["abstention"] = thresholds(hearken, labels, head, about, sorted(sets["tests"]))
    if name == "sentiment":
        metrics["felt"] = rounded(felt(hearken, labels, models))
    if name == "kind":
        print("  kinds that are several", file=sys.stderr, flush=True)
        metrics["several"] = rounded(several(hearken, labels, models))
    (head / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4])
