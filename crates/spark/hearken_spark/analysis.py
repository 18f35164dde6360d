"""The whole run: rows on a cluster to the report of `hearken analyze`."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional, Sequence, Union

from pyspark import StorageLevel
from pyspark.sql import DataFrame

from hearken_spark import annotations, export, texts
from hearken_spark.program import Program

#: Rows from which the program tells what columns hold, where nobody says.
_TOLD_BY = 20_000
#: Rows in one task that splits.
_ROWS_A_TASK = 20_000
#: Texts in one task that encodes: some seconds of work, so that little is lost with a task.
_TEXTS_A_TASK = 10_000


@dataclass(frozen=True)
class Steps:
    """What a run counted, and the seconds that its steps took by the driver's clock."""

    #: Rows of the DataFrame.
    rows: int
    #: Distinct texts that the cluster encoded: whole rows and their statements.
    texts: int
    #: Bytes that came back to the driver for them.
    bytes: int
    #: Sorting and collecting the rows.
    collecting: float
    #: Splitting rows into texts, and taking equal ones together.
    splitting: float
    #: Encoding on the cluster.
    encoding: float
    #: Bringing back what texts were encoded to.
    returning: float
    #: `hearken analyze` on the driver.
    concluding: float


@dataclass(frozen=True)
class Analysis:
    """A report, and the way back to the rows."""

    #: Folder on the driver with ``rows.csv``, which `hearken verify` reads again, and ``report``.
    folder: Path
    steps: Steps
    _df: DataFrame

    @property
    def report(self) -> Path:
        """The folder of the report, as `hearken analyze` writes it."""
        return self.folder / "report"

    @property
    def dashboard(self) -> dict[str, Any]:
        """``dashboard.json``."""
        return json.loads((self.report / "dashboard.json").read_text("utf-8"))

    @property
    def requirements(self) -> dict[str, Any]:
        """``requirements.json``."""
        return json.loads((self.report / "requirements.json").read_text("utf-8"))

    def rows(self) -> DataFrame:
        """The rows that were analyzed with what the report says of each, found by their content.

        Adds ``hearken_row`` (its place in ``rows.csv``, from 1; of rows that are equal in every column the first),
        ``hearken_placed`` (used, duplicate, empty …), and what a duplicate shares with the row that stands for it:
        ``hearken_sentiment`` and ``hearken_kind`` with their confidences, ``hearken_unsure`` (which of these nothing
        says surely), ``hearken_theme`` with its name (of the statement that gives the row its kind) and
        ``hearken_themes`` (of all its statements).
        """
        return annotations.joined(self._df, self.folder, self.report)


