#!/usr/bin/env python3
"""Measures `hearken recommend` beside popularity and item-kNN, leave-last-out with full ranking.

    python3 scripts/tabular/recommend.py [DATA] [--hearken PROGRAM] [--json FILE] [--no-onnx]

DATA is the folder of the public data sets (../shared/data unless named); of it rec_movielens_small is read (MovieLens
latest small; its license allows no commercial use, so it is measured on here and nothing of it is kept).
Each user's last item, by time, is held out and ranked among all items that the user has not met; items with equal scores share the
middle of their places. What there is to choose (the neighbors of item-kNN, Hearken's epochs) is chosen by the
second-last items alone. Item-kNN: cosine between the columns of the user-item matrix (Sarwar et al., 2001).
Intervals are 95 % bootstrap intervals over users; the last column is the difference to Hearken, paired by user.
Then a model is trained on all events and exported: onnxruntime must give its scores to 1e-5.

Packages are installed into target/compare-tabular. Without the data it says so and ends.
"""

import argparse
import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
VENV = TARGET / "compare-tabular/venv"
NEEDS = ["numpy", "scipy", "onnxruntime"]
NEIGHBORS = [5, 10, 20, 50, 100]
AT = 10
CLOSE = 1e-5


def prepared():
    """Goes on in a Python that has the packages."""
    python = VENV / "bin/python"
    if not python.is_file():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    have = subprocess.run([python, "-c", "import numpy, scipy, onnxruntime"], capture_output=True)
    if have.returncode:
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *NEEDS], check=True)
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(python, [str(python), *sys.argv])


def read(path):
    """The items of each user in the order of time, as numbers; users and items are sorted as Hearken sorts them."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    items = {item: number for number, item in enumerate(sorted({row["movieId"] for row in rows}))}
    met = {}
    for row in rows:
        met.setdefault(row["userId"], []).append((float(row["timestamp"]), items[row["movieId"]]))
    users = sorted(met)
    return users, [[item for _, item in sorted(met[user])] for user in users], len(items)


def places(scores, met, held, popularity):
    import numpy

    found = []
    for row, own, item in zip(scores, met, held):
        if popularity[item] == 0:
            found.append(numpy.inf)
            continue
        open_ = popularity > 0
        open_[own] = False
        row = row[open_ & (numpy.arange(len(row)) != item)], row[item]
        found.append(1 + (row[0] > row[1]).sum() + (row[0] == row[1]).sum() / 2)
    return numpy.array(found, dtype=float)


def gains(found):
    """Hit and discounted gain of each user."""
    import numpy

    hit = found <= AT
    return numpy.stack([hit, numpy.where(hit, 1 / numpy.log2(1 + numpy.where(hit, found, 1)), 0)])


def matrix(met, items):
    import numpy
    from scipy.sparse import csr_matrix

    users = numpy.repeat(numpy.arange(len(met)), [len(own) for own in met])
    ones = numpy.ones(len(users), dtype=numpy.float32)
    return csr_matrix((ones, (users, numpy.concatenate(met))), shape=(len(met), items))


def similarities(of):
    """Cosines between items, the diagonal left out."""
    import numpy

    both = (of.T @ of).toarray()
    length = numpy.sqrt(both.diagonal())
    length[length == 0] = 1
    both /= length[:, None]
    both /= length[None, :]
    numpy.fill_diagonal(both, 0)
    return both


def nearest(cosines, neighbors):
    """The cosines to each item's nearest neighbors, the rest zero."""
    import numpy
    from scipy.sparse import csc_matrix

    items = len(cosines)
    rows = numpy.argpartition(-cosines, neighbors - 1, axis=0)[:neighbors]
    columns = numpy.tile(numpy.arange(items), (neighbors, 1))
    return csc_matrix((cosines[rows, columns].ravel(), (rows.ravel(), columns.ravel())), shape=(items, items))


def peers(met, items):
    """The places by popularity and by item-kNN with the neighbors that the second-last items choose."""
    import numpy

    def part(cut):
        own, held = [user[:-cut] for user in met], [user[-cut] for user in met]
        of = matrix(own, items)
        return own, held, of, numpy.asarray(of.sum(axis=0)).ravel(), similarities(of)

    own, held, of, popularity, cosines = part(2)
    tried = {count: gains(places((of @ nearest(cosines, count)).toarray(), own, held, popularity))[1].mean()
             for count in NEIGHBORS}
    best = max(tried, key=tried.get)
    print("item-kNN, NDCG of the second-last items:",
          ", ".join(f"k = {count} {value:.4f}" for count, value in tried.items()), flush=True)
    own, held, of, popularity, cosines = part(1)
    popular = places(numpy.tile(popularity, (len(met), 1)), own, held, popularity)
    near = places((of @ nearest(cosines, best)).toarray(), own, held, popularity)
    return {"popularity": popular, f"item-kNN (k = {best})": near}


