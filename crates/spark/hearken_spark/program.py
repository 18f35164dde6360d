"""Where the program and the models are, on the driver and on each executor."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import Mapping, Optional, Sequence


@dataclass(frozen=True)
class Program:
    """The ``hearken`` program and its models.

    Each of the paths is looked for on every machine anew: as it stands (on machines that have it installed or mount
    a shared folder), in the task's folder (where ``--archives hearken.tar.gz#hearken`` unpacks), among the files that
    ``--files`` or ``SparkContext.addFile`` distributed, and, for the program, on the ``PATH``.

    :param path: the program, such as ``hearken/bin/hearken``.
    :param models: the folder of the models, such as ``hearken/models``; without one the program looks itself.
    :param threads: processor threads of a worker; what ``spark.task.cpus`` gives a task.
    :param environment: variables that workers see beside those of the executor.
    """

    path: str = "hearken"
    models: Optional[str] = None
    threads: int = 1
    environment: Mapping[str, str] = field(default_factory=dict)

    def command(self, arguments: Sequence[str]) -> list[str]:
        """The command line on this machine.

        :raises FileNotFoundError: where the program or the models are not here.
        """
        found = _found(self.path) or shutil.which(self.path)
        if found is None:
            raise FileNotFoundError(_missing("the program", self.path))
        return [found, *arguments]

    def surroundings(self, threads: Optional[int] = None) -> dict[str, str]:
        """The environment that the program is started in on this machine."""
        variables = {**os.environ, **self.environment}
        if self.models is not None:
            models = _found(self.models)
            if models is None:
                raise FileNotFoundError(_missing("the models", self.models))
            variables["HEARKEN_MODELS"] = models
        # What workers compute goes where this package puts it, and nowhere else.
        variables["HEARKEN_CACHE"] = ""
        if threads is not None:
            variables["RAYON_NUM_THREADS"] = str(threads)
        return variables


def _found(path: str) -> Optional[str]:
    candidates = [path]
    if not os.path.isabs(path):
        from pyspark import SparkFiles

        try:
            candidates.append(SparkFiles.get(path))
        # No files are distributed where nothing of Spark runs.
        except Exception:  # noqa: BLE001
            pass
    here = (os.path.abspath(path) for path in candidates if os.path.exists(path))
    # A bare name is also that of a folder that happens to lie here.
    return next((path for path in here if os.path.isdir(path) or os.access(path, os.X_OK)), None)


def _missing(what: str, path: str) -> str:
    return (
        f"{what} {path!r} is not on this machine ({os.uname().nodename}, in {os.getcwd()}): distribute it with "
        "spark-submit --archives, or name where every machine has it in hearken_spark.Program"
    )
