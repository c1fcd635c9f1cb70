"""Keeping pages true: what changed is withdrawn before anything is believed again.

`Keeper` is the one writer of the folder of a release. It hears what the database tells, takes
the files away that were made of it, beats the pulse, and only then has the news forgotten: killed
anywhere in between, the next keeper hears the same news again.
"""

import logging
import os
import time
from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone

from lampit.market.actions.touching import forget, mark
from lampit.market.queries.touches import marked, waiting
from lampit.market.rules.touching import TRACKED
from lampit.shops.queries.finding.vocabulary import own_words_changed
from lampit.web.kept import Heart, Key, kept_path
from lampit.web.kept_index import Entry, Index
from lampit.web.reads import Read

log = logging.getLogger("lampit.publisher")
Page = tuple[Key, str]
FORGET_AFTER = 0.5  # seconds: many small changes are forgotten at once
MOST_HEARD = 1_000


@dataclass(frozen=True, slots=True)
class Made:
    """A page that was rendered and lies beside the kept ones, or why it does not.

    Attributes:
        draft: file of the page; "" when it is none to be kept.
        why: in words of the log, where there is no draft.
    """

    key: Key
    kind: str = ""
    reads: frozenset[Read] = frozenset()
    until: float = 0.0
    size: int = 0
    draft: str = ""
    why: str = ""


class Keeper:
    """The kept pages of one release: withdraws, places, and never keeps what became untrue."""

    def __init__(self, folder: Path) -> None:
        """Take over a folder; what the index does not know is thrown away."""
        self.folder = folder
        for number in range(256):  # here, not for each page
            (folder / "pages" / f"{number:02x}").mkdir(parents=True, exist_ok=True)
        (folder / "drafts").mkdir(exist_ok=True)
        self.heart = Heart(folder / "pulse")
        self.heart.stop()
        self.index = Index(folder / "index.sqlite3")
        self.turn = 0  # how often something was heard
        self.recent: deque[tuple[int, set[Read]]] = deque()
        self.heard: set[int] = set()
        self.forgotten_at = time.monotonic()
        self.version = -1
        self.words = own_words_changed()
        self._reconcile()

    def _reconcile(self) -> None:
        """Bring folder and index together after whatever ended the last keeper.

        Where news was forgotten that this folder never heard (another home heard it, an older
        copy of the database was put back), nothing that it holds is believed.
        """
        self.index.believe(self._beside(marked()))
        for draft in (self.folder / "drafts").iterdir():
            draft.unlink()
        known = {key.name: key for key, _kind in self.index.pages()}
        there = {str(p.relative_to(self.folder / "pages"))
                 for p in (self.folder / "pages").glob("??/*")}  # fmt: skip
        for name in there - set(known):
            (self.folder / "pages" / name).unlink()
        self.index.drop(known[name] for name in set(known) - there)
        self.heart.withdrew()

    def hear(self) -> list[Page]:
        """Hear what changed, withdraw what was made of it, and beat; return what was withdrawn.

        Raises:
            DatabaseError: nothing could be heard: the pulse stops by itself.
        """
        heard_until = time.monotonic()
        gone = self._hear_words()
        if self._has_news():
            version, self.version = self.version, -1  # of use only when all below was done
            fresh, untrue = waiting(self.heard)
            if fresh:
                self.turn += 1
                self.recent.append((self.turn, untrue))
                found = self.index.made_of(untrue)
                self.withdraw(found)
                gone += found
                self.heard.update(fresh)
            self.version = version
        self.heart.beat(heard_until)
        self._forget()
        return gone

    def _beside(self, word: str) -> str:
        """Return what pages are kept beside: a mark of the database, the words of the office."""
        return f"{word} {self.words}"

    def _hear_words(self) -> list[Page]:
        """Withdraw all pages when the office changed its own words, which no table tells."""
        words = own_words_changed()
        if words == self.words:
            return []
        self.words = words
        untrue = {(table, "*", "") for table in TRACKED}
        self.turn += 1
        self.recent.append((self.turn, untrue))
        gone = self.index.made_of(untrue)
        self.withdraw(gone)
        self.index.mark(self._beside(marked()))
        return gone

    def _has_news(self) -> bool:
        """Say whether anybody else wrote anything since the last time; PostgreSQL can not tell."""
        if connection.vendor != "sqlite":
            return True
        with connection.cursor() as cursor:
            version = cursor.execute("PRAGMA data_version").fetchone()[0]
        is_new, self.version = version != self.version, version
        return bool(is_new)

    def _forget(self) -> None:
        """Let the database forget what was heard; a busy one is asked again later."""
        is_early = time.monotonic() - self.forgotten_at < FORGET_AFTER
        if not self.heard or (is_early and len(self.heard) < MOST_HEARD):
            return
        with suppress(DatabaseError):
            self.index.mark(self._beside(mark()))  # first: killed in between, all is made anew
            forget(sorted(self.heard))
            self.heard.clear()
        self.forgotten_at = time.monotonic()

    def withdraw(self, pages: Iterable[Page]) -> None:
        """Take pages away: first the files, then readers' memories, then the index."""
        listed = [key for key, _kind in pages]
        if not listed:
            return
        for key in listed:
            with suppress(FileNotFoundError):
                kept_path(self.folder, key).unlink()
        self.heart.withdrew()
        self.index.drop(listed)

    def accept(self, made: Iterable[Made], began: int) -> list[Made]:
        """Keep what was rendered since turn `began`; return what became untrue meanwhile.

        Untrue is a page of a day that ended too: noted as kept it would stand for the new day's.
        """
        good, late, now = [], [], timezone.now().timestamp()
        for one in made:
            if not one.draft:
                log.info("not kept: %s: %s", one.key.address, one.why)
            elif one.until <= now or self._is_untrue(one.reads, began):
                Path(one.draft).unlink(missing_ok=True)
                late.append(one)
            else:
                good.append(one)
        self.index.put(Entry(m.key, m.kind, m.until, m.size, m.reads) for m in good)
        for one in good:
            # Two texts, no objects: 500 a second.
            os.replace(one.draft, f"{self.folder}/pages/{one.key.name}")  # noqa: PTH105
        return late

    def _is_untrue(self, reads: frozenset[Read], began: int) -> bool:
        """Say whether something of these reads was heard after turn `began`."""
        for turn, untrue in self.recent:
            if turn <= began:
                continue
            if not reads.isdisjoint(untrue):
                return True
            whole = {table for table, column, _value in untrue if column == "*"}
            if whole and any(table in whole for table, _column, _value in reads):
                return True
        return False

    def prune(self, oldest: int) -> None:
        """Forget news older than the oldest rendering under way."""
        while self.recent and self.recent[0][0] <= oldest:
            self.recent.popleft()

    def stop(self) -> None:
        """Stop believing, and let the database forget what was heard."""
        self.heart.stop()
        self.forgotten_at = 0.0
        self._forget()
        self.index.close()
