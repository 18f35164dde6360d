#!/usr/bin/env python3
"""What a run on a cluster costs, on paper, from measured rates.

    scripts/spark/costs.py HEARKEN MODELS FOLDER [--rows N]

FOLDER is one of target/spark, where scripts/test-spark has left rows.parquet and told.json. The first N rows (2000) go through
`hearken worker split` and their texts through `hearken worker keep`, with the models that are named, for the processor
seconds that these take: time that a machine spends on others does not count. What grows with the rows on the driver
(collecting, bringing back, concluding) is taken from told.json by the clock. Needs pyarrow and the package in crates/spark
(target/spark/venv-*/bin/python has both).
"""

import argparse
import json
import os
import resource
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
from hearken_spark.program import Program
from hearken_spark.texts import _segments
from hearken_spark.worker import row_for_row, through

ROWS = 10_000_000


def processor(children=resource.RUSAGE_CHILDREN):
    used = resource.getrusage(children)
    return used.ru_utime + used.ru_stime


def timed(program, arguments, shaped, columns):
    """What a worker answers, and the processor seconds that it took beyond those of a single row."""
    whole = pa.RecordBatch.from_pydict(columns)
    run = through(program, arguments, shaped)
    seconds = []
    for batch in (whole.slice(0, 1), whole):
        before = processor()
        answers = list(run(iter([batch])))
        seconds.append(processor() - before)
    return answers[0], seconds[0], max(seconds[1] - seconds[0], 1e-6)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hearken")
    parser.add_argument("models")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=2000)
    arguments = parser.parse_args()
    program = Program(os.path.abspath(arguments.hearken), os.path.abspath(arguments.models))
    rows = pa.parquet.read_table(arguments.folder / "rows.parquet", columns=["text"])["text"].slice(0, arguments.rows)
    rows = rows.unique()
    said, _, splitting = timed(program, ["split"], row_for_row("hearken_texts"), {"text": rows})
    texts = {text["text"]: text["language"] for row in said.column(0).to_pylist() for text in row or ()}
    keep = {"text": pa.array(list(texts)), "language": pa.array(list(texts.values()), pa.string())}
    kept, starting, encoding = timed(program, ["keep", "--usual", "eng"], _segments, keep)
    size = sum(len(file) for file in kept.column(1).to_pylist())

    told = json.loads((arguments.folder / "told.json").read_text())
    run = told["cluster"]
    split, encode = splitting / len(rows), encoding / len(texts)
    collect, conclude = (run[name] / run["rows"] for name in ("collecting", "concluding"))
    bring = run["returning"] / run["bytes"]
    print(f"{len(rows)} distinct rows hold {len(texts)} distinct texts")
    print(f"split {split * 1e6:.0f} µs a row, encode {encode * 1e6:.0f} µs a text (processor), {starting:.2f} s a worker")
    print(f"a row without equals: {3600 / (split + encode * len(texts) / len(rows)):,.0f} rows a core-hour")
    print(f"driver: collect {collect * 1e6:.0f} µs a row, bring back {bring * 1e9:.1f} ns a byte, conclude {conclude * 1e6:.0f} µs a row")
    print(f"\n{ROWS:,} rows, all different:\n\n| workers of one core | on the cluster | on the driver | in all |")
    print("| ---: | ---: | ---: | ---: |")
    texts_of_all = ROWS * len(texts) / len(rows)
    driver = ROWS * (collect + conclude) + texts_of_all * size / len(texts) * bring
    for workers in (1, 10, 100):
        cluster = (ROWS * split + texts_of_all * encode) / workers + starting
        hours = [f"{seconds / 3600:.2f} h" for seconds in (cluster, driver, cluster + driver)]
        print(f"| {workers} | {' | '.join(hours)} |")


if __name__ == "__main__":
    main()
