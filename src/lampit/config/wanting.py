"""Which pages are to be made, the most wanted first; each once."""

import heapq
import logging
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from lampit.config.keeping import Keeper
from lampit.market.queries.addresses import KINDS
from lampit.web.kept import Key

log = logging.getLogger("lampit.publisher")
UNKNOWN = 1_000
ORDER = {kind: place for place, kind in enumerate(KINDS)}
# Of one change the page of what changed comes first: its maker looks at it, and it is soonest made.
OF_ONE_CHANGE = ORDER | {"product": -1}
FEW = 50
MOST_FALLS = 3  # of renderers over one page; then it is answered live, for the day


class Work:
    """Which pages are to be made, the most wanted first; each once."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self.heap: list[tuple[int, int, int, Key]] = []
        self.visits: Mapping[str, int] = {}  # how often pages were asked for, by address
        self.waiting: dict[Key, int] = {}
        self.number = count()
        self.falls: dict[Key, int] = {}  # how often a renderer fell with this page in its hands
        self.all: Iterator[Key] = iter(())
        self.is_all_given = True

    def begin(self, everything: Iterable[Key]) -> None:
        """Have these pages made, whenever nothing more wanted waits."""
        self.all, self.is_all_given = iter(everything), False

    def add(self, pages: Iterable[tuple[Key, str]], *, is_asked_for: bool = False) -> None:
        """Add pages; those asked for now come before those that were kept until now.

        When many are to be made, those that were asked for most come first.
        """
        listed = list(pages)
        order = OF_ONE_CHANGE if len(listed) <= FEW else ORDER
        for key, kind in listed:
            visits = self.visits.get(key.address, 0)
            usual = -1 if visits and len(listed) > FEW else order.get(kind, len(KINDS))
            place = -2 if is_asked_for else usual
            if place < self.waiting.get(key, UNKNOWN):
                self.waiting[key] = place
                heapq.heappush(self.heap, (place, -visits, next(self.number), key))

    def take(self, most: int) -> list[Key]:
        """Return what is to be made next; a page with which a renderer fell goes alone."""
        taken: list[Key] = []
        while self.heap and len(taken) < most:
            key = self.heap[0][3]
            if key in self.falls and key in self.waiting:
                if taken:
                    break
                most = 1
            heapq.heappop(self.heap)
            if self.waiting.pop(key, None) is not None:
                taken.append(key)
        return taken

    def fell(self, asked: Iterable[Key]) -> None:
        """Have the pages of a renderer that fell tried again, each a few times at most."""
        for key in asked:
            self.falls[key] = self.falls.get(key, 0) + 1
            if not self.is_given_up(key):
                self.add([(key, "")])
                continue
            log.error("page %s felled %s renderers: answered live", key.address, MOST_FALLS)

    def is_given_up(self, key: Key) -> bool:
        """Say whether too many renderers fell over a page."""
        return self.falls.get(key, 0) >= MOST_FALLS

    def take_any(self, keeper: Keeper, most: int) -> list[Key]:
        """Return pages of the whole market that are not kept yet."""
        taken: list[Key] = []
        for key in self.all:
            if not keeper.index.has(key) and key not in self.falls:
                taken.append(key)
            if len(taken) >= most:
                return taken
        self.is_all_given = True
        return taken
