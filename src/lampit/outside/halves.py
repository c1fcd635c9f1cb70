"""Files that arrive piece by piece over a bad line: what is held of each, and the next piece.

A piece is taken only where the file ends; a repeated piece changes nothing. Every piece is synced
before it is answered, so the sender may go on from there after a power cut on either side.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from lampit.basics.refusal import Refusal
from lampit.outside.kept import pieces

OLDEST_SECONDS = 90 * 24 * 3600


def path_of(folder: Path, mark: str) -> Path:
    """Return where the half file lies that its sender calls `mark`."""
    return folder / "halves" / hashlib.sha256(mark.encode()).hexdigest()


def held(folder: Path, mark: str) -> int:
    """Return how many bytes are held; 0 when nothing is."""
    try:
        return path_of(folder, mark).stat().st_size
    except FileNotFoundError:
        return 0


def add(folder: Path, mark: str, start: int, piece: bytes, *, most: int) -> int:
    """Write a piece that begins at byte `start`; return how many bytes are held then.

    Two that write at once wait for each other. A piece that lies elsewhere is not taken: the
    number returned tells where to go on.

    Raises:
        Refusal: `file_large`.
    """
    if start + len(piece) > most:
        raise Refusal("file_large", "Foto ini terlalu besar. Ambil ulang.")
    path = path_of(folder, mark)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    number = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        size = os.fstat(number).st_size
        if start != size:
            return size
        os.pwrite(number, piece, start)
        os.fsync(number)
        return size + len(piece)
    finally:
        os.close(number)


def whole(folder: Path, mark: str) -> Iterator[bytes]:
    """Yield a half file that has become whole."""
    with path_of(folder, mark).open("rb") as file:
        yield from pieces(file)


def drop(folder: Path, mark: str) -> None:
    """Remove a half file; what is gone is no error."""
    path_of(folder, mark).unlink(missing_ok=True)


def sweep(folder: Path) -> int:
    """Remove halves to which nothing was added for 90 days; return how many."""
    place, limit, gone = folder / "halves", time.time() - OLDEST_SECONDS, 0
    for path in place.iterdir() if place.is_dir() else ():
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
