"""Files kept as they came, below one folder, each under the hash of its bytes.

Written beside, synced, then renamed: after `keep` returns, the file is there also when the power
fails. The same bytes sent twice are one file, so who names a file in a row and who removes one
take turns: `naming` is held by many from the look at the files until their rows are durable,
`removing` by one alone.
"""

import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lampit.basics.refusal import Refusal

PIECE = 64 * 1024
LOCKS, MARK = "locks", 2  # a lock for each first two digits: 256 of them
SHA256_DIGITS = 64
BATCH = 500


@dataclass(frozen=True)
class Kept:
    """A file that lies on the disk: the name it was sent with, its SHA-256, its bytes' number."""

    name: str
    sha256: str
    size: int


def path_of(folder: Path, sha256: str) -> Path:
    """Return where the bytes of a hash lie."""
    return folder / sha256[:2] / sha256


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a stream piece by piece."""
    while piece := stream.read(PIECE):
        yield piece


def keep(name: str, content: Iterable[bytes], folder: Path, *, most: int) -> Kept:
    """Write pieces of at most `most` bytes together, durably; return what was kept.

    Raises:
        Refusal: `file_large`; nothing of it stays.
        OSError: the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{secrets.token_hex(12)}.part"
    digest, size = hashlib.sha256(), 0
    try:
        with part.open("xb") as file:
            for piece in content:
                size += len(piece)
                if size > most:
                    raise Refusal(
                        "file_large", "Salah satu berkas terlalu besar. Kecilkan fotonya."
                    )
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        return _placed(part, name, digest.hexdigest(), size, folder)
    finally:
        part.unlink(missing_ok=True)


def _placed(part: Path, name: str, sha256: str, size: int, folder: Path) -> Kept:
    """Give a written file its place; who was quicker with the same bytes wins."""
    path = path_of(folder, sha256)
    try:
        os.utime(path)  # young again: whoever sweeps leaves it to who is about to name it
    except FileNotFoundError:
        path.parent.mkdir(exist_ok=True, mode=0o700)
        part.chmod(0o600)
        part.replace(path)
        _sync(path.parent)
    return Kept(name, sha256, size)


def _sync(folder: Path) -> None:
    """Let the name of a file reach the disk too."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def drop(folder: Path, sha256: str) -> None:
    """Remove a file; what is gone is no error."""
    path_of(folder, sha256).unlink(missing_ok=True)


@contextmanager
def naming(folder: Path, hashes: Iterable[str]) -> Iterator[bool]:
    """Hold files against removal while a row names them; gives whether all of them lie there.

    Hold it until the row is committed: then a row never names a file that is gone.
    """
    wanted = set(hashes)
    with ExitStack() as held:
        for mark in sorted({one[:MARK] for one in wanted}):
            held.enter_context(_locked(folder, mark, fcntl.LOCK_SH))
        yield all(path_of(folder, one).exists() for one in wanted)


@contextmanager
def removing(folder: Path, sha256: str) -> Iterator[None]:
    """Hold a file alone: look inside whether a committed row names it, then `drop` it.

    Never inside a transaction that holds locks: those who name wait for such while holding theirs.
    """
    with _locked(folder, sha256[:MARK], fcntl.LOCK_EX):
        yield


@contextmanager
def _locked(folder: Path, mark: str, how: int) -> Iterator[None]:
    place = folder / LOCKS
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    number = os.open(place / mark, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(number, how)
        yield
    finally:
        os.close(number)


def drop_unnamed(folder: Path, hashes: Iterable[str], named: Callable[[set[str]], set[str]]) -> int:
    """Remove files that no row names; return how many. `named` tells which of some hashes are."""
    gone = 0
    for sha256 in hashes:
        with removing(folder, sha256):
            if not named({sha256}) and path_of(folder, sha256).exists():
                drop(folder, sha256)
                gone += 1
    return gone


def sweep(folder: Path, named: Callable[[set[str]], set[str]], *, older: float) -> int:
    """Remove what no row names and nobody sent for `older` seconds, and pieces of killed writes.

    Whatever is swept is looked at once more while nobody can name it; return how many went.
    """
    limit, gone, batch = time.time() - older, 0, set[str]()
    for part in folder.glob("*.part"):
        if _is_old(part, limit):
            part.unlink(missing_ok=True)
            gone += 1
    for path in folder.glob("[0-9a-f][0-9a-f]/*"):
        if len(path.name) == SHA256_DIGITS and _is_old(path, limit):
            batch.add(path.name)
        if len(batch) >= BATCH:
            gone += drop_unnamed(folder, batch - named(batch), named)
            batch = set()
    return gone + drop_unnamed(folder, batch - named(batch), named)


def _is_old(path: Path, limit: float) -> bool:
    try:
        return path.stat().st_mtime < limit
    except FileNotFoundError:
        return False
