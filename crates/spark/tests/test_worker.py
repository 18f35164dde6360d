"""What becomes of a worker that dies, is silent, or answers too little: an error, and never missing rows."""

import os
import stat
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

import pyarrow as pa

from hearken_spark.program import Program
from hearken_spark.worker import WorkerFailed, row_for_row, through

READS = """
    import os, signal, sys
    import pyarrow as pa
    stream = pa.ipc.open_stream(sys.stdin.buffer)
    writer = None
    for number, batch in enumerate(stream):
        {does}
        writer = writer or pa.ipc.new_stream(sys.stdout.buffer, batch.schema)
        writer.write_batch(batch)
        sys.stdout.buffer.flush()
    {ends}
"""


def batch(*texts):
    return pa.RecordBatch.from_arrays([pa.array(texts)], ["text"])


class Dying(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def program(self, does="pass", ends="writer.close()"):
        path = Path(self.folder.name) / "worker"
        path.write_text(f"#!{sys.executable}\n" + textwrap.dedent(READS).format(does=does, ends=ends))
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return Program(str(path))

    def sent(self, program, *batches):
        run = through(program, ["classify"], row_for_row("text"))
        return list(run(iter(batches)))

    def test_all_is_well(self):
        answers = self.sent(self.program(), batch("a", "b"), batch(), batch("c"))
        self.assertEqual([answer.num_rows for answer in answers], [2, 1])

    def test_an_empty_partition_starts_nobody(self):
        self.assertEqual(self.sent(Program("/nowhere"), batch(), batch()), [])

    def test_one_that_is_killed_is_told_with_its_last_words(self):
        dies = "number and (print('out of luck', file=sys.stderr, flush=True), os.kill(os.getpid(), signal.SIGKILL))"
        with self.assertRaisesRegex(WorkerFailed, "killed by signal 9; it said: out of luck"):
            self.sent(self.program(dies), batch("a"), batch("b"))

    def test_one_that_ends_early_is_told(self):
        with self.assertRaisesRegex(WorkerFailed, "did not answer a batch of 2 rows: it ended with 3"):
            self.sent(self.program("sys.exit(3)"), batch("a", "b"))

    def test_one_that_ends_well_but_early_is_told(self):
        with self.assertRaisesRegex(WorkerFailed, "it ended with 0"):
            self.sent(self.program("number and sys.exit(0)"), batch("a"), batch("b"))

    def test_a_row_too_few_is_told(self):
        with self.assertRaisesRegex(WorkerFailed, "answered 3 rows with 2"):
            self.sent(self.program("batch = batch.slice(1)"), batch("a", "b", "c"))

    def test_a_batch_too_many_is_told(self):
        with self.assertRaisesRegex(WorkerFailed, "nobody asked for"):
            self.sent(self.program(ends="writer.write_batch(batch); writer.close()"), batch("a"))

    def test_what_is_no_stream_is_told(self):
        with self.assertRaisesRegex(WorkerFailed, "did not answer"):
            self.sent(self.program("os.write(1, b'hello' * 99); os.close(1); sys.exit(0)"), batch("a"))

    def test_a_failure_at_the_end_is_told(self):
        with self.assertRaisesRegex(WorkerFailed, "failed at its end: it ended with 4"):
            self.sent(self.program(ends="writer.close(); sys.stdout.flush(); os._exit(4)"), batch("a"))

    def test_where_the_program_is_looked_for(self):
        with self.assertRaisesRegex(FileNotFoundError, "'hearken-nowhere' is not on this machine"):
            Program("hearken-nowhere").command([])
        with self.assertRaisesRegex(FileNotFoundError, "the models 'no/models'"):
            Program(models="no/models").surroundings()
        found = Program(self.program().path, models=self.folder.name)
        self.assertEqual(found.surroundings(3)["RAYON_NUM_THREADS"], "3")
        self.assertEqual(found.surroundings()["HEARKEN_MODELS"], os.path.abspath(self.folder.name))


if __name__ == "__main__":
    unittest.main()
