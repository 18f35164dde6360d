"""Rows to the driver and back, on Spark in one process, with the real program. HEARKEN and HEARKEN_MODELS say where
it and its models are; scripts/test-spark sets them."""

import csv
import datetime
import os
import tempfile
import unittest
from decimal import Decimal
from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql.types import StringType, StructField, StructType

import hearken_spark
from hearken_spark import export
from hearken_spark.analysis import _of_reading

TEXTS = ["The app crashes every time I log in.", "I love it, but the export is slow", None, "  ", "I love it!"]


class Rows(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        builder = builder.config("spark.sql.shuffle.partitions", "3").config("spark.driver.host", "127.0.0.1")
        cls.spark = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
        cls.spark.sparkContext.setLogLevel("OFF")
        cls.program = hearken_spark.Program(os.environ["HEARKEN"], os.environ["HEARKEN_MODELS"])

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def written(self, df, order=()):
        count = export.write(df, order, self.folder / "rows.csv", self.folder / "rows.keys")
        keys = (self.folder / "rows.keys").read_bytes()
        self.assertEqual(len(keys), count * export.KEY)
        with (self.folder / "rows.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.reader(file)), (self.folder / "rows.csv").read_bytes(), keys

    def test_cells_of_every_sort_are_written_in_one_order(self):
        rows = [
            (10, 'say "hi",\r\nthere', True, Decimal("1.50"), datetime.datetime(2024, 5, 1, 12), ["a", "b"], b"\x00"),
            (9, None, None, None, None, None, None),
            (2, "", False, Decimal("0.10"), datetime.datetime(2023, 1, 1), [], b""),
        ]
        schema = "id int, `what, they said` string, b boolean, d decimal(4,2), t timestamp, l array<string>, x binary"
        df = self.spark.createDataFrame(rows, schema)
        found, one, keys = self.written(df, ["id"])
        self.assertEqual([row[0] for row in found], ["id", "2", "9", "10"])
        self.assertEqual(found[2], ["9", "", "", "", "", "", ""])
        self.assertEqual(
            found[3], ["10", 'say "hi",\r\nthere', "true", "1.50", "2024-05-01 12:00:00", '["a","b"]', "AA=="]
        )
        again = self.spark.createDataFrame(rows[::-1], schema).repartition(3)
        self.assertEqual(self.written(again, ["id"])[1:], (one, keys))
        # Without an order all cells decide, as text.
        self.assertEqual([row[0] for row in self.written(again)[0]], ["id", "10", "2", "9"])

    def test_a_name_that_is_there_twice_is_told(self):
        df = self.spark.createDataFrame([("a", "b")], StructType([StructField("text", StringType())] * 2))
        with self.assertRaisesRegex(ValueError, "twice: text, text"):
            self.written(df)

    def test_columns_are_added_row_for_row(self):
        df = self.spark.createDataFrame([(at, text) for at, text in enumerate(TEXTS)], "id int, text string")
        said = hearken_spark.classify(df, program=self.program).orderBy("id").collect()
        self.assertEqual([row["text"] for row in said], TEXTS)
        self.assertEqual([row["hearken_error"] is None for row in said], [True, True, False, False, True])
        self.assertTrue(all(row["hearken_kind_confidence"] is not None for row in said if not row["hearken_error"]))
        vectors = hearken_spark.encode(df, program=self.program).orderBy("id").collect()
        lengths = {len(row["hearken_embedding"]) for row in vectors if row["hearken_embedding"]}
        self.assertEqual(len(lengths), 1)

    def test_an_analysis_and_its_rows(self):
        rows = [(1, TEXTS[0], "5"), (2, TEXTS[1], "4"), (3, None, "1"), (4, TEXTS[1], "4"), (4, TEXTS[1], "4")]
        rows += [(5, "很好用，我很喜欢", "5"), (6, "The export is slow", "2")]
        df = self.spark.createDataFrame(rows, "id int, review string, stars string").repartition(3)
        folder = self.folder / "june"
        settings = ["--quiet", "--id-column=id"]
        analysis = hearken_spark.analyze(df, output=folder, order="id", settings=settings, program=self.program)
        self.assertEqual((analysis.steps.rows, analysis.dashboard["ledger"]["rows"]), (7, 7))
        self.assertTrue(analysis.requirements["schema_version"])
        self.assertFalse((folder / "cache").exists())
        said = analysis.rows().orderBy("id").collect()
        self.assertEqual(len(said), 7)
        self.assertEqual([row["hearken_row"] for row in said], [1, 2, 3, 4, 4, 6, 7])
        self.assertEqual([row["hearken_placed"] for row in said][:4], ["used", "used", "empty", "duplicate"])
        one, other = said[1].asDict(), said[3].asDict()
        for name in ("hearken_sentiment", "hearken_kind", "hearken_themes", "hearken_sentiment_confidence"):
            self.assertIsNotNone(one[name], name)
            self.assertEqual(one[name], other[name])
        self.assertTrue(0 < one["hearken_kind_confidence"] <= 1)
        self.assertIsNone(said[2]["hearken_themes"])
        assigned = hearken_spark.assign(df, str(analysis.report), "review", program=self.program)
        self.assertEqual(assigned.count(), 7)

    def test_the_cluster_leaves_no_text_to_the_driver(self):
        """The texts of the report are among those that the cluster encoded."""
        from hearken_spark import texts

        rows = [("Too slow", "I love the design, but it crashes every day. 太差了！"), (None, "Great app"), ("Great app", None)]
        df = self.spark.createDataFrame(rows, "title string, review string")
        found = texts.distinct(df, ["review"], "title", [], self.program).collect()
        languages = {row["text"]: row["language"] for row in found}
        expected = {"Too slow", "I love the design", "but it crashes every day.", "太差了！", "Great app"}
        self.assertLessEqual(expected, set(languages))
        self.assertEqual(languages["太差了！"], "cmn")
        self.assertEqual(texts.usual_language(texts.distinct(df, ["review"], "title", [], self.program)), "eng")

    def test_a_run_that_fails_says_so(self):
        df = self.spark.createDataFrame([("it is slow",)], "text string")
        with self.assertRaisesRegex(Exception, "unexpected argument|--nonsense|exit status 2"):
            hearken_spark.analyze(df, output=self.folder, settings=["--nonsense"], program=self.program)
        nowhere = hearken_spark.Program("/nowhere/hearken")
        with self.assertRaisesRegex(Exception, "not on this machine"):
            hearken_spark.classify(df, program=nowhere).collect()

    def test_arguments_about_columns_are_known(self):
        settings = ["--themes", "9", "--rating-column", "stars", "--id-column=id", "--rating-scale", "0-10", "--quiet"]
        self.assertEqual(
            _of_reading(settings), ["--rating-column", "stars", "--id-column=id", "--rating-scale", "0-10"]
        )


if __name__ == "__main__":
    unittest.main()
