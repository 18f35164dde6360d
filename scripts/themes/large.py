"""Time and memory of clustering 100,000 statements, each system in a process of its own."""

import csv
import gzip
import itertools
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy

ROOT = Path(__file__).resolve().parent.parent.parent
STATEMENTS = 100_000
# Reviews, and all texts of two sets of questions, that make so many different statements.
ROWS = 70_000
QUESTIONS = ["banking77", "stackoverflow20"]
# What a team might tell k-means; otherwise it tries numbers and takes the one with the best silhouette. Hearken
# and BERTopic find theirs in one go.
NUMBER = 150
ROUNDS = 3
# Peers that take minutes are measured once.
SLOW = 60


def compare(hearken, data, target):
    place = target / "large"
    place.mkdir(parents=True, exist_ok=True)
    vectors, texts = place / "vectors.f32", place / "texts.txt"
    if not vectors.is_file():
        prepare(hearken, data, place, vectors, texts)
    subprocess.run(["cargo", "build", "--release", "--locked", "--workspace", "--examples"], cwd=ROOT, check=True)
    program = target / "release/examples/group"
    systems = {
        "Hearken": [program, vectors, texts, "384"],
        f"MiniBatchKMeans, told {NUMBER}": [sys.executable, __file__, "told", vectors, texts],
        "MiniBatchKMeans": [sys.executable, __file__, "minibatch", vectors, texts],
        "BERTopic (UMAP + HDBSCAN)": [sys.executable, __file__, "bertopic", vectors, texts],
    }
    best = {}
    for round_ in range(ROUNDS):
        for name, command in systems.items():
            if round_ and best[name]["grouped"] > SLOW:
                continue
            started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            said = json.loads(started.communicate()[0].strip().splitlines()[-1])
            # The memory of this child alone, by what the system counted when it ended.
            said["memory"] = said.get("memory") or peak(command)
            if name not in best or said["grouped"] < best[name]["grouped"]:
                best[name] = said
    first = best["Hearken"]["grouped"]
    print(f"{STATEMENTS:,} statements of store reviews and questions, best of {ROUNDS} rounds (slower than {SLOW} s: one)")
    for name, said in best.items():
        print(f"  {name:28} {said['grouped']:7.1f} s ({said['grouped'] / first:5.2f} × Hearken)"
              f"   {said['memory'] / 2**20:6.2f} GiB at most   {said['themes']:,} themes", flush=True)


def peak(command):
    """Kilobytes that a command takes at most, by running it under a parent of its own."""
    code = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    told = subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True)
    return int(told.stdout)


def prepare(hearken, data, place, vectors, texts):
    """Vectors and texts of the first so many different statements, by Hearken's own splitting and encoder."""
    import quality

    name = next((data / "large_fintech_play").glob("data.csv*"))
    opened = gzip.open if name.suffix == ".gz" else open
    with opened(name, "rt", encoding="utf-8", newline="") as file:
        # Every second one: they stand app by app.
        rows = [row["text"] for row in itertools.islice(csv.DictReader(file), 0, 2 * ROWS, 2)]
    rows += [text for name, texts, _ in quality.sets(data) if name in QUESTIONS for text in texts]
    folder = place / "run"
    quality.analyze(hearken, rows, folder)
    seen, lines, at = set(), [], []
    with open(folder / "statements.jsonl", encoding="utf-8") as file:
        for number, line in enumerate(file):
            text = " ".join(json.loads(line)["text"].split())
            if text and text not in seen and len(lines) < STATEMENTS:
                seen.add(text)
                lines.append(text)
                at.append(number)
    if len(lines) < STATEMENTS:
        sys.exit(f"error: {len(lines):,} different statements are too few")
    numpy.ascontiguousarray(quality.of_statements(folder)[at], dtype="<f4").tofile(vectors)
    texts.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    """One peer on vectors that stand in a file; the time is that of clustering alone."""
    peer, vectors, texts = sys.argv[1:]
    import quality

    points = numpy.fromfile(vectors, dtype="<f4").reshape(-1, 384)
    lines = Path(texts).read_text(encoding="utf-8").splitlines()
    if peer == "told":
        fit = quality.minibatch(NUMBER)
        begun = time.perf_counter()
        found = fit.fit_predict(points)
    elif peer == "minibatch":
        begun = time.perf_counter()
        found = quality.by_silhouette(quality.minibatch, points)
    else:
        import bertopic  # noqa: F401  (its import is not its work)
        import umap  # noqa: F401

        begun = time.perf_counter()
        found = quality.bertopic(lines, points)
    print(json.dumps({
        "grouped": time.perf_counter() - begun,
        "themes": len(set(found) - {-1}),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    }))


if __name__ == "__main__":
    main()
