"""What the environment says about this instance, and what production refuses to start with."""

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

DEBUG_NAMES = ("DEBUG", "LAMPIT_DEBUG", "DJANGO_DEBUG")
OFF = {"", "0", "false", "False", "no", "off"}


class NotReadyError(Exception):
    """The environment is not fit to start; the message says which variable and why."""


def home() -> Path:
    """Return the folder of all state (`LAMPIT_HOME`, default `var`), made when missing."""
    folder = Path(os.environ.get("LAMPIT_HOME", "var")).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def mode() -> str:
    """Return `demo` or `production` (`LAMPIT_ENV`, default `demo`)."""
    found = os.environ.get("LAMPIT_ENV", "demo")
    if found not in {"demo", "production"}:
        raise NotReadyError(f"LAMPIT_ENV harus demo atau production, bukan {found!r}.")
    asked = next((name for name in DEBUG_NAMES if os.environ.get(name, "") not in OFF), None)
    if found == "production" and asked:
        raise NotReadyError(f"{asked} tidak boleh menyala di production. Hapus dari lingkungan.")
    return found


def public_url() -> str:
    """Return the address that papers and programs are given (`LAMPIT_PUBLIC_URL`), no `/` behind.

    Without one it is where the server listens by itself.
    """
    here = f"http://127.0.0.1:{os.environ.get('LAMPIT_PORT', '8000')}"
    return os.environ.get("LAMPIT_PUBLIC_URL", here).rstrip("/")


def release(root: Path, home: Path, *told: str) -> str:
    """Return which release this is: of code, templates, words and static files as they lie here."""
    known = hashlib.sha256("\n".join([*told, os.environ.get("DATABASE_URL", ""), mode()]).encode())
    manifest = home / "static" / "staticfiles.json"
    for path in [*_files(root), str(manifest)]:
        with suppress(OSError):
            seen = os.stat(path)  # noqa: PTH116 - a thousand, at every start
            known.update(f"{path}|{seen.st_size}|{seen.st_mtime_ns}\n".encode())
    return known.hexdigest()[:16]


def _files(folder: Path) -> list[str]:
    """Return the files of code, templates, words and data below a folder, in a fixed order."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in {"__pycache__", "static"})
        found += [f"{place}/{name}" for name in sorted(names) if not name.endswith(".po")]
    return found


def secret(name: str, folder: Path, *, field_key: bool = False) -> str:
    """Return the secret `name` from the environment; a demo makes and keeps its own.

    Raises:
        NotReadyError: production without it.
    """
    given = os.environ.get(name)
    if given:
        return _readable(name, given) if field_key else given
    if mode() == "production":
        raise NotReadyError(f"{name} belum diisi. Isi di lingkungan (env), lalu jalankan lagi.")
    kept = _kept(name, folder)
    if not kept.exists():
        kept.parent.mkdir(mode=0o700, exist_ok=True)
        made = f"k1:{secrets.token_hex(32)}" if field_key else secrets.token_urlsafe(48)
        # Two processes may start at once: the first to link its file wins, both read the same.
        draft = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}")
        draft.write_text(made)
        draft.chmod(0o600)
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text().strip()


def kept_secret(name: str, folder: Path) -> str | None:
    """Return the file in which a demo keeps the secret `name`, None when the environment has it."""
    return None if os.environ.get(name) else str(_kept(name, folder))


def _kept(name: str, folder: Path) -> Path:
    return folder / "keys" / name.lower()


def _readable(name: str, keys: str) -> str:
    """Return `keys` when each is `id:hex64`, else refuse without showing them."""
    if all(re.fullmatch(r"\s*[\w-]+:[0-9a-fA-F]{64}\s*", part) for part in keys.split(",")):
        return keys
    raise NotReadyError(f"{name} harus berisi id:hex64, dipisah koma; yang pertama mengunci.")


def database(folder: Path, url: str | None = None) -> dict[str, object]:
    """Return Django's database settings: SQLite in `folder`, or what `DATABASE_URL` names."""
    address = url if url is not None else os.environ.get("DATABASE_URL", "")
    if not address:
        return sqlite(folder / "lampit.sqlite3")
    parts = urlsplit(address)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise NotReadyError("DATABASE_URL harus dimulai dengan postgresql:// atau sqlite:///.")
    query: Mapping[str, str] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", parts.hostname or ""),
        "PORT": str(parts.port or query.get("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # No compiling: what a page asks is many small parts, compiled longer than they run.
            "options": "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c jit=off",
        },
        "TEST": {"NAME": None},
    }


def sqlite(path: Path) -> dict[str, object]:
    """Return the settings of an embedded database: WAL, and write locks taken at BEGIN.

    Commits reach the disk before they are told (`FULL`): power cuts are normal where this runs,
    and a paid order must survive one. Tests and benches may say otherwise.
    """
    synchronous = os.environ.get("LAMPIT_SQLITE_SYNCHRONOUS", "FULL")
    if synchronous not in {"FULL", "NORMAL", "OFF"}:
        raise NotReadyError("LAMPIT_SQLITE_SYNCHRONOUS harus FULL, NORMAL atau OFF.")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # Opening costs as much as a small page. Put a copy back only while nothing is served.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; "
                "PRAGMA mmap_size=268435456; PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY;"
            ),
        },
    }
