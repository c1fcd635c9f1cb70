"""A standalone Spark cluster on loopback, master and one worker, gone when the block ends."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.needs import found
from tools.setup import home, python

CORES, MEMORY = 2, "1200m"
PATIENCE = 60.0
LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
LISTENS = "0A"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that runs.

    Attributes:
        url: the master's address, as `LAMPIT_SPARK_MASTER` takes it.
        work: folder in which the worker keeps a folder per application.
        leaders: process ids of master and worker; each leads the session of all it starts.
    """

    url: str
    work: Path
    leaders: tuple[int, int]

    def processes(self) -> list[int]:
        """Return the processes of the cluster, executors and their Python workers among them."""
        return [pid for pid in _running() if _session_of(pid) in self.leaders]

    def listening(self) -> set[str]:
        """Return the addresses on which the cluster listens, as the kernel writes them."""
        inodes = {inode for pid in self.processes() for inode in _sockets(pid)}
        rows = [
            row.split()
            for name in ("tcp", "tcp6")
            for row in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
        ]
        return {row[1].split(":")[0] for row in rows if row[3] == LISTENS and row[9] in inodes}


def environment(**more: str) -> dict[str, str]:
    """Return the environment in which Spark runs: a Java that it knows, loopback only."""
    java = found("java")
    assert java, "tools/needs.py spark finds or installs Java"
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        "LANG": "C.UTF-8",
        "JAVA_HOME": str(Path(java).parents[1]),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": str(python("spark")),
    } | more


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Start master and worker on free ports of loopback, each with bounded memory; stop both."""
    started: list[subprocess.Popen[bytes]] = []
    try:
        ports = ("--port", "0", "--webui-port", "0")
        log = folder / "master.log"
        started.append(_daemon("master.Master", "--host", "127.0.0.1", *ports, log=log))
        url = _wait(log, r"Starting Spark master at (spark://\S+)", started[-1])[1]
        log, work = folder / "worker.log", folder / "work"
        started.append(_daemon(
            "worker.Worker", "--host", "127.0.0.1", *ports, "--cores", str(CORES),
            "--memory", MEMORY, "--work-dir", str(work), url, log=log,
        ))  # fmt: skip
        _wait(log, "Successfully registered with master", started[-1])
        yield Cluster(url, work, (started[0].pid, started[1].pid))
    finally:
        for process in reversed(started):
            _stop(process)


def _daemon(name: str, *words: str, log: Path) -> "subprocess.Popen[bytes]":
    site = next((home("spark") / "lib").glob("python3*")) / "site-packages" / "pyspark"
    # A run that is killed takes its cluster along.
    mortal = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
    with log.open("wb") as told:
        return subprocess.Popen(
            [*mortal, str(site / "bin" / "spark-class"), f"org.apache.spark.deploy.{name}", *words],
            stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.STDOUT,
            env=environment(SPARK_DAEMON_MEMORY="256m"), start_new_session=True,
        )  # fmt: skip


def _wait(log: Path, pattern: str, process: "subprocess.Popen[bytes]") -> "re.Match[str]":
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if hit := re.search(pattern, log.read_text(errors="replace")):
            return hit
        time.sleep(0.1)
    raise AssertionError(f"Spark did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Ask, then insist: the whole session, for executors are children of the worker."""
    for number, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        end = time.monotonic() + seconds
        while (alive := _alive(process)) and time.monotonic() < end:
            for pid in alive:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            time.sleep(0.2)
    process.wait(10)


def _alive(process: "subprocess.Popen[bytes]") -> list[int]:
    process.poll()
    return [pid for pid in _running() if _session_of(pid) == process.pid]


def _running() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _session_of(pid: int) -> int:
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    state, _parent, _group, session = told.rpartition(")")[2].split()[:4]
    return 0 if state == "Z" else int(session)


def _sockets(pid: int) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                target = str(entry.readlink())
                if target.startswith("socket:["):
                    yield target[8:-1]
