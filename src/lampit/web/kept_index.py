"""Which kept page is made of which rows: an index beside the pages, of one process; no Django.

A page stands in the index before its file is there and after it is gone, so that no file is ever
forgotten. After a machine fell the index may know less than the folder holds: it is begun anew.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lampit.web.kept import Key
from lampit.web.reads import Read

BOOT = Path("/proc/sys/kernel/random/boot_id")
_BETWEEN = "\x1e"  # reads of a page; no sign of an address or of words that are looked for
_SCHEMA = """
CREATE TABLE IF NOT EXISTS boot (id TEXT);
CREATE TABLE IF NOT EXISTS mark (word TEXT);
CREATE TABLE IF NOT EXISTS page (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL, language TEXT NOT NULL, look TEXT NOT NULL,
    kind TEXT NOT NULL, until REAL NOT NULL, size INTEGER NOT NULL,
    reads TEXT NOT NULL, UNIQUE (address, language, look)
);
CREATE TABLE IF NOT EXISTS made_of (
    told TEXT NOT NULL, page INTEGER NOT NULL, PRIMARY KEY (told, page)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the index: what it is made of, and its weight on disk."""

    key: Key
    kind: str
    until: float
    size: int
    reads: frozenset[Read]


def told(read: Read) -> str:
    """Return a read as one text."""
    return "\x1f".join(read)


def boot() -> str:
    """Return which start of the machine this is, "" where it does not tell."""
    try:
        return BOOT.read_text().strip()
    except OSError:
        return ""


class Index:
    """The pages kept now, in an SQLite file of its own."""

    def __init__(self, path: Path) -> None:
        """Open it; what an earlier start of the machine wrote is not believed."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.base = sqlite3.connect(path, isolation_level=None)
        self.base.execute("PRAGMA journal_mode=WAL")
        self.base.execute("PRAGMA synchronous=OFF")
        self.base.executescript(_SCHEMA)
        known = self.base.execute("SELECT id FROM boot").fetchone()
        self.is_new = known is None or known[0] != boot()
        if self.is_new:
            self.base.executescript("DELETE FROM boot; DELETE FROM page; DELETE FROM made_of")
            self.base.execute("INSERT INTO boot VALUES (?)", [boot()])
        row = self.base.execute("SELECT count(*), coalesce(sum(size), 0) FROM page").fetchone()
        self.count, self.size = int(row[0]), int(row[1])

    def believe(self, word: str) -> None:
        """Begin anew unless this is the mark that was noted last."""
        known = self.base.execute("SELECT word FROM mark").fetchone()
        if known is None or known[0] != word:
            self.base.executescript("DELETE FROM page; DELETE FROM made_of")
            self.count = self.size = 0
            self.mark(word)

    def mark(self, word: str) -> None:
        """Note beside which mark of the database these pages are kept."""
        self.base.execute("BEGIN")
        self.base.execute("DELETE FROM mark")
        self.base.execute("INSERT INTO mark VALUES (?)", [word])
        self.base.execute("COMMIT")

    def put(self, entries: Iterable[Entry]) -> None:
        """Note pages in one transaction; those known are noted anew."""
        made_of: list[tuple[str, int | None]] = []
        # What a page is made of stands twice: by row, and whole with the page, which is quicker
        # to keep than another index.
        self.base.execute("BEGIN")
        for entry in entries:
            rows = [told(read) for read in entry.reads]
            page = self._new(entry, rows)
            if page is None:  # known: mostly it is not, and one statement is enough
                self._drop(entry.key)
                page = self._new(entry, rows)
            made_of += [(row, page) for row in rows]
            self.count += 1
            self.size += entry.size
        self.base.executemany("INSERT INTO made_of VALUES (?, ?)", made_of)
        self.base.execute("COMMIT")

    def _new(self, entry: Entry, rows: list[str]) -> int | None:
        """Note a page, return its number; None where it is known."""
        done = self.base.execute(
            "INSERT OR IGNORE INTO page (address, language, look, kind, until, size, reads) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [*entry.key, entry.kind, entry.until, entry.size, _BETWEEN.join(rows)],
        )
        return done.lastrowid if done.rowcount == 1 else None

    def drop(self, keys: Iterable[Key]) -> None:
        """Forget pages in one transaction."""
        self.base.execute("BEGIN")
        for key in keys:
            self._drop(key)
        self.base.execute("COMMIT")

    def _drop(self, key: Key) -> None:
        row = self.base.execute(
            "DELETE FROM page WHERE address = ? AND language = ? AND look = ? "
            "RETURNING id, size, reads",
            key,
        ).fetchone()
        if row is not None:
            rows = ((read, row[0]) for read in row[2].split(_BETWEEN))
            self.base.executemany("DELETE FROM made_of WHERE told = ? AND page = ?", rows)
            self.count -= 1
            self.size -= row[1]

    def made_of(self, untrue: Iterable[Read]) -> list[tuple[Key, str]]:
        """Return the pages, with their kinds, that any of these reads is part of."""
        pages: set[int] = set()
        for read in untrue:
            if read[1] == "*":
                first, last = f"{read[0]}\x1f", f"{read[0]}\x20"
                rows = self.base.execute(
                    "SELECT page FROM made_of WHERE told >= ? AND told < ?", [first, last]
                )
            else:
                rows = self.base.execute("SELECT page FROM made_of WHERE told = ?", [told(read)])
            pages.update(row[0] for row in rows)
        query = "SELECT address, language, look, kind FROM page WHERE id = ?"
        # In the order of keeping: a page in both languages is made anew together.
        found = (self.base.execute(query, [page]).fetchone() for page in sorted(pages))
        return [(Key(*row[:3]), row[3]) for row in found if row is not None]

    def pages(self) -> Iterator[tuple[Key, str]]:
        """Yield all pages with their kinds, in the order of keeping."""
        rows = self.base.execute("SELECT address, language, look, kind FROM page ORDER BY id")
        return ((Key(*row[:3]), row[3]) for row in rows)

    def ended(self, now: float) -> list[tuple[Key, str]]:
        """Return the pages that hold no longer by the clock."""
        rows = self.base.execute(
            "SELECT address, language, look, kind FROM page WHERE until <= ?", [now]
        )
        return [(Key(*row[:3]), row[3]) for row in rows]

    def eldest(self, count: int) -> list[tuple[Key, str]]:
        """Return the pages that have been kept longest."""
        rows = self.base.execute(
            "SELECT address, language, look, kind FROM page ORDER BY id LIMIT ?", [count]
        )
        return [(Key(*row[:3]), row[3]) for row in rows]

    def has(self, key: Key) -> bool:
        """Say whether a page is kept."""
        query = "SELECT 1 FROM page WHERE address = ? AND language = ? AND look = ?"
        return self.base.execute(query, key).fetchone() is not None

    def reads(self, key: Key) -> set[Read]:
        """Return what a kept page is made of."""
        query = "SELECT reads FROM page WHERE address = ? AND language = ? AND look = ?"
        row = self.base.execute(query, key).fetchone()
        rows = row[0].split(_BETWEEN) if row and row[0] else []
        return {(table, column, value) for table, column, value in (
            read.split("\x1f", 2) for read in rows
        )}  # fmt: skip

    def close(self) -> None:
        """Let go of the file."""
        self.base.close()
