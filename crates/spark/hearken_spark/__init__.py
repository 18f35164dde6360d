"""Hearken on Apache Spark.

The cluster does what takes the time: reading rows into texts, taking equal ones together, and running the models
over them. The models run in the ``hearken`` program, started beside each task; no model is written in Python. What
they compute is put where ``hearken analyze`` looks for what earlier runs computed, so that the report over all rows is
the one that a single machine would have written, byte for byte.

>>> analysis = hearken_spark.analyze(reviews, text="review", output="june")
>>> analysis.dashboard["themes"][0]["name"]
>>> analysis.rows().groupBy("hearken_sentiment").count().show()

``classify``, ``assign`` and ``encode`` add columns to rows without a report, each row for itself.
"""

import sys

from pyspark import cloudpickle

from hearken_spark.analysis import Analysis, Steps, analyze
from hearken_spark.columns import assign, classify, encode
from hearken_spark.program import Program
from hearken_spark.worker import WorkerFailed

__all__ = [
    "Analysis",
    "Program",
    "Steps",
    "WorkerFailed",
    "analyze",
    "assign",
    "classify",
    "encode",
]

# Tasks carry this package with them: executors need the program and the models, not the package.
cloudpickle.register_pickle_by_value(sys.modules[__name__])
