"""A ``hearken worker`` process: Arrow batches in, Arrow batches out."""

from __future__ import annotations

import subprocess
import tempfile
from typing import Callable, Iterator, Optional, Sequence

import pyarrow as pa

from hearken_spark.program import Program

#: Bytes of a worker's last words that an error shows.
_SHOWN = 4000


class WorkerFailed(RuntimeError):
    """A worker died, or did not answer a batch as it must. Spark runs its task again."""


class Worker:
    """One worker process, which answers every batch with a batch.

    A batch is written whole before its answer is read, and the worker reads a batch whole before it answers, so that
    neither waits for the other.
    """

    def __init__(self, program: Program, arguments: Sequence[str]) -> None:
        self._what = " ".join(["hearken", "worker", *arguments[:1]])
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            program.command(["worker", *arguments]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=program.surroundings(program.threads),
        )
        self._to: Optional[pa.ipc.RecordBatchStreamWriter] = None
        self._from: Optional[pa.ipc.RecordBatchStreamReader] = None

    def answer(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """What the worker makes of a batch.

        :raises WorkerFailed: where it died or wrote what is no batch; with what it said on standard error.
        """
        try:
            if self._to is None:
                self._to = pa.ipc.new_stream(self._process.stdin, batch.schema)
            self._to.write_batch(batch)
            self._process.stdin.flush()
            if self._from is None:
                self._from = pa.ipc.open_stream(self._process.stdout)
            return self._from.read_next_batch()
        except (OSError, pa.ArrowException, StopIteration) as error:
            raise self._failed(f"did not answer a batch of {batch.num_rows} rows") from error

    def end(self) -> None:
        """Ends the stream and sees that the worker ends well, with no batch too many."""
        try:
            if self._to is not None:
                self._to.close()
            self._process.stdin.close()
            left = self._from is not None and next(iter(self._from), None) is not None
        except (OSError, pa.ArrowException) as error:
            raise self._failed("did not end its stream") from error
        if left:
            raise self._failed("wrote a batch that nobody asked for")
        if self._process.wait() != 0:
            raise self._failed("failed at its end")

    def _failed(self, how: str) -> WorkerFailed:
        # Whoever has died tells how; who has not is of no use any more.
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace").strip()
        ended = f"was killed by signal {-code}" if code < 0 else f"ended with {code}"
        return WorkerFailed(f"`{self._what}` {how}: it {ended}; it said: {said[-_SHOWN:] or 'nothing'}")

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            try:
                stream.close()
            except OSError:
                pass
        self._errors.close()


Batches = Iterator[pa.RecordBatch]


def through(
    program: Program, arguments: Sequence[str], shaped: Callable[[pa.RecordBatch, int], pa.RecordBatch]
) -> Callable[[Batches], Batches]:
    """A function for ``mapInArrow`` that sends a partition's batches through one worker.

    :param shaped: makes of a worker's answer, and of how many rows it was asked for, what Spark gets; raises
        :class:`WorkerFailed` where rows are missing.
    """

    def run(batches: Batches) -> Batches:
        full = (batch for batch in batches if batch.num_rows > 0)
        first = next(full, None)
        # An empty partition needs no models.
        if first is None:
            return
        with Worker(program, arguments) as worker:
            yield shaped(worker.answer(first), first.num_rows)
            for batch in full:
                yield shaped(worker.answer(batch), batch.num_rows)
            worker.end()

    return run


def row_for_row(*names: str) -> Callable[[pa.RecordBatch, int], pa.RecordBatch]:
    """The named columns of an answer that has a row for each row."""

    def shaped(answer: pa.RecordBatch, rows: int) -> pa.RecordBatch:
        if answer.num_rows != rows:
            raise WorkerFailed(f"a worker answered {rows} rows with {answer.num_rows}")
        columns = [_listed(answer.column(answer.schema.get_field_index(name))) for name in names]
        return pa.RecordBatch.from_arrays(columns, list(names))

    return shaped


def _listed(column: pa.Array) -> pa.Array:
    """Spark knows no lists of a fixed size."""
    if pa.types.is_fixed_size_list(column.type):
        return column.cast(pa.list_(column.type.value_type))
    return column
