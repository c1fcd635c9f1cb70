"""Files of pictures on disk: written whole or not at all, looked for, thrown away.

Public files lie in the media folder; originals (stripped, at most 1600 px) in a folder to which
no address leads.
"""

import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image

from lampit.outside.pictures.making import Original, Picture, file_name
from lampit.outside.pictures.proving import FORMATS

DIGITS = 64  # of a name


def keep(picture: Picture, folder: Path) -> None:
    """Write the files under `folder`; a file that is there is the same file and stays."""
    for name, content in picture.files.items():
        _write(folder / name, content)


def keep_original(found: Original, folder: Path) -> bool:
    """Write an original under `folder`; return False when it was there before."""
    path = folder / file_name(found.digest, "asli.jpg")
    if path.exists():
        path.touch()
        return False
    _write(path, found.content)
    return True


def open_original(digest: str, folder: Path) -> Image.Image | None:
    """Return a kept original decoded, None when it is not there."""
    return _opened(folder / file_name(digest, "asli.jpg"))


def open_picture(digest: str, folder: Path) -> Image.Image | None:
    """Return the largest JPEG of a kept picture decoded, None when it is not there or broken."""
    return _opened(folder / file_name(digest, "1080.jpg"))


def _opened(path: Path) -> Image.Image | None:
    try:
        with Image.open(path, formats=FORMATS) as image:
            return image.convert("RGB")
    except (OSError, ValueError, SyntaxError):
        return None


def _write(path: Path, content: bytes) -> None:
    if path.exists():
        path.touch()  # sent again: the sweep of what nobody names counts from now
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two may write the same at once: each its own part, and either whole file is the file.
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    part.write_bytes(content)
    part.replace(path)


def size_of(path: Path) -> tuple[int, int] | None:
    """Return width and height of a kept picture, None when it is not there."""
    try:
        with Image.open(path, formats=FORMATS) as image:
            return image.size
    except OSError:
        return None


def missing(digests: Iterable[str], folder: Path) -> list[str]:
    """Return the digests whose smallest file of the first three widths is not under `folder`."""
    return [d for d in digests if not (folder / file_name(d, "320.webp")).exists()]


def lacking(wanted: Iterable[tuple[str, Sequence[str]]], folder: Path) -> list[str]:
    """Return the names of files that are not there, of pictures (digest, names of its files).

    Reads a folder of the first two digits once for all its pictures when they come in order.
    """
    found: list[str] = []
    known, there = "", frozenset[str]()
    for digest, names in wanted:
        if digest[:2] != known:
            known = digest[:2]
            there = _listed(folder / known)
        found += [name for name in names if name.partition("/")[2] not in there]
    return found


def _listed(folder: Path) -> frozenset[str]:
    try:
        return frozenset(path.name for path in folder.iterdir())
    except OSError:
        return frozenset()


def kept_names(folder: Path, before: float | None = None) -> set[str]:
    """Return which pictures have files in a folder of two digits, none written since `before`.

    `before` is a time in seconds; without it all. A picture counts by its newest file.
    """
    newest: dict[str, float] = {}
    try:
        with os.scandir(folder) as files:
            for file in files:
                name, _dash, _what = file.name.partition("-")
                if len(name) == DIGITS and file.is_file():
                    newest[name] = max(newest.get(name, 0.0), file.stat().st_mtime)
    except OSError:
        return set()
    return {name for name, at in newest.items() if before is None or at < before}


def discard(digests: Iterable[str], folder: Path) -> int:
    """Delete all files of these pictures under `folder`; return how many files went."""
    count = 0
    for digest in digests:
        for path in (folder / digest[:2]).glob(f"{digest}-*"):
            path.unlink(missing_ok=True)
            count += 1
    return count
