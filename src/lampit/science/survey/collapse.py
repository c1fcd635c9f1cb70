"""A stratum with a single sampled unit is joined with its neighbour before estimation."""

from collections.abc import Sequence
from itertools import takewhile

import numpy as np

from lampit.science.survey.design import Floats


def _alike(one: str, other: str) -> int:
    """Return the number of characters with which both begin."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in same)


def _near(labels: Sequence[str], counts: Sequence[int], at: int) -> int:
    """Return the neighbour with the longest common beginning, then the one with fewer units."""
    beside = [k for k in (at - 1, at + 1) if 0 <= k < len(labels)]
    shared = {k: _alike(labels[at], labels[k]) for k in beside}
    return min(beside, key=lambda k: (-shared[k], counts[k], k))


def collapsed(
    strata: Sequence[str], units: Sequence[object], fpc: Sequence[float] | Floats | None = None
) -> tuple[list[str], Floats | None, list[tuple[str, ...]]]:
    """Return strata without a lonely unit, their fpc, and which were joined.

    Neighbours are those next in the order of the text (codes of the same place begin alike).
    A stratum that is a census (fpc 1, or as many as sampled) stays by itself: it has no
    variance of its own. The fpc of joined strata is that of their populations together.
    """
    numbers = None if fpc is None else np.asarray(fpc, dtype=np.float64)
    members: dict[str, set[object]] = {}
    known: dict[str, float] = {}
    for row, (stratum, unit) in enumerate(zip(strata, units, strict=True)):
        members.setdefault(stratum, set()).add(unit)
        known.setdefault(stratum, np.inf if numbers is None else float(numbers[row]))
    population = {s: len(members[s]) / f if f <= 1 else f for s, f in known.items()}
    open_ = sorted(s for s in members if population[s] > len(members[s]))
    groups = [[stratum] for stratum in open_]
    counts = [len(members[stratum]) for stratum in open_]
    while len(groups) > 1 and 1 in counts:
        at = counts.index(1)
        near = _near([group[0] for group in groups], counts, at)
        low, high = min(at, near), max(at, near)
        groups[low : high + 1] = [groups[low] + groups[high]]
        counts[low : high + 1] = [counts[low] + counts[high]]
    joined = [tuple(group) for group in groups if len(group) > 1]
    name = {stratum: " + ".join(group) for group in joined for stratum in group}
    size = {stratum: sum(population[s] for s in group) for group in joined for stratum in group}
    labels = [name.get(stratum, stratum) for stratum in strata]
    if numbers is None:
        return labels, None, joined
    told = [size.get(s, float(numbers[row])) for row, s in enumerate(strata)]
    return labels, np.array(told), joined
