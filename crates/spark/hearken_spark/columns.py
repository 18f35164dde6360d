"""Columns that workers add to rows, each row for itself."""

from __future__ import annotations

from typing import Mapping, Optional, Sequence, Union

from pyspark.sql import DataFrame
from pyspark.sql.types import ArrayType, DataType, FloatType, StringType, StructField, StructType

from hearken_spark.program import Program
from hearken_spark.worker import row_for_row, through

_WORDS = ArrayType(StringType())
_LABELS = {
    "hearken_sentiment": StringType(),
    "hearken_sentiment_confidence": FloatType(),
    "hearken_kind": StringType(),
    "hearken_kind_confidence": FloatType(),
}
_VECTOR = {"hearken_embedding": ArrayType(FloatType())}
_THEMES = {"hearken_themes": _WORDS, "hearken_theme_names": _WORDS}


def classify(
    df: DataFrame,
    text: Union[str, Sequence[str]] = "text",
    *,
    title: Optional[str] = None,
    program: Program = Program(),
    arguments: Sequence[str] = (),
) -> DataFrame:
    """Adds sentiment and kind with their confidences, null where the heads are unsure.

    ``hearken_error`` says why a row has none. Works on streams as well.

    :param text: column of strings with what users wrote, or several.
    :param title: column of strings with a title or subject.
    :param arguments: further arguments of ``hearken worker classify``, such as ``["--whole"]``.
    """
    return _with(df, ["classify", *_reading(text, title), *arguments], _LABELS, program)


def encode(
    df: DataFrame,
    text: Union[str, Sequence[str]] = "text",
    *,
    title: Optional[str] = None,
    program: Program = Program(),
    arguments: Sequence[str] = (),
) -> DataFrame:
    """Adds ``hearken_embedding``, the unit vector of what a row says; parameters as for :func:`classify`."""
    return _with(df, ["encode", *_reading(text, title), *arguments], _VECTOR, program)


def assign(
    df: DataFrame,
    themes: str,
    text: Union[str, Sequence[str]] = "text",
    *,
    title: Optional[str] = None,
    program: Program = Program(),
    arguments: Sequence[str] = (),
) -> DataFrame:
    """Adds the themes of an earlier report that a row's statements belong to: ids and names, in two lists.

    :param themes: folder of the report, where every executor finds it.
    """
    arguments = ["assign", "--themes", themes, *_reading(text, title), *arguments]
    return _with(df, arguments, _THEMES, program)


def _reading(text: Union[str, Sequence[str]], title: Optional[str]) -> list[str]:
    texts = [text] if isinstance(text, str) else list(text)
    columns = [argument for name in texts for argument in ("--text", name)]
    return columns + (["--title", title] if title is not None else [])


def _with(
    df: DataFrame, arguments: Sequence[str], added: Mapping[str, DataType], program: Program
) -> DataFrame:
    new = [StructField(name, kind) for name, kind in {**added, "hearken_error": StringType()}.items()]
    schema = StructType([*df.schema.fields, *new])
    return df.mapInArrow(through(program, arguments, row_for_row(*schema.names)), schema)
