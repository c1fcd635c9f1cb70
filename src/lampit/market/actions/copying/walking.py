"""The walk through the market: from the start page along every link, in several processes."""

import gc
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context

from django.db import connections
from django.utils import translation

from lampit.basics.refusal import Refusal
from lampit.market.actions.copying.folder import Entry
from lampit.market.actions.copying.pages import Copier, Made
from lampit.market.queries.today import facts_held
from lampit.shops.access import market_of
from lampit.web.prepared import together

BATCH = 24
MOST_PAGES = 300_000
FEW = 150  # pages from which more than one process pays
AGAIN = 3
Say = Callable[[int, int], bool]


@dataclass(slots=True)
class Walk:
    """What a walk found and wrote.

    Attributes:
        entries: file → what stands there.
        written, same: how many files changed and did not.
        foreign: files of others that stood in the way.
        brings: addresses of the files that pages need.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    brings: set[str] = field(default_factory=set)
    pages: dict[str, str] = field(default_factory=dict)
    links: dict[str, frozenset[str]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def take(self, made: Made) -> None:
        """Take what became of one address; a page made again replaces itself."""
        if made.refused:
            self.refused.add(made.refused)
        if made.entry is None:
            self.gone.add(made.address)
            self.entries.pop(self.pages.pop(made.address, ""), None)
            self.links.pop(made.address, None)
            return
        self.gone.discard(made.address)
        self.pages[made.address] = made.file
        self.links[made.address] = frozenset(made.links)
        self.brings |= made.brings
        self.entries[made.file] = made.entry
        self.note(made.file, made.what)

    def note(self, file: str, what: str) -> None:
        """Count what became of a file."""
        if what == "foreign":
            self.foreign.add(file)
        self.counts[what] = self.counts.get(what, 0) + 1


_copier: Copier | None = None  # of a process of the walk, set when it begins


def _begin(copier: Copier, region: str) -> None:
    """Set a process up: a connection of its own, and no line in the log for each page."""
    global _copier  # noqa: PLW0603 - the state of a process that lives for one walk
    for connection in connections.all(initialized_only=True):
        connection.connection = None  # of the parent: never closed from here
    _kept.enter_context(_quiet())
    _kept.enter_context(market_of(region))
    _kept.enter_context(facts_held())
    gc.freeze()  # what was loaded before stays: nobody need look through it for each page
    _copier = copier


_kept = ExitStack()  # for as long as the process lives


@contextmanager
def _quiet() -> Iterator[None]:
    """Write no line into the log for each page: nobody asked for them."""
    loggers = [logging.getLogger(name) for name in ("lampit.requests", "django.request")]
    before = [(one, one.level) for one in loggers]
    for one in loggers:
        one.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for one, level in before:
            one.setLevel(level)


def _batch(batch: list[str], refused: frozenset[str], gone: frozenset[str]) -> list[Made]:
    if _copier is None:
        raise RuntimeError("the process was not set up")
    return _pages(_copier, batch, refused, gone)


def _pages(
    copier: Copier, batch: Iterable[str], refused: frozenset[str], gone: frozenset[str]
) -> list[Made]:
    copier.told(refused, gone)
    with translation.override(copier.plan.language), together():
        return [copier.page(address) for address in batch]


def walked(copier: Copier, seeds: Iterable[str], *, region: str, processes: int, say: Say) -> Walk:
    """Walk from the seeds along every link and return what was written.

    `say` hears how many pages are done and how many are known, and answers whether to go on.

    Raises:
        Refusal: `copy_too_large`, `copy_stopped`.
    """
    first = list(dict.fromkeys(seeds))
    walk = Walk()
    many = processes > 1 and len(first) >= FEW
    if not many:
        with market_of(region), facts_held(), _quiet():
            _run(walk, first, lambda b, r, g: _done(_pages(copier, b, r, g)), 1, say)
        return walk
    for connection in connections.all(initialized_only=True):
        connection.close()
    with ProcessPoolExecutor(
        processes, get_context("fork"), initializer=_begin, initargs=(copier, region)
    ) as pool:
        _run(walk, first, lambda b, r, g: pool.submit(_batch, b, r, g), processes, say)
    return walk


def _done(found: list[Made]) -> "Future[list[Made]]":
    future: Future[list[Made]] = Future()
    future.set_result(found)
    return future


Submit = Callable[[list[str], frozenset[str], frozenset[str]], "Future[list[Made]]"]


def _run(walk: Walk, first: list[str], submit: Submit, width: int, say: Say) -> None:
    """Walk, then make those pages again that lead to what turned out not to be there."""
    known = set(first)
    _wave(walk, first, known, submit, width, say)
    settled: set[str] = set()
    for _round in range(AGAIN):
        missing = (known - set(walk.pages)) - settled
        if not missing:
            return
        settled |= missing
        again = [address for address, links in walk.links.items() if links & missing]
        walk.gone |= missing
        _wave(walk, again, known, submit, width, say)


def _wave(
    walk: Walk, first: list[str], known: set[str], submit: Submit, width: int, say: Say
) -> None:
    waiting, running, done = list(first), set[Future[list[Made]]](), 0
    while waiting or running:
        while waiting and len(running) < width * 2:
            batch, waiting = waiting[:BATCH], waiting[BATCH:]
            running.add(submit(batch, frozenset(walk.refused), frozenset(walk.gone)))
        ended, running = wait(running, return_when=FIRST_COMPLETED)
        for made in _results(ended):
            walk.take(made)
            done += 1
            new = made.links - known
            known |= new
            waiting.extend(sorted(new))
        if len(known) > MOST_PAGES:
            raise Refusal("copy_too_large", "Pasar ini terlalu besar untuk satu salinan.")
        if not say(done, done + len(waiting) + len(running) * BATCH):
            raise Refusal("copy_stopped", "Penyalinan dihentikan. Jalankan lagi untuk meneruskan.")


def _results(ended: Iterable["Future[list[Made]]"]) -> Iterator[Made]:
    for future in ended:
        yield from future.result()


def processes_here() -> int:
    """Return how many processes this machine has room for."""
    return max(1, len(os.sched_getaffinity(0)))
