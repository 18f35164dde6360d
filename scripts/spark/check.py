#!/usr/bin/env python3
"""Holds a run on a cluster of two executors against the run of one machine over the same rows. Started by
scripts/test-spark, which says what its options mean."""

import argparse
import filecmp
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import cluster

SETTINGS = ["--text-column", "text", "--id-column", "id", "--rating-column", "rating", "--quiet"]


def alone(hearken, models, folder):
    """The run of one machine, on as many threads as there are executors: its seconds, and its peak memory in MiB."""
    environment = {**os.environ, "HEARKEN_MODELS": str(models), "HEARKEN_CACHE": "", "RAYON_NUM_THREADS": "2"}
    arguments = ["analyze", "rows.csv", "-o", "report", *SETTINGS]
    start = time.monotonic()
    child = subprocess.Popen([hearken, *arguments], cwd=folder, env=environment)
    _, status, used = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"the run on one machine failed: {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - start, used.ru_maxrss // 1024


def differences(one, other):
    names = sorted({path.name for path in one.iterdir()} | {path.name for path in other.iterdir()})
    _, unlike, missing = filecmp.cmpfiles(one, other, names, shallow=False)
    return unlike + missing


def on_cluster(arguments, name, folder, kills):
    import hearken_spark

    mark = uuid4().hex
    spark = cluster.session(name, failures=4 if kills == 0 else kills + 4)
    application = spark.sparkContext.applicationId
    program = hearken_spark.Program(arguments.hearken, str(arguments.models), environment={cluster.MARK: mark})
    peak = cluster.Peak(mark, application)
    killer = cluster.Killer(mark, application, kills) if kills else None
    peak.start()
    if killer:
        killer.start()
    start = time.monotonic()
    # In an order that is not the one wanted, and in more pieces than the file has.
    rows = spark.read.parquet(str(arguments.folder / "rows.parquet")).repartition(7)
    shutil.rmtree(folder, ignore_errors=True)
    analysis = hearken_spark.analyze(
        rows,
        "text",
        output=folder,
        order="id",
        settings=SETTINGS[2:],
        program=program,
        tasks=arguments.tasks,
    )
    seconds = time.monotonic() - start
    most = peak.end()
    if killer:
        killer.end()
        if (killer.workers, killer.executors) != (kills, 1):
            sys.exit(f"{killer.workers} workers and {killer.executors} executors were killed, {kills} and 1 were to be")
    return spark, analysis, seconds, most


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hearken", required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--tasks", type=int)
    parser.add_argument("--no-rows", action="store_true")
    arguments = parser.parse_args()
    one = arguments.folder / "one"
    shutil.rmtree(one, ignore_errors=True)
    one.mkdir(parents=True)
    shutil.copy(arguments.folder / "rows.csv", one)
    seconds, memory = alone(arguments.hearken, arguments.models, one)
    told = {"rows": arguments.rows, "one machine": {"seconds": round(seconds, 1), "peak MiB": memory}}
    runs = [("cluster", 0)] + ([("cluster with kills", arguments.kills)] if arguments.kills else [])
    for name, kills in runs:
        folder = arguments.folder / name.replace(" ", "-")
        spark, analysis, seconds, most = on_cluster(arguments, name, folder, kills)
        if not filecmp.cmp(one / "rows.csv", folder / "rows.csv", shallow=False):
            sys.exit(f"{name}: the rows that were collected are not those of the file")
        unlike = differences(one / "report", folder / "report")
        if unlike:
            sys.exit(f"{name}: {', '.join(unlike)} differ from those of one machine")
        if analysis.steps.rows != arguments.rows:
            sys.exit(f"{name}: {analysis.steps.rows} rows of {arguments.rows}")
        told[name] = {"seconds": round(seconds, 1), "peak MiB": most, **rounded(vars(analysis.steps))}
        if kills:
            told[name] |= {"workers killed": kills, "executors killed": 1}
        if not arguments.no_rows and not kills:
            told["rows told of"] = rows_told_of(analysis, arguments.rows)
        spark.stop()
        print(f"{name}: every file of the report is that of one machine", file=sys.stderr, flush=True)
    print(json.dumps(told, indent=2))
    (arguments.folder / "told.json").write_text(json.dumps(told, indent=2))


def rows_told_of(analysis, rows):
    """Every row comes back with its place, and the counts are those of the dashboard."""
    found = {row["hearken_placed"]: row["count"] for row in analysis.rows().groupBy("hearken_placed").count().collect()}
    ledger = analysis.dashboard["ledger"]
    if sum(found.values()) != rows or any(found.get(place, 0) != ledger[place] for place in ("used", "duplicate")):
        sys.exit(f"the rows are told of otherwise than in the dashboard: {found}, {ledger}")
    return found


def rounded(steps):
    return {name: round(value, 1) if isinstance(value, float) else value for name, value in steps.items()}


if __name__ == "__main__":
    main()
