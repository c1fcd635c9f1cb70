"""What an instance needs from its environment, and how it says that something is missing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lampit.config import environment
from lampit.config.environment import NotReadyError
from lampit.config.settings import PASSWORD_HASHERS

ROOT = Path(__file__).resolve().parents[2]
KEYS = "k1:" + "ab" * 32
GOOD = {
    "LAMPIT_ENV": "production",
    "LAMPIT_SECRET_KEY": "s" * 50,
    "LAMPIT_FIELD_KEYS": KEYS,
}


def started(folder: Path, *words: str, **given: str) -> "subprocess.CompletedProcess[str]":
    """Run `lampit words…` with an environment of its own."""
    return subprocess.run(
        [sys.executable, "-m", "lampit", *words],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"),
             "LAMPIT_HOME": str(folder), **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"LAMPIT_SECRET_KEY": ""}, "LAMPIT_SECRET_KEY belum diisi"),
        ({"LAMPIT_FIELD_KEYS": ""}, "LAMPIT_FIELD_KEYS belum diisi"),
        ({"LAMPIT_FIELD_KEYS": "k1:abc"}, "LAMPIT_FIELD_KEYS harus berisi id:hex64"),
        ({"DEBUG": "1"}, "DEBUG tidak boleh menyala di production"),
        ({"LAMPIT_DEBUG": "true"}, "LAMPIT_DEBUG tidak boleh menyala"),
        ({"LAMPIT_ENV": "prod"}, "LAMPIT_ENV harus demo atau production, bukan 'prod'"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL harus dimulai dengan postgresql://"),
    ],
)
def test_production_refuses_and_says_which(
    tmp_path: Path, change: dict[str, str], told: str
) -> None:
    """One sentence that names the variable, exit code 2, no traceback, no secret shown."""
    done = started(tmp_path, "serve", **GOOD | change)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert "abc" not in done.stderr


def test_demo_makes_its_own_keys_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is asked; the keys are kept, private to the owner of the folder."""
    monkeypatch.delenv("LAMPIT_SECRET_KEY")
    monkeypatch.setenv("LAMPIT_ENV", "demo")
    first = environment.secret("LAMPIT_SECRET_KEY", tmp_path)
    assert environment.secret("LAMPIT_SECRET_KEY", tmp_path) == first
    kept = tmp_path / "keys" / "lampit_secret_key"
    assert kept.stat().st_mode & 0o077 == 0
    monkeypatch.delenv("LAMPIT_FIELD_KEYS")
    made = environment.secret("LAMPIT_FIELD_KEYS", tmp_path, field_key=True)
    assert re.fullmatch(r"k1:[0-9a-f]{64}", made)


def test_several_field_keys_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Rotation: the new key stands first, the old ones behind it."""
    both = f"k2:{'cd' * 32},{KEYS}"
    monkeypatch.setenv("LAMPIT_FIELD_KEYS", both)
    assert environment.secret("LAMPIT_FIELD_KEYS", tmp_path, field_key=True) == both


@pytest.mark.parametrize(
    ("url", "engine", "name", "host"),
    [
        ("", "sqlite3", "lampit.sqlite3", ""),
        ("sqlite:////data/a%20b.sqlite3", "sqlite3", "a b.sqlite3", ""),
        ("postgresql://u:p%40@db:5433/lampit", "postgresql", "lampit", "db"),
        ("postgres://u@/lampit?host=/run/pg&port=5499", "postgresql", "lampit", "/run/pg"),
    ],
)
def test_database_addresses_are_read(
    tmp_path: Path, url: str, engine: str, name: str, host: str
) -> None:
    """SQLite in the home folder by default; PostgreSQL by TCP or socket."""
    told = environment.database(tmp_path, url)
    assert str(told["ENGINE"]).endswith(engine)
    assert Path(str(told["NAME"])).name == name
    assert told.get("HOST", "") == host


def test_an_unknown_database_is_refused(tmp_path: Path) -> None:
    """Negative control of the addresses above."""
    with pytest.raises(NotReadyError):
        environment.database(tmp_path, "mysql://x/y")


def test_sqlite_takes_its_write_lock_at_once(tmp_path: Path) -> None:
    """Sixteen writers wait instead of failing: WAL, IMMEDIATE, patience."""
    options = environment.sqlite(tmp_path / "x")["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 10
    assert "journal_mode=WAL" in options["init_command"]


def test_the_product_hashes_passwords_with_argon2() -> None:
    """Tests use a cheap hasher; the product does not."""
    assert PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_papers_name_the_port_that_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """A number checked from a paper leads to this instance, not to another one's port."""
    monkeypatch.delenv("LAMPIT_PUBLIC_URL", raising=False)
    monkeypatch.setenv("LAMPIT_PORT", "8123")
    assert environment.public_url() == "http://127.0.0.1:8123"
    monkeypatch.setenv("LAMPIT_PUBLIC_URL", "https://lampit.example/")
    assert environment.public_url() == "https://lampit.example"
