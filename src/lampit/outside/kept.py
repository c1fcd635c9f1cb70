"""Files kept as they came, below one folder, each under the hash of its bytes.

Written beside, synced, then renamed: after `keep` returns, the file is there also when the power
fails. The same bytes sent twice are one file.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lampit.basics.refusal import Refusal

PIECE = 64 * 1024


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
    if not path.exists():
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