def hearken(program, events, users, folder):
    """The places that Hearken gives, and those that it gives by popularity."""
    import numpy

    told = folder / "places.csv"
    subprocess.run([program, "recommend", "evaluate", events, "--places", told], check=True, stdout=subprocess.DEVNULL)
    with open(told, encoding="utf-8", newline="") as file:
        by_user = {row["user"]: row for row in csv.DictReader(file)}
    of = lambda name: numpy.array([float(by_user[user][name] or "inf") for user in users])
    return of("network"), of("popularity")


def interval(values):
    import numpy

    random = numpy.random.default_rng(17)
    drawn = random.integers(0, values.shape[-1], (2000, values.shape[-1]))
    return numpy.percentile(values[drawn].mean(axis=1), [2.5, 97.5])


def table(found):
    own = gains(found["Hearken"])[1]
    print(f"\n| by | hit rate at {AT} | 95 % interval | NDCG at {AT} | 95 % interval | Hearken's NDCG less this |")
    print("| --- | ---: | --- | ---: | --- | --- |")
    told = {}
    for name, place in found.items():
        hit, gain = gains(place)
        (a, b), (c, d) = interval(hit.astype(float)), interval(gain)
        more = ""
        if name != "Hearken":
            low, high = interval(own - gain)
            more = f"{(own - gain).mean():.4f} ({low:.4f} to {high:.4f})"
        print(f"| {name} | {hit.mean():.3f} | {a:.3f}–{b:.3f} | {gain.mean():.4f} | {c:.4f}–{d:.4f} | {more} |")
        told[name] = {"hit_rate": float(hit.mean()), "ndcg": float(gain.mean()), "ndcg_interval": [float(c), float(d)]}
    return told


def onnx(program, events, folder):
    """The largest gap between onnxruntime's scores and Hearken's."""
    import numpy
    import onnxruntime

    gap = 0.0
    for name, more in (("plain", []), ("own", ["--user-embedding", "8"]), ("flat", ["--hidden", "0"])):
        model, file, examples = folder / name, folder / f"{name}.onnx", folder / f"{name}.json"
        subprocess.run([program, "recommend", "train", events, "-o", model, "--no-evaluation", "--epochs", "2", *more],
                       check=True, capture_output=True)
        subprocess.run([program, "recommend", "export", "--model", model, "-o", file, "--examples", examples],
                       check=True, stdout=subprocess.DEVNULL)
        session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        takes = {given.name for given in session.get_inputs()}
        for example in json.loads(examples.read_text()):
            given = {"items": numpy.array(example["items"], dtype=numpy.int64),
                     "weights": numpy.array(example["weights"], dtype=numpy.float32),
                     "user": numpy.array([example["user"]], dtype=numpy.float32)}
            [scores] = session.run(["scores"], {key: value for key, value in given.items() if key in takes})
            gap = max(gap, float(numpy.abs(scores[0] - numpy.array(example["scores"], dtype=numpy.float32)).max()))
    return gap


def main():
    usual = TARGET / "release/hearken"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=ROOT / "../shared/data")
    parser.add_argument("--hearken", default=usual if usual.is_file() else TARGET / "debug/hearken")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--no-onnx", action="store_true")
    chosen = parser.parse_args()
    source = chosen.data / "rec_movielens_small/data.csv.gz"
    if not source.is_file():
        print(f"skipped: {source} is not there")
        return
    prepared()
    import numpy

    users, met, items = read(source)
    print(f"MovieLens latest small: {len(users)} users, {items} items, {sum(map(len, met))} events", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        events = folder / "events.csv"
        events.write_bytes(gzip.decompress(source.read_bytes()))
        network, popular = hearken(chosen.hearken, events, users, folder)
        found = {"Hearken": network, **peers(met, items)}
        if not numpy.array_equal(popular, found["popularity"]):
            raise SystemExit("Hearken ranks by popularity otherwise than this script: the protocols differ")
        told = table(found)
        if not chosen.no_onnx:
            told["onnx_gap"] = onnx(chosen.hearken, events, folder)
            print(f"\nlargest gap of onnxruntime's scores: {told['onnx_gap']:.1e}")
    if chosen.json:
        chosen.json.write_text(json.dumps(told, indent=2) + "\n")
    if told.get("onnx_gap", 0) > CLOSE:
        raise SystemExit("onnxruntime gives other scores than Hearken")


if __name__ == "__main__":
    main()
