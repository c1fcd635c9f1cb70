"""How a maker answers orders, from their moves: told only when enough orders say it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 5
WINDOW_DAYS = 365


@dataclass(frozen=True, slots=True)
class Answering:
    """What is told of a shop.

    Attributes:
        n: orders of the last year whose first answer is known.
        hours: median hours until the maker's first step, rounded up; None below five orders.
        finished: orders of the last year that were received.
    """

    n: int
    hours: int | None
    finished: int


def answering(waits: Sequence[float], finished: int) -> Answering:
    """Return what the waits in seconds until the maker's first step come to."""
    if len(waits) < FEWEST:
        return Answering(len(waits), None, finished)
    ordered = sorted(waits)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return Answering(len(waits), max(1, int(-(-median // 3600))), finished)
