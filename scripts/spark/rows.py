#!/usr/bin/env python3
"""Makes rows of feedback: as many as are asked for, sorted by id.

    scripts/spark/rows.py ROWS FOLDER [--texts FILE]

Writes FOLDER/rows.csv, in the form in which hearken_spark collects rows, and FOLDER/rows.parquet, which Spark reads. The
texts are those of a CSV file (gzipped or not) with the columns text, rating, date and version, over and over with other
ids; without one they are put together from the sentences below, some in Chinese and French. Needs pyarrow.
"""

import argparse
import csv
import datetime
import gzip
import itertools
import random
from pathlib import Path

PARTS = ["the map", "the export", "the login", "the camera", "the search", "the widget", "the calendar", "the sync"]
PARTS += ["the keyboard", "the player", "the invoice page", "the chat", "the backup", "the timer", "the scanner"]
WHEN = ["on my phone", "since the update", "at work", "in the evening", "with a slow network", "on the tablet", "again"]
WHEN += ["after two days", "for my team", "in dark mode", "on the first try", "when I travel"]
# Sentence, sentiment, kind.
SAID = [
    ("{part} crashes {when}", "negative", "problem"),
    ("{part} is terribly slow {when}", "negative", "problem"),
    ("{part} loses my data {when}", "negative", "problem"),
    ("I cannot open {part} {when}", "negative", "problem"),
    ("please let me turn off {part} {when}", "neutral", "request"),
    ("please add an option for {part} {when}", "neutral", "request"),
    ("I love {part} {when}", "positive", "praise"),
    ("{part} works perfectly {when}", "positive", "praise"),
    ("how do I change {part} {when}?", "neutral", "question"),
    ("I use {part} {when}", "neutral", "other"),
]
FOREIGN = ["非常好用，我很喜欢这个功能", "更新之后总是闪退，太差了", "客服一直不回复我的问题", "L'application plante à chaque fois que je l'ouvre"]
FOREIGN += ["Très pratique pour toute la famille, je la recommande", "房间很大很干净，但是服务非常差。不会再来了！"]
JOINS = [". ", ", but ", "! ", ". Also, "]
CHUNK = 500_000


def labeled():
    """Sentences with their sentiment and kind."""
    for (said, sentiment, kind), part, when in itertools.product(SAID, PARTS, WHEN):
        yield said.format(part=part, when=when), sentiment, kind


def composed():
    """Rows without end."""
    draw = random.Random(1)
    sentences = [text for text, _, _ in labeled()]
    first = datetime.date(2024, 1, 1)
    while True:
        if draw.random() < 0.05:
            text = draw.choice(FOREIGN)
        else:
            chosen = [draw.choice(sentences) for _ in range(draw.choice([1, 1, 2, 3]))]
            text = draw.choice(JOINS).join(chosen) + draw.choice(["", ".", "!", '. They call it "new"'])
        day = first + datetime.timedelta(days=draw.randrange(400))
        yield text, str(draw.randint(1, 5)), day.isoformat(), f"{draw.randint(1, 3)}.{draw.randint(0, 9)}"


def read(path):
    """The file's rows, over and over."""
    opened = gzip.open if path.suffix == ".gz" else open
    names = ["text", "rating", "date", "version"]
    while True:
        with opened(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield tuple(row.get(name) or "" for name in names)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--texts", type=Path)
    arguments = parser.parse_args()
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    arguments.folder.mkdir(parents=True, exist_ok=True)
    names = ["text", "rating", "date", "version"]
    schema = pa.schema([("id", pa.int64()), *((name, pa.string()) for name in names)])
    source = read(arguments.texts) if arguments.texts else composed()
    options = pa.csv.WriteOptions(include_header=False, quoting_style="needed")
    plain = pa.schema([(name, pa.string()) for name in schema.names])
    with (
        pa.parquet.ParquetWriter(arguments.folder / "rows.parquet", schema) as parquet,
        (arguments.folder / "rows.csv").open("wb") as file,
    ):
        header = pa.table([pa.array([name]) for name in schema.names], schema=plain)
        pa.csv.write_csv(header, file, options)
        for start in range(0, arguments.rows, CHUNK):
            count = min(CHUNK, arguments.rows - start)
            columns = zip(*itertools.islice(source, count))
            arrays = [pa.array(range(start + 1, start + count + 1), pa.int64()), *map(pa.array, columns)]
            table = pa.table(arrays, schema=schema)
            pa.csv.write_csv(table.cast(plain), file, options)
            parquet.write_table(table, row_group_size=50_000)


if __name__ == "__main__":
    main()
