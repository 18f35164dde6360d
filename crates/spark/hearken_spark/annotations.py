"""What a report says of each row, back on the cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from hearken_spark import export

_FILE = "annotations.parquet"
#: Rows of it that one task reads.
_ROWS_A_TASK = 100_000
_KEY = "hearken_key"
_KINDS = ("problem", "request", "praise", "question", "other")
#: Bytes of statements that are read at a time.
_PIECE = 64 << 20
_SCHEMA = (
    "hearken_key string, hearken_row long, hearken_placed string, "
    "hearken_sentiment string, hearken_sentiment_confidence double, "
    "hearken_kind string, hearken_kind_confidence double, hearken_unsure array<string>, "
    "hearken_theme string, hearken_theme_name string, hearken_themes array<string>"
)
_NAMES = [part.split(" ")[0] for part in _SCHEMA.split(", ")]


def joined(df: DataFrame, folder: Path, report: Path) -> DataFrame:
    """`df` with the annotations of its rows."""
    path = folder / _FILE
    table = _table(folder / "rows.keys", report)
    pa.parquet.write_table(table, path, row_group_size=_ROWS_A_TASK)
    session = df.sparkSession
    name = _distributed(session, path)
    groups = max(1, -(-table.num_rows // _ROWS_A_TASK))

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        from pyspark import SparkFiles

        file = pa.parquet.ParquetFile(SparkFiles.get(name))
        for batch in batches:
            for group in batch.column(0).to_pylist():
                if group < file.num_row_groups:
                    yield from file.read_row_group(group).select(_NAMES).to_batches()

    said = session.range(groups).repartition(groups).mapInArrow(read, _SCHEMA)
    # Equal rows have one key: the first of them tells.
    first = F.min_by(F.struct(*_NAMES[1:]), F.col("hearken_row")).alias("first")
    said = said.groupBy(_KEY).agg(first).select(_KEY, "first.*")
    # Who says something that belongs to no theme has none; who says nothing has no list.
    none = F.when(F.col("hearken_sentiment").isNotNull(), F.array().cast("array<string>"))
    for name in ("hearken_unsure", "hearken_themes"):
        said = said.withColumn(name, F.coalesce(name, none))
    return df.withColumn(_KEY, export.key(df)).join(said, _KEY, "left").drop(_KEY)


def _distributed(session: SparkSession, path: Path) -> str:
    """Sends a file to all executors under a name of its own."""
    sent = path.with_name(f"hearken-{uuid4().hex}.parquet")
    path.rename(sent)
    if hasattr(session, "_jsparkSession"):
        session.sparkContext.addFile(str(sent))
    else:
        session.addArtifacts(str(sent), file=True)
    return sent.name


def _table(keys: Path, report: Path) -> pa.Table:
    """A row of annotations for each row of the export, in its order."""
    words = ["placed", "sentiment", "kind", "theme", "theme_name", "unsure"]
    numbers = ["negative", "neutral", "positive"]
    types = {"row": pa.int64(), "duplicate_of": pa.int64()}
    types |= {name: pa.string() for name in words} | {name: pa.float64() for name in numbers}
    rows = pa.csv.read_csv(
        report / "feedback.csv",
        parse_options=pa.csv.ParseOptions(newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types=types, include_columns=list(types), strings_can_be_null=True, null_values=[""]
        ),
    )
    number = rows["row"]
    if not pc.all(pc.equal(number, pa.array(range(1, rows.num_rows + 1), pa.int64()))).as_py():
        raise RuntimeError("feedback.csv has other rows than rows.csv")
    statements = _statements(report / "statements.jsonl")
    same = pc.equal(statements["kind"], rows["kind"].take(pc.subtract(statements["row"], 1)))
    surest = statements.filter(same).group_by("row").aggregate([("probability", "max")])
    themed = statements.filter(pc.is_valid(statements["theme"]))
    themes = themed.group_by("row", use_threads=False).aggregate([("theme", "distinct")])

    def of_row(table: pa.Table, name: str) -> pa.ChunkedArray:
        return table[name].take(pc.index_in(number, table["row"].combine_chunks()))

    said = {
        "hearken_sentiment": rows["sentiment"],
        "hearken_sentiment_confidence": pc.max_element_wise(*(rows[name] for name in numbers)),
        "hearken_kind": rows["kind"],
        "hearken_kind_confidence": of_row(surest, "probability_max"),
        "hearken_unsure": pc.split_pattern(rows["unsure"], ", "),
        "hearken_theme": rows["theme"],
        "hearken_theme_name": rows["theme_name"],
        "hearken_themes": of_row(themes, "theme_distinct"),
    }
    stands = pc.subtract(pc.coalesce(rows["duplicate_of"], number), 1)
    said = {name: column.take(stands) for name, column in said.items()}
    found = keys.read_bytes()
    found = [found[at : at + export.KEY].hex() for at in range(0, len(found), export.KEY)]
    return pa.table({_KEY: found, "hearken_row": number, "hearken_placed": rows["placed"], **said})


def _statements(path: Path) -> pa.Table:
    """Row, theme, kind and its probability of every statement."""
    numbers = pa.struct([(kind, pa.float64()) for kind in _KINDS])
    schema = pa.schema([("row", pa.int64()), ("theme", pa.string()), ("kind", pa.string())])
    options = pa.json.ParseOptions(
        explicit_schema=schema.append(pa.field("kind_probabilities", numbers)),
        unexpected_field_behavior="ignore",
    )
    parts = [schema.append(pa.field("probability", pa.float64())).empty_table()]
    # Line by line in pieces: the texts, which are the most of it, are not held.
    with path.open("rb") as file:
        while lines := file.readlines(_PIECE):
            part = pa.json.read_json(pa.BufferReader(b"".join(lines)), parse_options=options)
            likely = part["kind_probabilities"].combine_chunks().flatten()
            part = part.select(schema.names).append_column("probability", pc.max_element_wise(*likely))
            parts.append(part)
    return pa.concat_tables(parts)
