"""Kept pages on disk, as one process writes and every server process reads them; no Django.

One file is one page in one language and appearance: a line of JSON (headers, tag, end, lengths),
then its body as brotli and as gzip. Whoever may not be answered an old page looks at the pulse:
the keeper writes there, many times a second, until when it has heard every change, and counts
each withdrawal. A pulse that is older than a second means that nobody withdraws: nothing kept is
believed then.
"""

import gzip
import hashlib
import json
import mmap
import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import brotli

OLDEST_PULSE = 1.0  # seconds
BROTLI, GZIP = 5, 4
# Brotli looks back 2 ** this many bytes: no page is longer by much, and a short window needs a
# tenth of the memory, which costs more to lay out than a page costs to compress.
LOOKS_BACK, SHORT = 16, 65_000
_PULSE = struct.Struct("<dQ")
_TO_BODY = frozenset({"content-type", "content-language", "content-encoding", "content-length"})


class Key(NamedTuple):
    """What decides the bytes of a kept page."""

    address: str
    language: str
    look: str = ""

    @property
    def name(self) -> str:
        """Return the name of the file below the folder of pages."""
        digest = hashlib.sha256("\n".join(self).encode()).hexdigest()[:32]
        return f"{digest[:2]}/{digest[2:]}"


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it is answered.

    Attributes:
        until: Unix time from which it may be untrue by the clock alone.
        tag: digest of the body; each coding has a tag of its own, made from it.
        headers: those of every answer; those of a body stand apart.
    """

    until: float
    tag: str
    headers: tuple[tuple[str, str], ...]
    body_headers: tuple[tuple[str, str], ...]
    brotli: bytes
    gzip: bytes

    @property
    def plain(self) -> bytes:
        """Return the page as it was rendered."""
        return gzip.decompress(self.gzip)


def tag_of(body: bytes) -> str:
    """Return the tag of a page; each coding has one of its own, made from it."""
    return hashlib.sha256(body).hexdigest()[:24]


def pack(body: bytes, headers: tuple[tuple[str, str], ...], until: float) -> bytes:
    """Write a page as the bytes of its file."""
    back = LOOKS_BACK if len(body) < SHORT else 22
    small = bytes(brotli.compress(body, quality=BROTLI, lgwin=back))
    zipped = gzip.compress(body, GZIP, mtime=0)
    tag = tag_of(body)
    head = {
        "until": until,
        "tag": tag,
        "brotli": len(small),
        "headers": [pair for pair in headers if pair[0].lower() not in _TO_BODY],
        "body_headers": [pair for pair in headers if pair[0].lower() in _TO_BODY],
    }
    return b"".join([json.dumps(head).encode(), b"\n", small, zipped])


def unpack(data: bytes) -> Kept:
    """Read what `pack` wrote."""
    line, _end, rest = data.partition(b"\n")
    head = json.loads(line)
    size = head["brotli"]
    return Kept(
        until=head["until"],
        tag=head["tag"],
        headers=tuple((str(name), str(value)) for name, value in head["headers"]),
        body_headers=tuple((str(name), str(value)) for name, value in head["body_headers"]),
        brotli=rest[:size],
        gzip=rest[size:],
    )


def kept_path(folder: Path, key: Key) -> Path:
    """Return the file of a page below the folder of a release."""
    return folder / "pages" / key.name


def spoken(path: str) -> str:
    """Return a path as addresses are written: signs beyond ASCII by percent."""
    return quote(path, safe="/~:@!$&'()*+,;=-._")


class Pulse:
    """The pulse as readers see it; a missing file is looked for again after a while."""

    def __init__(self, path: Path) -> None:
        """Open nothing yet."""
        self.path = path
        self.seen: mmap.mmap | None = None
        self.next_try = 0.0

    def read(self) -> tuple[bool, int]:
        """Say whether kept pages may be believed now, and how often some were withdrawn."""
        now = time.monotonic()
        if self.seen is None and not self._open(now):
            return False, 0
        beat, count = _PULSE.unpack_from(self.seen)  # type: ignore[arg-type]  # opened above
        return 0 <= now - beat < OLDEST_PULSE, count

    def _open(self, now: float) -> bool:
        if now < self.next_try:
            return False
        self.next_try = now + 0.5
        try:
            with self.path.open("rb") as file:
                self.seen = mmap.mmap(file.fileno(), _PULSE.size, access=mmap.ACCESS_READ)
        except (OSError, ValueError):
            return False
        return True


class Heart:
    """The pulse as its one writer keeps it."""

    def __init__(self, path: Path) -> None:
        """Make the file when it is missing, of the same inode for ever: readers hold it open."""
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if os.fstat(descriptor).st_size < _PULSE.size:
                os.ftruncate(descriptor, _PULSE.size)
            self.memory = mmap.mmap(descriptor, _PULSE.size)
        finally:
            os.close(descriptor)
        self.count = _PULSE.unpack_from(self.memory)[1]

    def withdrew(self) -> None:
        """Tell readers that what they remember of files may be gone."""
        self.count += 1
        struct.pack_into("<Q", self.memory, 8, self.count)

    def beat(self, heard_until: float) -> None:
        """Tell until when (`time.monotonic`) every change was heard."""
        struct.pack_into("<d", self.memory, 0, heard_until)

    def stop(self) -> None:
        """Let nobody believe anything any more."""
        self.beat(-OLDEST_PULSE * 2)
