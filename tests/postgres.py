"""A PostgreSQL server that lives as long as one command: `python -m tests.postgres pytest …`.

The command finds the server's address in `DATABASE_URL`. Loopback only, data in memory where
the machine has a RAM disk, durability off; nothing is left behind. As root the server runs
as the user `postgres`, for it refuses to be root.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.needs import found

PATIENCE = 20.0
RAM = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def tool(name: str) -> str:
    """Return the path of a server program; end the run with one sentence when it is missing."""
    path = found(name)
    if path is None:
        sys.stderr.write("PostgreSQL belum ada: sudo apt-get install postgresql\n")
        sys.exit(3)
    return path


def lowered() -> tuple[list[str], int]:
    """Return the words that drop root and the user id behind them; nothing for others."""
    if os.geteuid() != 0:
        return [], -1
    names = [entry.pw_name for entry in pwd.getpwall()]
    who = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    words = ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups"]
    return words, who.pw_uid


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_ready(data: Path) -> bool:
    """Say whether the server takes connections: the eighth line of its pid file."""
    pid_file = data / "postmaster.pid"
    lines = pid_file.read_text().splitlines() if pid_file.exists() else []
    return len(lines) > 7 and lines[7].strip() == "ready"


def started(folder: Path, password: str) -> tuple["subprocess.Popen[bytes]", int]:
    """Make a database cluster in `folder` and start its server; return both when it answers."""
    drop, owner = lowered()
    secret = folder / "password"
    secret.write_text(password)
    if owner >= 0:
        os.chown(folder, owner, -1)
        os.chown(secret, owner, -1)
    data, port, plain = folder / "data", free_port(), {"LC_ALL": "C.UTF-8", "TZ": "UTC"}
    plain["PATH"] = os.environ["PATH"]
    make = [*drop, tool("initdb"), "-D", str(data), "-U", "lampit", f"--pwfile={secret}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]  # fmt: skip
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, env=plain, cwd="/")
    settings = [*FAST, "listen_addresses=127.0.0.1", f"port={port}",
                f"unix_socket_directories={folder}"]  # fmt: skip
    serve = [*drop, tool("postgres"), "-D", str(data)]
    serve += [word for setting in settings for word in ("-c", setting)]
    log = folder / "log"
    with log.open("wb") as told:
        server = subprocess.Popen(serve, stdout=told, stderr=told, env=plain, cwd="/")
    end = time.monotonic() + PATIENCE
    while not is_ready(data):
        if server.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.02)
    return server, port


@contextmanager
def throwaway() -> Iterator[str]:
    """Yield the address of a fresh server's database `lampit`; gone afterwards."""
    folder = Path(
        tempfile.mkdtemp(prefix="lampit-pg-", dir=RAM if os.access(RAM, os.W_OK) else None)
    )
    password = secrets.token_hex(8)
    server = None
    try:
        server, port = started(folder, password)
        yield f"postgresql://lampit:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server is not None and server.poll() is None:
            server.send_signal(signal.SIGINT)  # "fast": clients are sent away, nothing recovers
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.send_signal(signal.SIGQUIT)
                server.wait(5)
        shutil.rmtree(folder, ignore_errors=True)


def interrupted(_number: int, _frame: object) -> None:
    """Let SIGTERM end us like Ctrl-C, so that the server is stopped."""
    raise KeyboardInterrupt


def main(command: list[str]) -> int:
    """Run `command` with a server of its own and return its exit code."""
    signal.signal(signal.SIGTERM, interrupted)
    with throwaway() as url:
        child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        try:
            return child.wait()
        except KeyboardInterrupt:
            child.terminate()
            child.wait(30)
            return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
