"""How many duplicates a search misses, from a blind sample of what it did not propose. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lampit.science.survey.intervals import wilson

PROPOSED = 0  # the first stratum: pairs that the search proposed
PROPOSED_DRAWN = 20  # of those so many are shown without their probability among the others
FEWEST = 10  # answers in each stratum before anything is told
MONTHS = 12  # answers of so many months are taken together


@dataclass(frozen=True, slots=True)
class Judged:
    """A stratum below the threshold: candidate pairs, how many people judged, how many the same."""

    low: float
    high: float
    pairs: int
    answered: int
    same: int

    @property
    def needed(self) -> int:
        """Return how many answers it takes; no more than there are pairs."""
        return min(FEWEST, self.pairs)


@dataclass(frozen=True, slots=True)
class Recall:
    """Which share of the duplicates that were compared the search proposes, with its interval.

    Attributes:
        share, low, high: of 1; None before each stratum has its answers.
        found: duplicates among what was proposed: answered the same, and of those that wait the
            share that answers or the model promise.
        missed: estimated duplicates below the threshold; `missed_low`, `missed_high` its interval.
        answered: answers below the threshold.
        strata: what was judged.
    """

    found: float
    strata: tuple[Judged, ...]
    share: float | None = None
    low: float | None = None
    high: float | None = None
    missed: float | None = None
    missed_low: float | None = None
    missed_high: float | None = None

    @property
    def answered(self) -> int:
        """Return how many pairs below the threshold people judged."""
        return sum(one.answered for one in self.strata)


def recall(found: float, strata: Sequence[Judged]) -> Recall:
    """Return the share of duplicates that the search proposes, as far as a sample tells.

    Of each stratum the share that people called the same, times its pairs, is missed; the 95 %
    interval of the sum is put together from Wilson's of the strata (MOVER: Zou, Huang and Zhang
    2009). Pairs that no rule let meet are in no stratum: of those nothing is told.
    """
    told = tuple(strata)
    if any(one.answered < one.needed for one in told):
        return Recall(found, told)
    missed = below = above = 0.0
    for one in told:
        if not one.answered:
            continue
        share, ends = one.same / one.answered, wilson(one.same, one.answered)
        missed += one.pairs * share
        if one.answered < one.pairs:  # who asked of all has no doubt
            below += (one.pairs * (share - (ends.low or 0.0))) ** 2
            above += (one.pairs * ((ends.high or 0.0) - share)) ** 2
    least, most = max(0.0, missed - math.sqrt(below)), missed + math.sqrt(above)
    if not found and not most:
        return Recall(found, told, None, None, None, missed, least, most)
    return Recall(
        found, told, _share(found, missed), _share(found, most), _share(found, least),
        missed, least, most,
    )  # fmt: skip


def _share(found: float, missed: float) -> float | None:
    return found / (found + missed) if found + missed else None
