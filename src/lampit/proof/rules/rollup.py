"""From boards to provinces and the nation: counts add up, estimates are combined, gaps stay gaps.

A combined index speaks only for the boards that have one; it is never called the figure of the
nation. Unknown boards are counted as unknown and never enter as zero.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from lampit.science.survey.intervals import normal_quantile

CONFIDENCE = 0.95
FEWEST_ANSWERS = 30  # below, an index is not shown: the footer of the national page says so


@dataclass(frozen=True)
class Estimated:
    """The index of a board: estimate, standard error, answers, and the businesses it stands for."""

    value: float
    se: float
    n: int
    businesses: int


@dataclass(frozen=True)
class Combined:
    """A size-weighted mean of the boards that have an estimate, and how many those are."""

    value: float | None
    se: float | None
    low: float | None
    high: float | None
    n: int
    boards: int


def combine(boards: Iterable[Estimated]) -> Combined:
    """Return Σ N·I / Σ N over independent boards, se = √Σ(N·se)² / Σ N, normal interval."""
    rows = [board for board in boards if board.businesses > 0]
    whole = sum(board.businesses for board in rows)
    if not whole:
        return Combined(None, None, None, None, 0, 0)
    value = math.fsum(board.businesses * board.value for board in rows) / whole
    se = math.sqrt(math.fsum((board.businesses * board.se) ** 2 for board in rows)) / whole
    half = normal_quantile(CONFIDENCE) * se
    answers = sum(board.n for board in rows)
    return Combined(value, se, value - half, value + half, answers, len(rows))


@dataclass(frozen=True)
class Share:
    """A share over several boards: how many of how many; None where nothing is known."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Return part / whole, None of nothing."""
        return self.part / self.whole if self.whole else None


def pooled(shares: Iterable[tuple[int, int]]) -> Share:
    """Return the share of (part, whole) pairs together."""
    parts, wholes = 0, 0
    for part, whole in shares:
        parts, wholes = parts + part, wholes + whole
    return Share(parts, wholes)


def may_show_index(n: int, quality: str) -> bool:
    """Say whether an index may leave its board: enough answers, and not suppressed there."""
    return n >= FEWEST_ANSWERS and quality != "suppressed"
