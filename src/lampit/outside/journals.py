"""Short lines that many processes put down at once, and one takes away in heaps.

A line is one write to a file opened for appending, so lines never mix. Whoever writes holds the
file lightly and looks that it is still the one in use; whoever takes it away renames it first and
then waits for those who hold it: no line is lost, and what is taken does not grow.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

OPEN = "terbuka"
HEAP = ".tumpukan"
LONGEST = 200


def add(folder: Path, line: str) -> None:
    """Put a line down; it stays when the process dies (not when the power fails).

    Raises:
        OSError: the disk is full or not ours.
        ValueError: a line too long or of several lines.
    """
    content = f"{line}\n".encode()
    if len(content) > LONGEST or "\n" in line:
        raise ValueError("one short line at a time")
    while True:
        number = _opened(folder / OPEN)
        try:
            fcntl.flock(number, fcntl.LOCK_SH)
            if _is_in_use(number, folder / OPEN):
                os.write(number, content)
                return
        finally:
            os.close(number)


def _opened(path: Path) -> int:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    try:
        return os.open(path, flags, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(path, flags, 0o600)


def _is_in_use(number: int, path: Path) -> bool:
    """Say whether an open file is still the one that lies at `path`."""
    mine = os.fstat(number)
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    return (mine.st_ino, mine.st_dev) == (there.st_ino, there.st_dev)


def heaps(folder: Path) -> list[str]:
    """Take the present lines away as a heap; return the names of all heaps that wait.

    A heap waits until `drop`: who was killed in between finds it again.
    """
    with suppress(FileNotFoundError):
        (folder / OPEN).rename(folder / f"{secrets.token_hex(16)}{HEAP}")
    return sorted(path.name for path in folder.glob(f"*{HEAP}"))


def lines(folder: Path, heap: str) -> Iterator[str]:
    """Yield the lines of a heap once nobody writes to it any more; a torn last line is left out.

    Another may have dropped it meanwhile: then there are none.
    """
    try:
        file = (folder / heap).open(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for line in file:
            if line.endswith("\n"):
                yield line[:-1]


def drop(folder: Path, heap: str) -> None:
    """Throw a heap away that was counted; what is gone is no error."""
    (folder / heap).unlink(missing_ok=True)
