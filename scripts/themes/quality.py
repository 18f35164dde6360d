"""How near the groups of each system come to those that people made."""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parent.parent.parent
SETS = ["theme_banking77", "theme_clinc150", "theme_stackoverflow20", "theme_nhs_phase1"]
MINIBAR = ["garmin.clusters.feature_request", "garmin.clusters.problem_report",
           "huawei.clusters.feature_request", "huawei.clusters.problem_report"]
# What CLINC150 calls the questions that belong to no group: they are grouped, and not scored.
OUTSIDE = "oos"
NUMBERS = [5, 10, 20, 40, 80, 160, 320]
SEED = 0


def sets(data):
    """Name, texts and groups of each set."""
    for name in SETS:
        with open(data / name / "data.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        yield name.removeprefix("theme_"), [row["text"] for row in rows], [row["label"] for row in rows]
    for name in MINIBAR:
        with open(data / "type_minibar" / f"{name}.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        yield (f"minibar {name.replace('.clusters.', ' ').replace('_', ' ')}",
               [row["data"] for row in rows], [row["ground_truth"] for row in rows])


def analyze(hearken, texts, folder, *options, threads=None):
    """Runs Hearken on an export of these texts; what it says of each row."""
    export = folder.with_suffix(".csv")
    with open(export, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text"])
        writer.writerows([text] for text in texts)
    environment = dict(os.environ)
    if threads:
        environment["RAYON_NUM_THREADS"] = str(threads)
    subprocess.run([hearken, "analyze", export, "-o", folder, "--quiet", "--models", ROOT / "models",
                    "--text-column", "text", *options], check=True, env=environment)
    with open(folder / "feedback.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def precisions(hearken, data):
    """AMI of Hearken's themes by vectors in f32 and in int8, on each set."""
    from sklearn.metrics import adjusted_mutual_info_score as ami

    told = {}
    for name, texts, groups in sets(data):
        for precision in ["f32", "int8"]:
            with tempfile.TemporaryDirectory() as folder:
                rows = analyze(hearken, texts, Path(folder) / "run", "--whole", "--precision", precision)
                found = themes_of(rows)
            placed = [at for at, theme in enumerate(found) if theme is not None]
            told.setdefault(name, []).append(ami([groups[at] for at in placed], [found[at] for at in placed]))
        print(f"{name:<36} AMI {told[name][0]:.4f} in f32, {told[name][1]:.4f} in int8", flush=True)
    means = [sum(pair[at] for pair in told.values()) / len(told) for at in range(2)]
    print(f"{'mean':<36} AMI {means[0]:.4f} in f32, {means[1]:.4f} in int8")


def themes_of(rows):
    """The group of each row; a number of its own where it stands alone, `None` where nothing is said."""
    def own(at):
        row = rows[at]
        if row["placed"] == "duplicate":
            return own(int(row["duplicate_of"]) - 1)
        return (row["theme"] or f"alone {at}") if row["placed"] == "used" else None

    return [own(at) for at in range(len(rows))]


def of_statements(folder):
    """The unit vectors of a report's statements, as Hearken keeps them."""
    raw = (folder / "vectors.safetensors").read_bytes()
    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:8 + length])

    def tensor(name, kind):
        start, end = header[name]["data_offsets"]
        return numpy.frombuffer(raw[8 + length + start:8 + length + end], dtype=kind).reshape(header[name]["shape"])

    texts = tensor("texts", numpy.int8).astype(numpy.float32) * tensor("text_scales", numpy.float32)[:, None]
    return texts[tensor("text_of_statement", numpy.uint32)]


def vectors(folder, rows):
    """The rows that are used, and a unit vector for each."""
    with open(folder / "statements.jsonl", encoding="utf-8") as lines:
        at = {json.loads(line)["row"]: number for number, line in enumerate(lines)}
    used = [place for place, row in enumerate(rows) if row["placed"] == "used"]
    return used, of_statements(folder)[[at[place + 1] for place in used]]


def as_groups(found):
    """Two readings of those without a group (-1): together, and each by itself."""
    found = numpy.asarray(found)
    apart = found.copy()
    alone = numpy.flatnonzero(found == -1)
    apart[alone] = found.max() + 1 + numpy.arange(len(alone))
    return found, apart


def by_silhouette(fit, points):
    """The labels of the number of groups with the best silhouette."""
    from sklearn.metrics import silhouette_score

    best = None
    for number in NUMBERS:
        if number * 2 > len(points):
            break
        found = fit(number).fit_predict(points)
        score = silhouette_score(points, found, sample_size=min(len(points), 5000), random_state=SEED)
        if best is None or score > best[0]:
            best = (score, found)
    return best[1]


def kmeans(number):
    from sklearn.cluster import KMeans

    return KMeans(number, random_state=SEED)


def minibatch(number):
    from sklearn.cluster import MiniBatchKMeans

    return MiniBatchKMeans(number, random_state=SEED)


def bertopic(texts, points):
    from bertopic import BERTopic
    from umap import UMAP

    # Its own defaults, with a seed: without one it is different at every run.
    reduce = UMAP(n_neighbors=min(15, len(points) - 1), n_components=5, min_dist=0.0, metric="cosine",
                  low_memory=False, random_state=SEED)
    found, _ = BERTopic(umap_model=reduce).fit_transform(texts, points)
    return found


def hdbscan(points):
    from sklearn.cluster import HDBSCAN

    return HDBSCAN(algorithm="brute", copy=False).fit_predict(points)


PEERS = {
    "BERTopic": bertopic,
    "KMeans": lambda texts, points: by_silhouette(kmeans, points),
    "MiniBatchKMeans": lambda texts, points: by_silhouette(minibatch, points),
    "HDBSCAN": lambda texts, points: hdbscan(points),
}


def score(truth, found):
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, v_measure_score

    return {"ami": adjusted_mutual_info_score(truth, found), "ari": adjusted_rand_score(truth, found),
            "v": v_measure_score(truth, found)}


def same_groups(a, b):
    """Whether two labelings make the same groups."""
    return len(set(zip(a, b))) == len(set(a)) == len(set(b))


def compare(name, texts, groups, without, hearken, folder):
    rows = analyze(hearken, texts, folder / "whole", "--whole")
    used, points = vectors(folder / "whole", rows)
    said = [texts[place] for place in used]
    scored = [at for at, place in enumerate(used) if groups[place] != OUTSIDE]
    truth = [groups[used[at]] for at in scored]
    there = len(set(truth))
    print(f"\n{name}: {len(truth):,} texts in {there} groups", flush=True)
    figures = {"texts": len(truth), "groups": there, "systems": {}}

    def tell(system, scores, themes, left, number_given=None):
        error = abs(themes - there) / there
        figures["systems"][system] = {**scores, "themes": themes, "number_error": error,
                                      "without_place": left, "v_number_given": number_given}
        given = "" if number_given is None else f"   V with the number told {number_given:.3f}"
        print(f"  {system:16} AMI {scores['ami']:.3f}   ARI {scores['ari']:.3f}   {themes:4} themes"
              f" ({100 * error:.0f} % off)   {left:5,} without a place{given}", flush=True)

    told = analyze(hearken, texts, folder / "told", "--whole", "--themes", str(there))
    for system, rows, run in [("Hearken", rows, "whole"),
                              ("Hearken, split", analyze(hearken, texts, folder / "split"), "split")]:
        themes = themes_of(rows)
        found = [themes[used[at]] for at in scored]
        number = len(json.loads((folder / run / "dashboard.json").read_text(encoding="utf-8"))["themes"])
        given = None
        if run == "whole":
            told = themes_of(told)
            given = score(truth, [told[used[at]] for at in scored])["v"]
        tell(system, score(truth, found), number, sum(theme is None for theme in found), given)

    order = random.Random(SEED).sample(range(len(texts)), len(texts))
    shuffled = analyze(hearken, [texts[at] for at in order], folder / "shuffled", "--whole", threads=1)
    back = dict(zip(order, themes_of(shuffled)))
    before = themes_of(analyzed := rows_of(folder / "whole"))
    both = [at for at in used if back[at] is not None and analyzed[at]["placed"] == "used"]
    figures["same_when_shuffled"] = same_groups([before[at] for at in both], [back[at] for at in both])
    print(f"  shuffled, on one thread: {'the same' if figures['same_when_shuffled'] else 'OTHER'} themes", flush=True)

    for system, fit in PEERS.items():
        if any(part in system.lower() for part in without):
            continue
        try:
            found = fit(said, points)
        except Exception as error:  # A peer that cannot do a set must not end the comparison.
            print(f"  {system:16} failed: {error}", file=sys.stderr, flush=True)
            continue
        readings = [score(truth, reading[scored]) for reading in as_groups(found)]
        scores = max(readings, key=lambda scores: scores["ami"])
        given = None
        if system in ["KMeans", "MiniBatchKMeans"]:
            fit = {"KMeans": kmeans, "MiniBatchKMeans": minibatch}[system]
            given = score(truth, fit(there).fit_predict(points)[scored])["v"]
        left = sum(label == -1 for label in found)
        tell(system, scores, len(set(found)) - (1 if left else 0), left, given)
    return figures


def rows_of(folder):
    with open(folder / "feedback.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tell_means(figures):
    """Means over the four sets of themes, and over the groups of minibar."""
    for what, names in [("four sets", [name for name in figures if "minibar" not in name]),
                        ("minibar", [name for name in figures if "minibar" in name])]:
        if not names:
            continue
        print(f"\nmean of {what} ({len(names)}):")
        for system in figures[names[0]]["systems"]:
            some = [figures[name]["systems"].get(system) for name in names]
            if None in some:
                continue
            mean = {key: sum(one[key] for one in some) / len(some) for key in ["ami", "ari", "number_error"]}
            print(f"  {system:16} AMI {mean['ami']:.3f}   ARI {mean['ari']:.3f}"
                  f"   number of themes {100 * mean['number_error']:.0f} % off")
