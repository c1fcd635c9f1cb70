"""Are the kept pages of this instance true? Each is compared with a live answer, byte for byte.

In every coding it is kept in, with its tag and its headers.
"""

import random
import sqlite3
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import brotli

from lampit.web.kept import Kept, Key, Pulse, kept_path, tag_of, unpack
from lampit.web.rendering import Rendered, render

MOST_PAGES = 2_000
PATIENCE = 1.5  # seconds in which a publisher withdraws what just changed


@dataclass(frozen=True, slots=True)
class Compared:
    """What was found.

    Attributes:
        kept, looked_at: how many pages there are, and how many of them were compared.
        untrue: addresses whose page would be answered and is not the live one.
        is_alive: whether pages are answered at all; without a publisher none is.
    """

    kept: int
    looked_at: int
    untrue: list[str]
    is_alive: bool

    @property
    def detail(self) -> str:
        """Say it in one line."""
        said = f"{self.looked_at} of {self.kept} pages compared"
        said += "" if self.is_alive else "; no publisher: none of them is answered"
        return said + (f"; untrue: {', '.join(self.untrue[:10])}" if self.untrue else "")


def compare(folder: Path, say: Callable[[str], None], most: int = MOST_PAGES) -> Compared:
    """Compare the kept pages of a release with live answers; above `most` a random part."""
    keys = _keys(folder)
    chosen = random.sample(keys, min(most, len(keys)))
    pulse = Pulse(folder / "pulse")
    doubtful = []
    for number, key in enumerate(chosen, 1):
        if number % 500 == 0:
            say(f"{number} halaman dibandingkan …")
        if not _is_true(folder, key):
            doubtful.append(key)
    if doubtful:
        time.sleep(PATIENCE)  # once for all: they may have changed just now
    untrue = [f"{key.address} ({key.language})" for key in doubtful if not _is_true(folder, key)]
    is_alive = pulse.read()[0]
    return Compared(len(keys), len(chosen), untrue if is_alive else [], is_alive)


def _keys(folder: Path) -> list[Key]:
    """Return what is kept; nothing where nobody ever published."""
    path = folder / "index.sqlite3"
    if not path.exists():
        return []
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return [Key(*row) for row in base.execute("SELECT address, language, look FROM page")]
    finally:
        base.close()


def _is_true(folder: Path, key: Key) -> bool:
    """Say whether a page would be answered live alike; one that is gone is not answered."""
    path = kept_path(folder, key)
    try:
        kept = unpack(path.read_bytes())
    except OSError:
        return True
    if time.time() >= kept.until:
        return True
    live = render(key.address, language=key.language, look=key.look)
    return live.status == 200 and _is_same(kept, live)


def _is_same(kept: Kept, live: Rendered) -> bool:
    """Say whether whoever asks, in whatever coding, gets what a live answer would say."""
    try:
        bodies = {kept.plain, brotli.decompress(kept.brotli)}
    except (OSError, EOFError, zlib.error, brotli.error):
        return False  # a file that was spoilt on the disk
    headers = sorted(kept.headers + kept.body_headers)
    return (bodies, kept.tag, headers) == ({live.body}, tag_of(live.body), sorted(live.headers))
