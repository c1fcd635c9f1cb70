"""How many there are in all, when two lists saw some of them: capture–recapture with intervals.

Two lists of one population, made without knowledge of each other: `first` on the one, `second`
on the other, `both` on both. Lincoln and Petersen's estimate is first·second/both; Chapman (1951)
corrects its bias in small samples. It rests on four assumptions, which a reader must be told:
the population does not change between the lists (closed), being on one list says nothing of
being on the other (independent), all have the same chance of being on at least one of the lists
(equal catchability), and nobody is matched wrongly or missed as a match.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from lampit.science.survey.intervals import normal_quantile

# Robson and Regier (1964): with seven on both lists the bias of Chapman's estimate is negligible
# with 95 % confidence. Below it nothing is said.
FEWEST_BOTH = 7
TOO_FEW, NOT_LISTS = "terlalu_sedikit_yang_sama", "jumlah_tidak_cocok"
METHOD = "Chapman, selang log-normal"


@dataclass(frozen=True, slots=True)
class Lists:
    """What two lists of one population say.

    Attributes:
        first: on the first list.
        second: on the second list.
        both: on both.
    """

    first: int
    second: int
    both: int

    @property
    def seen(self) -> int:
        """Return how many different ones either list has."""
        return self.first + self.second - self.both


@dataclass(frozen=True, slots=True)
class Size:
    """An estimated size; without one, `reason` says why.

    Attributes:
        value: the estimate, None when nothing can be said.
        se: its standard error.
        low: lower end of the interval, never below what was seen.
        high: upper end.
        lists: what it rests on; for strata the sums.
        strata: how many strata were estimated apart.
    """

    value: float | None
    se: float | None
    low: float | None
    high: float | None
    lists: Lists
    reason: str = ""
    strata: int = 1
    method: str = METHOD


def chapman(lists: Lists, confidence: float = 0.95) -> Size:
    """Return the size of a population from two lists.

    Estimate and variance: Chapman (1951), Seber (1970). Interval: log-normal for the number
    nobody saw (Chao 1987; Burnham and others 1987), which is never below zero.
    """
    reason = _unusable(lists)
    if reason:
        return Size(None, None, None, None, lists, reason)
    value, variance = _moments(lists)
    low, high = lognormal(value - lists.seen, variance, confidence)
    return Size(value, math.sqrt(variance), lists.seen + low, lists.seen + high, lists)


def stratified(strata: Mapping[str, Lists], confidence: float = 0.95) -> Size:
    """Return the size of a population in strata, each with its own chances of being listed.

    Strata with fewer than seven on both lists are taken together as one; when even that one is
    too small, all strata are. Sizes and variances add up, since strata are independent.
    """
    wrong = [one for one in strata.values() if _unusable(one) == NOT_LISTS]
    total = _together(list(strata.values()))
    if wrong:
        return Size(None, None, None, None, total, NOT_LISTS)
    apart = [one for one in strata.values() if one.both >= FEWEST_BOTH]
    rest = [one for one in strata.values() if one.both < FEWEST_BOTH and one.seen]
    if rest:
        pooled = _together(rest)
        apart = [*apart, pooled] if pooled.both >= FEWEST_BOTH else [total]
    if not apart or _unusable(_together(apart)):
        return Size(None, None, None, None, total, TOO_FEW)
    parts = [_moments(one) for one in apart]
    value, variance = (sum(part[place] for part in parts) for place in (0, 1))
    low, high = lognormal(value - total.seen, variance, confidence)
    se = math.sqrt(variance)
    return Size(value, se, total.seen + low, total.seen + high, total, strata=len(apart))


def lognormal(unseen: float, variance: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of a number that cannot be negative, from its mean and variance."""
    if unseen <= 0 or variance <= 0:
        spread = math.sqrt(max(variance, 0.0)) * normal_quantile(confidence)
        return 0.0, max(unseen, 0.0) + spread
    z = normal_quantile(confidence)
    factor = math.exp(z * math.sqrt(math.log(1 + variance / unseen**2)))
    return unseen / factor, unseen * factor


@dataclass(frozen=True, slots=True)
class Missed:
    """How many a register misses, and which share it holds, from a listing in the field.

    Attributes:
        share: share of the listed ones that the register holds, with Wilson's interval.
        value: how many the register misses in all, None when nothing can be said.
    """

    share: float | None
    share_low: float | None
    share_high: float | None
    value: float | None
    low: float | None
    high: float | None
    listed: int
    known: int
    reason: str = ""


def missed(alive: int, both: int, known: int, listed: int, confidence: float = 0.95) -> Missed:
    """Return how many a register misses that also holds records nobody heard of for long.

    Dead records of a register cannot be met in the field; counted as the first list they would
    swell the estimate. So only the records known to live are the first list; those met in the
    field and known to the register in whatever state decide what is missing from it.

    The number missed is (alive + 1)·(listed − known)/(both + 1), Chapman's estimate where all
    records live; its variance on the log scale is (1 − q)(1/outside + 1/both) with q = both/alive
    and outside = listed − known (delta method), Seber's variance in that case.

    Args:
        alive: records known to live.
        both: of these, met by the listing.
        known: met by the listing and in the register in whatever state; at least `both`.
        listed: businesses the listing met.
        confidence: of both intervals.
    """
    nothing = Missed(None, None, None, None, None, None, listed, known)
    if not 0 <= both <= known <= listed or both > alive:
        return _because(nothing, NOT_LISTS)
    if both < FEWEST_BOTH:
        return _because(nothing, TOO_FEW)
    share_low, share_high = _wilson(known, listed, confidence)
    outside, z = listed - known, normal_quantile(confidence)
    value = (alive + 1) * outside / (both + 1)
    if outside == 0:
        # Nobody met outside says: at most the upper end of a share of zero, of all that live.
        most = (alive + 1) * (listed + 1) / (both + 1) - 1
        return Missed(1.0, share_low, share_high, 0.0, 0.0, most * (1 - share_low), listed, known)
    met = both / (alive + 1)  # never quite all: an interval of no width would be a claim
    spread = z * math.sqrt((1 - met) * (1 / outside + 1 / both))
    low, high = value / math.exp(spread), value * math.exp(spread)
    # Whoever stands on the listing and not in the register is missing for certain.
    low, high = max(low, float(outside)), max(high, float(outside))
    return Missed(
        known / listed, share_low, share_high, max(value, float(outside)), low, high, listed, known
    )


def _moments(lists: Lists) -> tuple[float, float]:
    """Return Chapman's estimate and Seber's variance of it."""
    n, m, both = lists.first, lists.second, lists.both
    value = (n + 1) * (m + 1) / (both + 1) - 1
    variance = (n + 1) * (m + 1) * (n - both) * (m - both) / ((both + 1) ** 2 * (both + 2))
    return value, variance


def _unusable(lists: Lists) -> str:
    """Return why two lists say nothing, empty when they do."""
    if min(lists.first, lists.second) < lists.both or lists.both < 0:
        return NOT_LISTS
    return TOO_FEW if lists.both < FEWEST_BOTH else ""


def _together(parts: list[Lists]) -> Lists:
    return Lists(
        sum(one.first for one in parts),
        sum(one.second for one in parts),
        sum(one.both for one in parts),
    )


def _because(nothing: Missed, reason: str) -> Missed:
    return Missed(None, None, None, None, None, None, nothing.listed, nothing.known, reason)


def _wilson(hits: int, n: int, confidence: float) -> tuple[float, float]:
    """Return Wilson's interval of a share (1927)."""
    z, share = normal_quantile(confidence), hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)
