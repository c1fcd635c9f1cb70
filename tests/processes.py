"""Other processes on the database of a test: how a race finds what the test committed."""

import json
import os
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


def answer_of(module: str, *words: str, folder: Path, database: str) -> Any:
    """Run `python -m module words…` and return the JSON it prints."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        env=environment(folder, database),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
