"""The texts that a run reads, and what they are encoded to."""

from __future__ import annotations

from pathlib import Path
from typing import Optional, Sequence

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from hearken_spark import export
from hearken_spark.program import Program
from hearken_spark.worker import WorkerFailed, row_for_row, through

_SPLIT = "hearken_texts array<struct<text: string, language: string>>, hearken_error string"
_KEPT = "hearken_segment string, hearken_bytes binary, hearken_rows long, hearken_texts long"


def distinct(
    df: DataFrame,
    texts: Sequence[str],
    title: Optional[str],
    arguments: Sequence[str],
    program: Program,
    parts: int = 1,
) -> DataFrame:
    """Every text that models would read of these rows once, and the language that most say it in.

    :param parts: tasks that rows are split in.
    :returns: ``text``, ``language`` (null where nobody can tell), ``times`` (by how many distinct rows it is said).
    """
    columns = [*([title] if title is not None else []), *texts]
    # Spark takes equal rows together before anything is split; what is left may be so little that it would make one
    # task of it.
    rows = export.cells(df.select(*map(export.quoted, columns))).dropDuplicates()
    rows = rows.repartition(parts, *map(export.quoted, columns))
    named = [argument for name in texts for argument in ("--text", name)]
    named += ["--title", title] if title is not None else []
    split = rows.mapInArrow(
        through(program, ["split", *named, *arguments], row_for_row("hearken_texts", "hearken_error")), _SPLIT
    )
    said = split.select(F.explode("hearken_texts").alias("said")).select("said.text", "said.language")
    said = said.groupBy("text", "language").agg(F.count(F.lit(1)).alias("times"))
    # Of equals the last in the alphabet; what tells no language has no vote.
    votes = F.when(F.col("language").isNotNull(), F.col("times")).otherwise(F.lit(0))
    most = F.max(F.struct(votes.alias("votes"), F.col("language").alias("language")))
    said = said.groupBy("text").agg(most.alias("most"), F.sum("times").alias("times"))
    return said.select("text", F.col("most.language").alias("language"), "times")


def usual_language(texts: DataFrame) -> Optional[str]:
    """The language that most texts are said in, if any can be told."""
    votes = texts.where(F.col("language").isNotNull()).groupBy("language").agg(F.sum("times").alias("times"))
    first = votes.orderBy(F.desc("times"), "language").first()
    return None if first is None else first["language"]


def kept(texts: DataFrame, arguments: Sequence[str], usual: Optional[str], program: Program) -> DataFrame:
    """What texts are encoded to, as files of a cache: a few rows a batch."""
    told = ["--usual", usual] if usual is not None else []
    return texts.select("text", "language").mapInArrow(
        through(program, ["keep", *told, *arguments], _segments), _KEPT
    )


def _segments(answer: pa.RecordBatch, rows: int) -> pa.RecordBatch:
    names = [part.split(" ")[0] for part in _KEPT.split(", ")]
    columns = [answer.column(answer.schema.get_field_index(name)) for name in (*names, "hearken_error")]
    wrong = next((error for error in columns.pop().to_pylist() if error is not None), None)
    if wrong is not None:
        raise WorkerFailed(f"a worker could not encode a batch of {rows} texts: {wrong}")
    done = sum(columns[3].to_pylist())
    if done != rows:
        raise WorkerFailed(f"a worker encoded {done} texts of {rows}")
    return pa.RecordBatch.from_arrays(columns, names)


def collect(kept: DataFrame, folder: Path) -> tuple[int, int]:
    """Puts the files into a folder on the driver; how many texts they are of, and their bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = size = 0
    for row in kept.toLocalIterator(prefetchPartitions=True):
        # The same file again, where a task ran twice, is written over itself.
        (folder / row["hearken_segment"]).write_bytes(row["hearken_bytes"])
        texts += row["hearken_texts"]
        size += len(row["hearken_bytes"])
    return texts, size
