"""Other processes on the database of a test: how a race finds what the test committed."""

import atexit
import contextlib
import json
import os
import select
import signal
import sqlite3
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120.0


def awake() -> None:
    """Load the whole house, so that what this process forks need not load it once more each."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lampit.config.settings")
    django.setup()
    import_module("lampit.config.urls")  # all views, and all actions below them
    import_module("lampit.config.commands")


def shared_database(folder: Path) -> str:
    """Return an address under which other processes see what this test committed.

    A test database of SQLite lives in this process's memory: others get a copy in a file.
    """
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        path = folder / "bersama.sqlite3"
        copy = sqlite3.connect(path)
        connection.ensure_connection()
        connection.connection.backup(copy)
        # As an instance is after `lampit prepare`: many who turn it at once find it locked.
        copy.execute("PRAGMA journal_mode=WAL")
        copy.close()
        return f"sqlite://{path}"
    name, user, password = (
        quote(str(told[key] or ""), safe="") for key in ("NAME", "USER", "PASSWORD")
    )
    host = quote(str(told["HOST"] or ""), safe="")
    return f"postgresql://{user}:{password}@/{name}?host={host}&port={told['PORT'] or 5432}"


def environment(folder: Path, database: str) -> dict[str, str]:
    """Return the environment of a process that works on `database` with the keys of this test."""
    return {
        **os.environ,
        "DATABASE_URL": database,
        "LAMPIT_HOME": str(folder),
        "LAMPIT_SECRET_KEY": settings.SECRET_KEY,
        "LAMPIT_FIELD_KEYS": settings.LAMPIT_FIELD_KEYS,
        "DJANGO_SETTINGS_MODULE": "lampit.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT), *sys.path]),
    }


class Warm:
    """A process of `tests.warm` that outlives the tests of this one."""

    def __init__(self, told: dict[str, str]) -> None:
        """Start it; it loads the house meanwhile."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.warm"],
            env=told, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
        atexit.register(self.end)

    def run(self, asked: dict[str, Any]) -> int | None:
        """Return the exit code of a deed; None when it did not end in time, or fell with all."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else ""
        return int(line) if line else None

    def end(self) -> None:
        """End it with all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()


_warm: list[Warm] = []


def answer_of(module: str, *words: str, folder: Path, database: str) -> Any:
    """Run `python -m module words…` and return the JSON it prints.

    In a process of its own, forked from one that has loaded the house already.
    """
    told = environment(folder, database)
    if not _warm:
        _warm.append(Warm(told))
    asked = {"module": module, "words": words, "environment": told, "folder": str(folder)}
    code = _warm[0].run(asked)
    if code is None:
        _warm.pop().end()  # the next begins with a new one
    assert code == 0, f"{module} ended with {code}: {(folder / 'said').read_text()[-2000:]}"
    return json.loads((folder / "told").read_text())
