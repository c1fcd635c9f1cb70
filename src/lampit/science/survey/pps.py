"""Drawing with probability proportional to size, by systematic points in exact fractions.

Points lie at u + k·I, where I is the sum of sizes over the number to draw and u = r·I with one
`random.Random(seed).random()` (Madow 1949; measurement notes, section 3). Everything is
reckoned in whole numbers, so that an auditor gets the same units on every machine.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lampit.basics.refusal import Refusal

SMALLEST_SIZE = 5  # a village that the register does not know keeps a chance
FEWEST_VILLAGES = 2  # of each stratum: one alone has no variance
ALL_UP_TO = 3  # a stratum of so few villages is taken whole
_TICKS = 1 << 53  # random() is a whole number of these
_LARGEST = 1 << 62

Whole = NDArray[np.int64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Taken:
    """A drawn place: its position in what was given, its exact probability, was it certain."""

    place: int
    probability: Fraction
    certain: bool


def _whole(sizes: Sequence[int] | Whole, count: int) -> Whole:
    """Return the sizes as whole numbers, checked."""
    found = np.asarray(sizes, dtype=np.int64)
    if len(found) and (found.min() < 0 or int(found.sum(dtype=object)) * max(count, 1) > _LARGEST):
        raise Refusal("size_invalid", "Ukuran desa harus bilangan bulat dari nol ke atas.")
    if not 0 <= count <= int((found > 0).sum()):
        message = f"Tidak dapat menarik {count} dari {int((found > 0).sum())} yang berukuran."
        raise Refusal("allocation_invalid", message)
    return found


def certainties(sizes: Sequence[int] | Whole, count: int) -> Marks:
    """Mark what is at least as large as the sampling interval, until nothing more is.

    Each mark shortens the interval of the others, so the rule is applied again and again.
    Shape: one mark per size. Raises `Refusal`: `size_invalid`, `allocation_invalid`.
    """
    found = _whole(sizes, count)
    certain = np.zeros(len(found), dtype=np.bool_)
    while (left := count - int(certain.sum())) > 0:
        rest = ~certain & (found > 0)
        now = rest & (found * left >= int(found[rest].sum()))
        if not now.any():
            break
        certain |= now
    return certain


def inclusion_probabilities(sizes: Sequence[int] | Whole, count: int) -> NDArray[np.float64]:
    """Return the probability with which `systematic_pps` draws each place; they sum to `count`."""
    found, certain = _whole(sizes, count), certainties(sizes, count)
    rest = np.where(certain, 0, found)
    left = count - int(certain.sum())
    shared = rest * left / max(int(rest.sum()), 1)
    return np.where(certain, 1.0, shared)


def points(total: int, count: int, dice: random.Random) -> Whole:
    """Return the whole part of the `count` points u + k·total/count below `total`, rising.

    One random number is used, also where `count` is 0, so that the next draw does not depend
    on this one.
    """
    start = int(dice.random() * _TICKS)
    if count == 0:
        return np.zeros(0, dtype=np.int64)
    step, below = total * _TICKS, count * _TICKS
    return np.array([(start * total + k * step) // below for k in range(count)], dtype=np.int64)


def systematic(rows: int, count: int, dice: random.Random) -> Whole:
    """Return `count` of the positions 0 … rows-1 at equal steps from a random start.

    Each position has probability count / rows exactly.
    """
    return points(rows, min(count, rows), dice)


def systematic_pps(
    sizes: Sequence[int] | Whole, count: int, seed: int | random.Random
) -> list[Taken]:
    """Draw `count` places with probability proportional to size, in the order given.

    The order is the implicit stratification (sort by geography first). Places at least as large
    as the interval are certain, probability 1; of the others place i has exactly
    n·size_i / Σ size, n = what is left to draw. A size of 0 is never drawn. A million sizes take
    a fraction of a second.

    Raises:
        Refusal: `size_invalid` (negative), `allocation_invalid` (more than have a size).
    """
    dice = seed if isinstance(seed, random.Random) else random.Random(seed)  # noqa: S311 - audited
    found, certain = _whole(sizes, count), certainties(sizes, count)
    rest = np.where(certain, 0, found)
    left, total = count - int(certain.sum()), int(rest.sum())
    hit = np.searchsorted(np.cumsum(rest), points(total, left, dice), side="right")
    taken = [Taken(place, Fraction(1), True) for place in np.flatnonzero(certain).tolist()]
    taken += [Taken(p, Fraction(left * int(rest[p]), total), False) for p in hit.tolist()]
    return sorted(taken, key=lambda one: one.place)


@dataclass(frozen=True)
class Village:
    """A village (or any first-stage unit) of the frame; `size` counts what can be drawn in it.

    Give villages in geographical order: neighbours next to each other.
    """

    id: str
    stratum: str
    size: int


@dataclass(frozen=True)
class DrawnVillage:
    """A drawn village: exact first-stage probability, and what the variance needs.

    `variance_stratum` is the stratum, or the village's own where it was certain; `fpc` is 1.0
    for a certain village (its variance comes from the second stage only) and infinity else
    (drawn as with replacement). `order` counts from 1 inside the stratum.
    """

    id: str
    stratum: str
    size: int
    probability: Fraction
    certain: bool
    order: int

    @property
    def variance_stratum(self) -> str:
        """Return the stratum in which the village stands when errors are estimated."""
        return f"{self.stratum}|{self.id}" if self.certain else self.stratum

    @property
    def fpc(self) -> float:
        """Return the finite-population entry of the first stage."""
        return 1.0 if self.certain else float("inf")


def village_count(sizes: Sequence[int], wanted: int) -> int:
    """Return how many villages of a stratum are drawn when `wanted` are asked for.

    All where there are at most `ALL_UP_TO`; else at least `FEWEST_VILLAGES`, and never a single
    one beside the certain ones, because its variance could not be estimated.
    """
    rows = len(sizes)
    if rows <= ALL_UP_TO:
        return rows
    count = min(max(wanted, FEWEST_VILLAGES), rows)
    while count < rows and count - int(certainties(sizes, count).sum()) == 1:
        count += 1
    return count


def draw_villages(
    villages: Sequence[Village],
    counts: Mapping[str, int],
    seed: int,
    *,
    floor: int = SMALLEST_SIZE,
) -> list[DrawnVillage]:
    """Draw villages by systematic PPS inside each stratum: the first stage.

    `counts[stratum]` villages are wanted (`village_count` may raise it); a stratum that is not
    named gets none. Sizes below `floor` count as `floor`. One random number is used for each
    stratum, in the order of their names, so the strata do not depend on each other's counts.

    Raises:
        Refusal: `frame_doubled` (a village twice), `stratum_unknown`.
    """
    strata: dict[str, list[Village]] = {}
    for village in villages:
        strata.setdefault(village.stratum, []).append(village)
    if len({village.id for village in villages}) != len(villages):
        raise Refusal("frame_doubled", "Ada desa yang muncul dua kali dalam kerangka sampel.")
    strange = sorted(set(counts) - set(strata))
    if strange:
        raise Refusal("stratum_unknown", f"Strata {strange[0]} tidak ada dalam kerangka sampel.")
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose: an auditor draws it again
    drawn: list[DrawnVillage] = []
    for stratum in sorted(strata):
        listed = strata[stratum]
        sizes = [max(village.size, floor) for village in listed]
        wanted = counts.get(stratum, 0)
        taken = systematic_pps(sizes, village_count(sizes, wanted) if wanted > 0 else 0, dice)
        drawn += [
            DrawnVillage(
                listed[one.place].id,
                stratum,
                sizes[one.place],
                one.probability,
                one.certain,
                order,
            )
            for order, one in enumerate(taken, 1)
        ]
    return drawn
