"""A long list and `kill -9`: however often it falls, it ends as if nothing had happened."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bench.imports import write_csv
from tests import laid as tables
from tests.registry.messy import HSU

HERE = Path(__file__).parents[2]
SET_UP = "import django; django.setup();from tests.registry import messy; messy.load_places()"
KILLS = int(os.environ.get("LAMPIT_KILLS", "5"))
# What both instances must hold alike: keys and numbers of their own stay out.
ALIKE = (
    (
        "SELECT b.name, b.village_id, b.phone, b.kbli, b.activity, b.workers_male, b.sales_band, "
        "b.status, o.name, o.phone, o.sex, o.birth_year FROM registry_business b "
        "LEFT JOIN registry_owner o ON o.id = b.owner_id ORDER BY 1, 2, 3, 9, 10"
    ),
    "SELECT sheet, row, action, reason, problems FROM registry_importrow ORDER BY 1, 2",
    "SELECT count(*), count(DISTINCT nik_index) FROM registry_owner",
    "SELECT entity, field, row FROM registry_change ORDER BY 1, 2, 3",
    "SELECT state, next_chunk FROM registry_importrun",
    # The indexes that were held off meanwhile are all there again.
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY 1",
    "SELECT count(*) FROM registry_heldindex",
)


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with its tables and the places: laid once, copied for each instance."""
    home = tmp_path_factory.mktemp("laid")
    environment = environment_of(home)
    tables.laid(home, environment)
    subprocess.run([sys.executable, "-c", SET_UP], env=environment, check=True, cwd=HERE)
    path = home / "whole.sqlite3"
    with sqlite3.connect(home / "lampit.sqlite3") as database:
        database.execute("VACUUM INTO ?", [str(path)])
    return path


def environment_of(home: Path) -> dict[str, str]:
    """Return the environment of an instance of its own."""
    return {
        **os.environ, "LAMPIT_HOME": str(home), "DATABASE_URL": "", "LAMPIT_ENV": "demo",
        "PYTHONPATH": f"{HERE / 'src'}{os.pathsep}{HERE}",
        "DJANGO_SETTINGS_MODULE": "lampit.config.settings",
    }  # fmt: skip


class Instance:
    """An instance of its own that knows the places, and the command that imports a list."""

    def __init__(self, home: Path, path: Path, laid: Path) -> None:
        """Take a copy of a database laid before."""
        self.home = home
        home.mkdir()
        shutil.copyfile(laid, home / "lampit.sqlite3")
        self.environment = environment_of(home)
        words = ["import-businesses", str(path), "--region", HSU, "--json"]
        self.command = [sys.executable, "-m", "lampit", *words]

    def start(self) -> "subprocess.Popen[bytes]":
        """Begin or go on, in a process that will be killed."""
        return subprocess.Popen(
            self.command, env=self.environment, cwd=HERE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill_after_a_block(self) -> float:
        """Kill the import as soon as it has written something; return the seconds it took."""
        begun = time.monotonic()
        with self.start() as process:
            while self.blocks() < 1 and process.poll() is None:
                assert time.monotonic() < begun + 120
                time.sleep(0.02)
            process.send_signal(signal.SIGKILL)
        return time.monotonic() - begun

    def kill_after(self, seconds: float) -> None:
        """Go on for so long, wherever that is."""
        with self.start() as process:
            time.sleep(seconds)
            process.send_signal(signal.SIGKILL)

    def finish(self) -> dict[str, Any]:
        """Go on to the end and return what the command tells."""
        done = subprocess.run(
            self.command, env=self.environment, capture_output=True, text=True, check=False,
            cwd=HERE,
        )  # fmt: skip
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with sqlite3.connect(self.home / "lampit.sqlite3", timeout=30) as database:
            return database.execute(query).fetchall()

    def is_done(self) -> bool:
        """Say whether the import came to its end."""
        return self.read("SELECT state FROM registry_importrun") == [("done",)]

    def blocks(self) -> int:
        """Return how many blocks the first run has written, 0 before there is one."""
        rows = self.read("SELECT next_chunk FROM registry_importrun")
        return int(rows[0][0]) if rows else 0


@pytest.mark.parametrize("seed", [os.environ.get("LAMPIT_KILL_SEED", "63")])
def test_killed_at_random_moments(tmp_path: Path, laid: Path, seed: str) -> None:
    """Five kills (`LAMPIT_KILLS`), the first after a block; then the state of a calm import."""
    path = tmp_path / "daftar.csv"
    write_csv(path, 6_000)
    calm, killed = (Instance(tmp_path / name, path, laid) for name in ("calm", "killed"))
    expected = calm.finish()
    took = killed.kill_after_a_block()
    assert 1 <= killed.blocks() < 6
    chance = random.Random(seed)
    for _ in range(KILLS - 1):
        if not killed.is_done():
            killed.kill_after(took * chance.uniform(0.2, 1.3))
    if not killed.is_done():
        told = killed.finish()
        for name in ("run", "rows", "created", "rejected", "suspected_duplicates"):
            assert told[name] == expected[name], name
    for query in ALIKE:
        assert killed.read(query) == calm.read(query), query
