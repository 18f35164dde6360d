"""A DataFrame as one CSV file on the driver, in an order that does not depend on its partitions."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator, Sequence

import pyarrow as pa
import pyarrow.csv
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import ArrayType, BinaryType, MapType, StringType, StructField, StructType

#: Bytes of a row's key.
KEY = 16
_KEY = "hearken_key"


def cells(df: DataFrame) -> DataFrame:
    """Every column as the strings that the file holds: null is an empty cell, and what has parts is JSON."""
    return df.select([_cell(field).alias(field.name) for field in df.schema.fields])


def key(df: DataFrame) -> Column:
    """What a row is found by: a hash of its cells. Rows that are equal in every cell have one key."""
    whole = F.to_json(F.array([_cell(field) for field in df.schema.fields]))
    return F.substring(F.sha2(whole, 256), 1, 2 * KEY)


def write(df: DataFrame, order: Sequence[str], rows: Path, keys: Path) -> int:
    """Writes all rows as CSV, sorted by the columns `order` and then by all cells, and their keys (16 bytes a row).

    Executors make the lines; the driver holds those of one task at a time.

    :returns: the number of rows.
    """
    if len(set(df.columns)) < len(df.columns):
        raise ValueError(f"a column's name is there twice: {', '.join(df.columns)}")
    names = [f"cell {at}" for at in range(len(df.columns))]
    sorted_by = [f"order {at}" for at in range(len(order))]
    keyed = df.select(
        *(F.col(quoted(column)).alias(name) for column, name in zip(order, sorted_by)),
        key(df).alias(_KEY),
        *(_cell(field).alias(name) for field, name in zip(df.schema.fields, names)),
    )
    keyed = keyed.orderBy(*sorted_by, *names).select(_KEY, *names)
    lines = keyed.mapInArrow(_lines, "lines binary, keys binary, rows long")
    count = 0
    with rows.open("wb") as file, keys.open("wb") as found:
        file.write(_csv(pa.table([pa.array([name]) for name in df.columns], names=names)))
        for part in lines.toLocalIterator(prefetchPartitions=True):
            file.write(part["lines"])
            found.write(part["keys"])
            count += part["rows"]
    return count


def quoted(name: str) -> str:
    """A column's name as Spark reads it, whatever stands in it."""
    return "`" + name.replace("`", "``") + "`"


def _cell(field: StructField) -> Column:
    column = F.col(quoted(field.name))
    if isinstance(field.dataType, (ArrayType, MapType, StructType)):
        column = F.to_json(column)
    elif isinstance(field.dataType, BinaryType):
        column = F.base64(column)
    elif not isinstance(field.dataType, StringType):
        column = column.cast("string")
    return F.coalesce(column, F.lit(""))


def _lines(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if batch.num_rows == 0:
            continue
        lines = _csv(pa.Table.from_batches([batch]).drop_columns([_KEY]))
        keys = bytes.fromhex("".join(batch.column(0).to_pylist()))
        yield pa.RecordBatch.from_arrays(
            [pa.array([lines]), pa.array([keys]), pa.array([batch.num_rows])], ["lines", "keys", "rows"]
        )


def _csv(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.csv.WriteOptions(include_header=False, quoting_style="needed")
    pa.csv.write_csv(table, sink, options)
    return sink.getvalue().to_pybytes()
