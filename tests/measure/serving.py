"""The real server with many telephones at once: for the test of `kill -9` and for the bench.

Telephones sign in with the key in their address and post forms as fast as they are answered.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException  # noqa: TID251 - asks our own server
from pathlib import Path
from queue import Empty, Queue

from lampit.config.running import server_words
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
BOUNDARY = "----lampit"
PATIENCE = 120.0


@dataclass
class Server:
    """A granian of its own on a database; may be killed and started again at the same port."""

    environment: dict[str, str]
    workers: int = 2
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it and wait until it answers; one that still runs is killed before."""
        self.kill()
        words = server_words("127.0.0.1", str(self.port), self.workers)
        self.process = subprocess.Popen(
            words, env=self.environment, cwd=ROOT, process_group=0,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._answers():
                return
            time.sleep(0.1)
        raise RuntimeError("the server does not answer")

    def _answers(self) -> bool:
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            line.close()

    def busy(self) -> float:
        """Return the seconds of processor that it and all that it started have used (Linux)."""
        ticks = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                told = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # gone in this moment
                continue
            if self.process is not None and int(told[2]) == self.process.pid:
                ticks += int(told[11]) + int(told[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Kill it with all that it started, as the power cut does."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, number)
            self.process.wait(30)


def body_of(xml: bytes, files: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """Return a multipart body as Collect writes it."""
    parts = [("xml_submission_file", "form.xml", "text/xml", xml)]
    parts += [(name, name, "image/jpeg", content) for name, content in files]
    told = b""
    for name, filename, kind, content in parts:
        told += (
            (
                f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; '
                f'filename="{filename}"\r\nContent-Type: {kind}\r\n\r\n'
            ).encode()
            + content
            + b"\r\n"
        )
    return told + f"--{BOUNDARY}--\r\n".encode()


@dataclass
class Sent:
    """What telephones were answered: instance ids by status, and the seconds of each answer."""

    accepted: set[str] = field(default_factory=set)
    others: dict[str, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def send_all(
    port: int,
    path: str,
    forms: Iterable[tuple[str, bytes]],
    *,
    lines: int = 8,
    chunked: bool = False,
    after: tuple[int, Callable[[], None]] | None = None,
) -> Sent:
    """Post all forms (instance id and body) over some lines; a broken line is opened anew.

    `after` names a count of accepted forms and what is done then, while others are on the way.
    """
    waiting: Queue[tuple[str, bytes]] = Queue()
    for one in forms:
        waiting.put(one)
    told = Sent()
    threads = [
        threading.Thread(target=_line, args=(port, path, waiting, told, chunked), daemon=True)
        for _ in range(lines)
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + PATIENCE
    while any(thread.is_alive() for thread in threads) and time.monotonic() < until:
        if after is not None and len(told.accepted) >= after[0]:
            after[1]()
            after = None
        time.sleep(0.005)
    return told


def _line(
    port: int, path: str, waiting: "Queue[tuple[str, bytes]]", told: Sent, chunked: bool
) -> None:
    line = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "X-OpenRosa-Version": "1.0",
    }
    while True:
        try:
            instance, body = waiting.get_nowait()
        except Empty:
            line.close()
            return
        began = time.perf_counter()
        try:
            sent = iter([body[:1000], body[1000:]]) if chunked else body
            line.request("POST", path, sent, headers, encode_chunked=chunked)
            answer = line.getresponse()
            answer.read()
        except (OSError, HTTPException):
            line.close()
            with told.lock:
                told.others[instance] = 0
            continue
        with told.lock:
            told.seconds.append(time.perf_counter() - began)
            if answer.status == 201:
                told.accepted.add(instance)
            else:
                told.others[instance] = answer.status


def environment(home: Path, database: str, **more: str) -> dict[str, str]:
    """Return the environment of a server on `database` with its state in `home`."""
    (home / "static").mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "DATABASE_URL": database,
        "LAMPIT_HOME": str(home),
        "LAMPIT_ENV": "demo",
        "LAMPIT_LOG_LEVEL": "ERROR",
        "LAMPIT_STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "DJANGO_SETTINGS_MODULE": "lampit.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT), *sys.path]),
        **more,
    }
