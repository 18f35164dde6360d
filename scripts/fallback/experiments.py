"""Heads for n-grams trained without what they are tested on.

Every test part is judged by a head that was trained as those that ship are, on the same sets, without the test part and
without any text that stands in it.
"""

import csv
import json
import subprocess
import tempfile
from pathlib import Path

import labels
import sets

ORDERS = {
    "sentiment": "negative,neutral,positive",
    "kind": "problem,request,praise,question,other",
}


def train(hearken, fitted, held, head, folder):
    sets.write(folder / "training.csv", fitted)
    sets.write(folder / "validation.csv", held)
    subprocess.run(
        [hearken, "train", "--encoder", "ngrams", "--labels", folder / "training.csv", "--validation",
         folder / "validation.csv", "--text", "text", "--label", "label", "--label-order", ORDERS[head],
         "--output", folder / "head", *options(head)],
        check=True, capture_output=True)
    return folder / "head"


def options(head):
    """As scripts/train-fallback gives them."""
    return ["--class-weights", "square-root"] if head == "kind" else []


def evaluated(hearken, head, rows, folder, among=()):
    sets.write(folder / "test.csv", rows)
    some = ["--among", ",".join(among)] if among else []
    told = subprocess.run(
        [hearken, "evaluate", "--head", head, "--labels", folder / "test.csv", "--text", "text", "--label", "label",
         "--json", *some],
        check=True, capture_output=True, text=True)
    return json.loads(told.stdout)


def fifth(some):
    """What is learned from, and the fifth that is for testing."""
    return ([row for row in some if sets.draw(row[0], "test") >= 20],
            [row for row in some if sets.draw(row[0], "test") < 20])


def chinese(data):
    """Name, what is learned from in Chinese, and what is tested on."""
    waimai, hotel = sets.distinct(sets.waimai(data)), sets.distinct(sets.hotel(data))
    shopping = sets.shopping(data)
    beside = sets.distinct(shopping, hotel)
    # The hotel reviews of the shop's set are of the same site as the other set's: left out where that one is tested.
    elsewhere = [row[:3] for row in beside if row[3] != "酒店"]
    beside = [row[:3] for row in beside]
    shopping = sets.distinct([row[:3] for row in shopping])
    yield "zh_waimai10k", sets.distinct(shopping + hotel, waimai), waimai
    yield "zh_hotel", sets.distinct(elsewhere + waimai, hotel), hotel
    yield "zh_shopping10", sets.distinct(hotel + waimai, beside), beside
    for name, some in (("zh_waimai10k", waimai), ("zh_hotel", hotel), ("zh_shopping10", shopping)):
        fitted, test = fifth(some)
        yield f"{name}, within", fitted, test


def french(data):
    """Name, what is learned from, and French reviews of an app of which no French one was learned from."""
    for app, other in (("garmin", "huawei"), ("huawei", "garmin")):
        test = sets.distinct(sets.minibar(data, app, "fr"))
        fitted = sets.distinct(labels.kind(data, french=(other,)), test)
        yield f"minibar {app} fr", fitted, test


def three(found):
    """Macro-F1 and accuracy of problem, request and the rest, and how often each was taken for which."""
    names = [one["label"] for one in found["classes"]]
    group = [min(ORDERS["kind"].split(",").index(name), 2) for name in names]
    counts = [[0] * 3 for _ in range(3)]
    for truth, row in enumerate(found["confusion"]):
        for taken, count in enumerate(row):
            counts[group[truth]][group[taken]] += count
    return scores(counts)


def scores(counts):
    def f1(at):
        right = counts[at][at]
        both = sum(counts[at]) + sum(row[at] for row in counts)
        return 2 * right / both if both else 0.0

    each = [f1(at) for at in range(len(counts))]
    right = sum(counts[at][at] for at in range(len(counts)))
    return {"macro_f1": sum(each) / len(each), "accuracy": right / sum(map(sum, counts)), "f1": each,
            "texts": sum(map(sum, counts))}


def run(hearken, data, each, only=None):
    """All experiments, told one after the other: `each(name, fitted, test, found)`."""
    beside = labels.beside_chinese(data)
    for name, fitted, test in chinese(data) if only != "kind" else ():
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            more = sets.distinct(fitted + beside, test)
            head = train(hearken, *sets.split(more), "sentiment", folder)
            each(name, fitted, test, evaluated(hearken, head, test, folder, ("negative", "positive")))
    for name, fitted, test in french(data) if only != "sentiment" else ():
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            head = train(hearken, *sets.split(fitted), "kind", folder)
            each(name, fitted, test, three(evaluated(hearken, head, test, folder)))


def read(path):
    with open(path, encoding="utf-8", newline="") as lines:
        return [(row["text"], row["label"], row["set"]) for row in csv.DictReader(lines)]
