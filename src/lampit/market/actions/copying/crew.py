"""Who makes a copy: this process alone for a small market, one for each core for a large one."""

import gc
import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, TypeVar

from django.db import connections
from django.utils import translation

from lampit.market.actions.copying.pages import Copier
from lampit.market.queries.today import facts_held
from lampit.shops.access import market_of

FEW = 150  # pages from which more than one process pays
# Of the collector: pages leave hardly any circles behind, and looking for them costs a tenth.
SELDOM = (20_000, 20, 20)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Crew:
    """Processes that work on one copy.

    Attributes:
        width: how many there are.
        pool: None where this process does all itself.
    """

    copier: Copier
    width: int
    pool: ProcessPoolExecutor | None = None

    def give(self, work: Callable[..., T], *told: Any) -> "Future[T]":
        """Give a piece of work, `work(copier, *told)`; alone, it is done when this returns."""
        if self.pool is not None:
            return self.pool.submit(_done, work, told)
        future: Future[T] = Future()
        with translation.override(self.copier.plan.language):
            future.set_result(work(self.copier, *told))
        return future


@contextmanager
def crew(copier: Copier, *, region: str, processes: int, pages: int) -> Iterator[Crew]:
    """Give who makes a copy of about so many pages; work that nobody began ends with it."""
    if processes <= 1 or pages < FEW:
        with market_of(region), facts_held(), _quiet():
            yield Crew(copier, 1)
        return
    for connection in connections.all(initialized_only=True):
        connection.close()
    pool = ProcessPoolExecutor(
        processes, get_context("fork"), initializer=_begin, initargs=(copier, region)
    )
    try:
        yield Crew(copier, processes, pool)
    finally:
        pool.shutdown(cancel_futures=True)


def processes_here() -> int:
    """Return how many processes this machine has room for."""
    return max(1, len(os.sched_getaffinity(0)))


_copier: Copier | None = None  # of a process of the crew, set when it begins
_kept = ExitStack()  # for as long as the process lives


def _begin(copier: Copier, region: str) -> None:
    """Set a process up: a connection of its own, and no line in the log for each page."""
    global _copier  # noqa: PLW0603 - the state of a process that lives for one copy
    for connection in connections.all(initialized_only=True):
        connection.connection = None  # of the parent: never closed from here
    _kept.enter_context(_quiet())
    _kept.enter_context(market_of(region))
    _kept.enter_context(facts_held())
    gc.freeze()  # what was loaded before stays: nobody need look through it for each page
    gc.set_threshold(*SELDOM)
    _copier = copier


def _done(work: Callable[..., T], told: tuple[Any, ...]) -> T:
    if _copier is None:
        raise RuntimeError("the process was not set up")
    with translation.override(_copier.plan.language):
        return work(_copier, *told)


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
