"""A cluster on this machine, and what befalls it: executors and workers are found, measured and killed."""

import os
import random
import signal
import threading
import time
from pathlib import Path

#: Tells this run's workers from all other processes.
MARK = "HEARKEN_SPARK_CHECK"


def session(name, executors=2, memory=1024, failures=4):
    """Spark in local-cluster mode: executors are processes of their own, of one core each."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(f"local-cluster[{executors},1,{memory}]").appName(name)
    conf = {
        "spark.driver.memory": "1g",
        "spark.executor.memory": f"{memory}m",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "8",
        "spark.default.parallelism": "4",
        "spark.task.maxFailures": str(failures),
        "spark.sql.execution.arrow.maxRecordsPerBatch": "5000",
        "spark.sql.files.maxPartitionBytes": "16m",
        # A cluster's nodes find each other by name, this machine itself by its own address.
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }
    for key, value in conf.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    return spark


def processes(wanted):
    """The numbers of processes whose command line and environment have all that is wanted."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "cmdline").read_bytes() + b"\0" + (folder / "environ").read_bytes()
        except OSError:
            continue
        if all(part.encode() in told for part in wanted):
            yield int(folder.name)


def workers(mark):
    return processes([f"\0{MARK}={mark}\0", "\0worker\0"])


def executors(application):
    return processes(["CoarseGrainedExecutorBackend", application])


class Peak(threading.Thread):
    """The most memory that any one process of each sort held, in MiB, seen five times a second."""

    def __init__(self, mark, application):
        super().__init__(daemon=True)
        self._sorts = {"worker": lambda: workers(mark), "executor": lambda: executors(application)}
        self._ended = threading.Event()
        self.most = dict.fromkeys(self._sorts, 0)

    def run(self):
        while not self._ended.wait(0.2):
            for sort, found in self._sorts.items():
                for process in found():
                    self.most[sort] = max(self.most[sort], held(process))

    def end(self):
        self._ended.set()
        self.join()
        return self.most


def held(process):
    """The most memory that a process has held so far, in MiB."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    most = [line for line in lines if line.startswith("VmHWM:")]
    return int(most[0].split()[1]) // 1024 if most else 0


class Killer(threading.Thread):
    """Kills workers, each another one and never two of them within a moment, and once an executor."""

    def __init__(self, mark, application, kills):
        super().__init__(daemon=True)
        self._mark, self._application, self._kills = mark, application, kills
        self._draw = random.Random(1)
        self._ended = threading.Event()
        self.workers = self.executors = 0

    def run(self):
        killed = set()
        while not self._ended.wait(0.1) and (self.workers < self._kills or self.executors < 1):
            if self.workers < self._kills:
                alive = [process for process in workers(self._mark) if process not in killed]
                if alive:
                    chosen = self._draw.choice(alive)
                    killed.add(chosen)
                    self.workers += self._kill(chosen)
                    time.sleep(0.2)
            # In the middle: some workers have died before, some will die behind it.
            if self.executors < 1 and self.workers >= self._kills // 2:
                alive = sorted(executors(self._application))
                if alive:
                    self.executors += self._kill(alive[0])

    @staticmethod
    def _kill(process):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            return 0
        return 1

    def end(self):
        self._ended.set()
        self.join()
