"""Writes what the heads for n-grams are trained on: labels.py DATA OUT."""

import sys
from pathlib import Path

import sets
import written

HINDI = 6_000


def written_feelings():
    return [(text, label, "written for this project") for text, label, _ in written.feelings()]


def written_kinds():
    return [(text, label, "written for this project") for text, label, _ in written.kinds()]


def hindi(data):
    """A sample that belongs to the texts."""
    some = sets.distinct(list(sets.hindi_stars(data)))
    return sorted(some, key=lambda row: sets.draw(row[0], "hindi") * 1000 + len(row[0]) % 1000)[:HINDI]


def beside_chinese(data):
    """What the head for sentiment learns from in other languages, and what was written."""
    return written_feelings() + sets.french_stars(data) + hindi(data)


def sentiment(data, chinese):
    return sets.distinct(chinese + beside_chinese(data))


def every_chinese(data):
    return sets.waimai(data) + sets.hotel(data) + [row[:3] for row in sets.shopping(data)]


def kind(data, french=("garmin", "huawei"), english=("garmin", "huawei"), chinese=True):
    some = written_kinds()
    for app in english:
        some += sets.minibar(data, app, "en")
    for app in french:
        some += sets.minibar(data, app, "fr")
    if chinese:
        some += list(sets.chinese_kinds(data))
    return sets.distinct(some)


def main():
    data, out = Path(sys.argv[1]), Path(sys.argv[2])
    for name, some in (("sentiment", sentiment(data, every_chinese(data))), ("kind", kind(data))):
        fitted, held = sets.split(some)
        sets.write(out / name / "training.csv", fitted)
        sets.write(out / name / "validation.csv", held)
        counts = {}
        for _, label, source in fitted:
            counts[source, label] = counts.get((source, label), 0) + 1
        print(f"{name}: {len(fitted)} texts to learn from, {len(held)} to choose by")
        for (source, label), count in sorted(counts.items()):
            print(f"  {source:<26} {label:<9} {count:>6}")


if __name__ == "__main__":
    main()