def analyze(
    df: DataFrame,
    text: Union[str, Sequence[str], None] = None,
    *,
    output: Union[str, Path] = "hearken-report",
    title: Optional[str] = None,
    order: Union[str, Sequence[str]] = (),
    whole: bool = False,
    keep_personal_data: bool = False,
    mask: Optional[str] = None,
    encoder: Optional[str] = None,
    precision: Optional[str] = None,
    heads: Sequence[str] = (),
    settings: Sequence[str] = (),
    program: Program = Program(),
    driver: Optional[Program] = None,
    staging: Optional[str] = None,
    tasks: Optional[int] = None,
) -> Analysis:
    """Analyzes what users wrote, on the cluster of the DataFrame.

    Executors split rows into texts, take equal ones together and encode each once; the driver collects the rows and
    what their texts were encoded to, and runs `hearken analyze` on these. Where the cluster could not compute a text
    as the driver would (another processor family, another version of Hearken), the driver does it: the report is the
    same in any case, its time is not.

    :param df: the rows. They must come out the same each time they are computed.
    :param text: column with what users wrote, or several; told by content where nobody says.
    :param output: folder on the driver for ``rows.csv`` and ``report``.
    :param title: column with titles or subjects.
    :param order: columns that rows are sorted by in ``rows.csv``; behind them, and without any, all columns decide.
    :param whole, keep_personal_data, mask, encoder, precision, heads: as of `hearken analyze`. Encoder and heads are
        names or folders that every executor and the driver know.
    :param settings: further arguments of `hearken analyze`, such as ``["--rating-column", "stars"]``.
    :param program: where executors find the program and the models.
    :param driver: where the driver does, if that is elsewhere.
    :param staging: folder on storage that all machines share, where what texts were encoded to waits for the
        driver; without it on the executors' disks.
    :param tasks: tasks to encode in; by default one for 10,000 texts.
    :raises subprocess.CalledProcessError: where `hearken analyze` fails; it has said why on standard error.
    """
    order = [order] if isinstance(order, str) else list(order)
    named = [text] if isinstance(text, str) else list(text or ())
    driver = driver or program
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    clock = _Clock()

    rows = export.write(df, order, folder / "rows.csv", folder / "rows.keys")
    collecting = clock.lap()

    reading = _flags({"--whole": whole, "--keep-personal-data": keep_personal_data}) + _options({"--mask": mask})
    columns = [argument for name in named for argument in ("--text-column", name)]
    columns += _options({"--title-column": title})
    models = _options({"--encoder": encoder, "--precision": precision})
    models += [argument for head in heads for argument in ("--head", head)]
    read, titled = _told(folder, [*columns, *_of_reading(settings)], driver)

    parts = max(1, math.ceil(rows / _ROWS_A_TASK))
    said = texts.distinct(df, read, titled, reading, program, parts).persist(StorageLevel.DISK_ONLY)
    kept = None
    try:
        count = said.count()
        usual = texts.usual_language(said)
        splitting = clock.lap()
        parts = tasks or max(1, math.ceil(count / _TEXTS_A_TASK))
        kept = texts.kept(said.repartition(parts), [*reading, *models], usual, program)
        kept = _waiting(kept, staging)
        encoding = clock.lap()
        cache = folder / "cache"
        shutil.rmtree(cache, ignore_errors=True)
        done, size = texts.collect(kept, cache)
        if done != count:
            raise RuntimeError(f"{count} texts went to the workers, and {done} came back")
        returning = clock.lap()
    finally:
        said.unpersist()
        if kept is not None:
            kept.unpersist()

    # Run from the folder, so that the report names the rows alike wherever the folder is.
    arguments = ["rows.csv", "--output", "report", "--cache", "cache", *columns, *reading, *models, *settings]
    command = driver.command(["analyze", *arguments])
    subprocess.run(command, cwd=folder, env=driver.surroundings(), check=True)
    shutil.rmtree(cache)
    steps = Steps(rows, count, size, collecting, splitting, encoding, returning, clock.lap())
    return Analysis(folder, steps, df)


def _waiting(kept: DataFrame, staging: Optional[str]) -> DataFrame:
    """Has the cluster do it all, and the results wait for the driver."""
    if staging is None:
        kept = kept.persist(StorageLevel.DISK_ONLY)
        kept.count()
        return kept
    kept.write.mode("overwrite").parquet(staging)
    return kept.sparkSession.read.parquet(staging)


def _told(folder: Path, arguments: Sequence[str], driver: Program) -> tuple[list[str], Optional[str]]:
    """Which columns `hearken analyze` will read: those of texts, and that of titles."""
    head = folder / "head.csv"
    with (folder / "rows.csv").open("rb") as rows, head.open("wb") as file:
        # Every cell is quoted: a line that ends within one has an odd number of quotes so far.
        lines = quotes = 0
        for line in rows:
            file.write(line)
            quotes += line.count(b'"')
            lines += quotes % 2 == 0
            if lines > _TOLD_BY:
                break
    try:
        inspected = subprocess.run(
            driver.command(["inspect", head.name, "--json", *arguments]),
            cwd=folder,
            env=driver.surroundings(),
            stdout=subprocess.PIPE,
            check=False,
        )
        # 1: there is nothing to read, which the analysis will tell.
        if inspected.returncode not in (0, 1):
            raise subprocess.CalledProcessError(inspected.returncode, inspected.args)
        columns = json.loads(inspected.stdout)["sources"][0]["columns"]
    finally:
        head.unlink()
    by_role = {role: [c["name"] for c in columns if c["role"] == role] for role in ("text", "title")}
    return by_role["text"], next(iter(by_role["title"]), None)


def _of_reading(settings: Sequence[str]) -> list[str]:
    """The arguments that say what columns hold."""
    found = []
    for at, argument in enumerate(settings):
        name = argument.split("=", 1)[0]
        if name.endswith("-column") or name == "--rating-scale":
            found += [argument] if "=" in argument else list(settings[at : at + 2])
    return found


def _flags(flags: dict[str, bool]) -> list[str]:
    return [name for name, is_set in flags.items() if is_set]


def _options(options: dict[str, Optional[str]]) -> list[str]:
    return [part for name, value in options.items() if value is not None for part in (name, value)]


class _Clock:
    def __init__(self) -> None:
        self._last = time.monotonic()

    def lap(self) -> float:
        now = time.monotonic()
        last, self._last = self._last, now
        return now - last
