"""The tables of SQLite, laid once in a run: its other workers and instances begin with a copy.

The copy lies in the run's own home, is made by the real migrations of this code and is gone with
the run; over each copy `migrate` runs once more and finds nothing left to do.
"""

import fcntl
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

MIGRATE = (
    "import django; django.setup();"
    "from django.core.management import call_command; call_command('migrate', verbosity=0)"
)


def image() -> Path:
    """Return where the copy lies, or will lie: in the home of this run."""
    return Path(os.environ["LAMPIT_TEST_HOME"], "laid.sqlite3")


@contextmanager
def alone() -> Iterator[Path]:
    """Give the place of the copy to one process at a time."""
    with image().with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield image()


def keep(source: sqlite3.Connection) -> None:
    """Keep a copy of a database; it is there whole or not at all."""
    half = image().with_suffix(".half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(half)) as target:
        source.backup(target)
    half.replace(image())


def lay(name: str, *words: Any, **told: Any) -> Any:
    """Do what `call_command` does; tables of SQLite are taken from the copy when there is one."""
    if name != "migrate" or connection.vendor != "sqlite":
        return call_command(name, *words, **told)
    connection.ensure_connection()
    with alone() as path:
        if path.exists():
            with closing(sqlite3.connect(path)) as source:
                source.backup(connection.connection)
            return call_command(name, *words, **told)
        done = call_command(name, *words, **told)
        keep(connection.connection)
        return done


def laid(home: Path, environment: dict[str, str]) -> None:
    """Give an instance of its own, of this environment, its tables."""
    own = home / "lampit.sqlite3"
    with alone() as path:
        if path.exists():
            with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(own)) as target:
                source.backup(target)
        subprocess.run([sys.executable, "-c", MIGRATE], env=environment, check=True)
        if not path.exists():
            with closing(sqlite3.connect(own)) as source:
                keep(source)
