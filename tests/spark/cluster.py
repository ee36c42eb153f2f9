"""A real Spark cluster on this machine: a master and its workers, each a process of its own, on the loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyspark
from pyspark.sql import SparkSession

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOOPBACK = "127.0.0.1"
# A hard stop for daemons that never answer, many times what they take.
PATIENCE_SECONDS = 90

_CLASS = "org.apache.spark.deploy"
# These processes live for seconds: what a long life gains from is left out.
_JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"


class Cluster:
    """The processes of a cluster, and a session of its driver."""

    session: SparkSession

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._daemons: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = f"spark://{LOOPBACK}:{self._port}"

    def start(self, workers: int) -> None:
        """The master, so many workers, and a session whose executors all answer."""
        options = ("--host", LOOPBACK, "--port", str(self._port), "--webui-port", "0")
        self._daemons.append(self._started("master", f"{_CLASS}.master.Master", *options))
        self._wait(lambda: _answers(self._port))
        for _ in range(workers):
            self.add_worker()
        self.session = self._session()
        self.wait_for_executors(workers)

    def add_worker(self) -> None:
        """One more worker of one core."""
        name = f"worker-{len(self._daemons)}"
        options = ("--host", LOOPBACK, "--cores", "1", "--memory", "1g", "--webui-port", "0")
        folder = ("--work-dir", str(self._folder / name))
        worker = self._started(name, f"{_CLASS}.worker.Worker", *options, *folder, self.address)
        self._daemons.append(worker)
        self.workers.append(worker)

    def kill_worker(self) -> None:
        """Ends a worker at once, as a power cut does; its executor ends with it."""
        worker = self.workers.pop()
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()

    @property
    def executors(self) -> int:
        """How many executors the driver knows, itself not counted."""
        return len(self.session.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) - 1

    def wait_for_executors(self, count: int) -> None:
        """Until the driver knows so many executors."""
        self._wait(lambda: self.executors == count)

    def close(self) -> None:
        """Ends the session and every process."""
        if hasattr(self, "session"):
            self.session.stop()
        for daemon in reversed(self._daemons):
            daemon.terminate()
        for daemon in self._daemons:
            daemon.wait(PATIENCE_SECONDS)

    def _session(self) -> SparkSession:
        os.environ |= {"SPARK_LOCAL_IP": LOOPBACK, "PYSPARK_PYTHON": sys.executable}
        settings = {
            "spark.driver.host": LOOPBACK,
            "spark.driver.bindAddress": LOOPBACK,
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.local.dir": str(self._folder / "local"),
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": "4",
            "spark.sql.warehouse.dir": str(self._folder / "warehouse"),
            "spark.executor.memory": "512m",
            # What fails once fails again; a lost worker counts for nobody's failure.
            "spark.task.maxFailures": "1",
            "spark.executor.extraJavaOptions": _JAVA,
            "spark.driver.extraJavaOptions": _JAVA,
        }
        builder = SparkSession.builder.master(self.address).appName("sxguide")
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        return session

    def _started(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        home = os.path.dirname(pyspark.__file__)  # noqa: PTH120 — as Spark's scripts want it
        environment = os.environ | {
            "SPARK_HOME": home,
            "SPARK_LOCAL_IP": LOOPBACK,
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": _JAVA,
            "PYSPARK_PYTHON": sys.executable,
        }
        log = (self._folder / f"{name}.log").open("wb")
        with log:
            # The script gives way to Java, so that the process is the daemon itself.
            return subprocess.Popen(
                [f"{home}/bin/spark-class", *command],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _wait(self, done) -> None:
        begun = time.monotonic()
        while not done():
            ended = [each.args for each in self._daemons if each.poll() is not None]
            late = time.monotonic() - begun > PATIENCE_SECONDS
            if late:
                logs = "\n".join(
                    path.read_text("utf-8", "replace")[-2_000:]
                    for path in self._folder.glob("*.log")
                )
                raise TimeoutError(f"the cluster does not answer; ended: {ended}\n{logs}")
            time.sleep(0.1)


@contextmanager
def running(folder: Path, workers: int) -> Iterator[Cluster]:
    """A cluster, gone at the end whatever happens."""
    found = Cluster(folder)
    try:
        found.start(workers)
        yield found
    finally:
        found.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
