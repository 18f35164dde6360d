#!/usr/bin/env python3
"""Measures how right a quality head is on projects that it never learned from.

Usage: projects.py HEARKEN DATA LABELS MODELS

Each of the 15 projects of PROMISE NFR is left out once: a head is trained on the others, and asked
about that one. `published` has the ten classes of quality requirements that papers report, and
learns from the set alone; `characteristics` has the labels of the head that ships and learns, as
that one, from the sentences written for this project too. What these say of projects that they never saw
chooses the confidence below which the head is unsure. Writes MODELS/quality/metrics.json, and the threshold
into MODELS/quality/head.json.
"""

import csv
import json
import pathlib
import subprocess
import sys

import figures
import quality_labels
import quality_written
from measure import rounded

# As scripts/train-heads has them.
SETTINGS = ["--hidden", "0", "--weight-decay", "100", "--batch", "32", "--patience", "20"]
CLASSES = {"A": "availability", "FT": "fault tolerance", "L": "legal", "LF": "look and feel", "MN": "maintainability",
           "O": "operational", "PE": "performance", "SC": "scalability", "SE": "security", "US": "usability"}


def write(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["text", "label"])
        writer.writerows(rows)


def asked(hearken, models, head, path):
    """Text → (label, confidence)."""
    command = [hearken, "classify", path, "--text-column", "text", "--other-column", "label", "--head", head,
               "--models", models, "--quiet", "--keep-personal-data"]
    lines = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()
    said = {}
    for line in map(json.loads, lines):
        probabilities = line["heads"][head.name]["probabilities"]
        label = max(probabilities, key=probabilities.get)
        said[line["row"]] = (label, probabilities[label])
    return said


def left_out(hearken, labels, models, name, rows, more, settings=SETTINGS):
    """(truth, said, confidence) of every row, by heads that never saw its project."""
    folder = labels / "quality" / name
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for project in sorted({row[1] for row in rows}, key=int):
        training = [(text, label) for text, of, label in rows if of != project] + more
        held = {text: label for text, of, label in rows if of == project}
        write(folder / "training.csv", training)
        write(folder / "held.csv", held.items())
        head = folder / "head"
        subprocess.run([hearken, "train", "--labels", folder / "training.csv", "--text", "text", "--label", "label",
                        "--class-weights", "square-root", *settings, "--encoder", models / "encoder",
                        "--cache", labels / "quality-features", "-o", head],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        said = asked(hearken, models, head, folder / "held.csv")
        for row, (text, label) in enumerate(held.items(), 1):
            if row in said:  # What says the same as another row is asked once.
                found.append((label, *said[row]))
    return found


# Share of right labels at or above the threshold.
PRECISION = 0.75


def threshold(rows):
    """The lowest confidence at which PRECISION of what lies at or above it is right, as `hearken calibrate` has it."""
    rows = sorted(rows, key=lambda row: -row[2])
    found, right = None, 0
    for taken, (truth, said, confidence) in enumerate(rows, 1):
        right += truth == said
        last = taken == len(rows) or rows[taken][2] < confidence
        if last and right / taken >= PRECISION:
            found = {"threshold": confidence, "precision": PRECISION, "coverage": taken / len(rows),
                     "accuracy": right / taken, "examples": len(rows)}
    return found


def set_threshold(path, chosen):
    """Into a head's file, the rest of which stays as it was written."""
    about = path.read_text(encoding="utf-8").partition(',\n  "abstention"')[0].removesuffix("\n}\n").removesuffix("\n}")
    told = json.dumps({"abstention": chosen}, indent=2).removeprefix("{\n")
    path.write_text(f"{about},\n{told}\n", encoding="utf-8")


def published_of(rows):
    """Text, project and class of the quality requirements that papers report."""
    return [(text, project, CLASSES[label]) for text, project, label in rows if label in CLASSES]


def main(hearken, data, labels, models):
    rows = list(quality_labels.promise(data))
    published = published_of(rows)
    mapped = [(text, project, quality_labels.CHARACTERISTIC[label]) for text, project, label in rows
              if label in quality_labels.CHARACTERISTIC]
    tests = {}
    for name, part, more in (("published", published, []),
                             ("characteristics", mapped, list(quality_written.statements()))):
        print(f"  quality, {name}: {len(part)} requirements, each project left out once", file=sys.stderr, flush=True)
        asked = left_out(hearken, labels, models, name, part, more)
        tests[name] = figures.measured(asked)
        print(f"    weighted F1 {tests[name]['weighted_f1']:.3f}", file=sys.stderr, flush=True)
    # Of the last, whose labels are the head's.
    set_threshold(models / "quality/head.json", threshold(asked))
    about = json.loads((models / "quality/head.json").read_text())
    sets = json.loads((labels / "sets.json").read_text())["quality"]
    metrics = {"head": "quality", "weights_sha256": about["weights_sha256"], "labels": about["labels"],
               "training": sets["training"], "validation": sets["validation"], "tests": rounded(tests),
               "abstention": {"threshold": about["abstention"]["threshold"]}}
    (models / "quality/metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(sys.argv[1], *map(pathlib.Path, sys.argv[2:]))
