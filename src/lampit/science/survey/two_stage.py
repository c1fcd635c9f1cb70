"""Two stages: villages with probability proportional to size, then businesses inside them.

The second stage may be drawn from the register at once (`two_stage_sample`) or village by
village when its field listing has come in (`draw_within`); both give the same units of the
same list, because each village has dice of its own, made of seed and village.
"""

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lampit.basics.refusal import Refusal
from lampit.science.survey.pps import (
    SMALLEST_SIZE,
    DrawnVillage,
    Village,
    Whole,
    draw_villages,
    systematic,
)
from lampit.science.survey.sampling import receipt_of

CERTAIN = "pasti"  # stratum of the units that are taken wherever they are


@dataclass(frozen=True, eq=False)
class Units:
    """The businesses of the frame as columns of equal length.

    `ids` are the numbers of the frame, each once; `villages` the village of each; `groups` the
    sector × size by which the list of a village is sorted; `certain` marks those that are taken
    wherever they are (20 workers and more, units that must be reported).
    """

    ids: Sequence[int] | Whole
    villages: Sequence[str]
    groups: Sequence[str]
    certain: Sequence[bool] | NDArray[np.bool_] | None = None

    def marks(self) -> NDArray[np.bool_]:
        """Return the marks of certainty, all false where none were given."""
        if self.certain is None:
            return np.zeros(len(self.ids), dtype=np.bool_)
        return np.asarray(self.certain, dtype=np.bool_)

    def counts(self) -> dict[str, int]:
        """Return how many units of each village are left to chance: the sizes of the villages."""
        counted: dict[str, int] = {}
        for village, certain in zip(self.villages, self.marks().tolist(), strict=True):
            counted[village] = counted.get(village, 0) + (not certain)
        return counted


@dataclass(frozen=True)
class TwoStageUnit:
    """A drawn business: where, by which chance, in which order of its village.

    `probability` = `first` × `second`, exact; the base weight is 1 / probability. `reserve`
    marks a unit that is asked only when released: it is no part of the sample before. `listed`
    is the number of units on the list of the village (M*), the second-stage population.
    """

    id: int
    village: str
    stratum: str
    group: str
    first: Fraction
    second: Fraction
    order: int
    listed: int
    reserve: bool = False

    @property
    def probability(self) -> Fraction:
        """Return the probability of being in the sample."""
        return self.first * self.second

    @property
    def weight(self) -> float:
        """Return the base weight."""
        return float(1 / self.probability)


@dataclass(frozen=True)
class TwoStageDraw:
    """Both stages with what an auditor needs: seed, hash of the frame, receipt of the whole."""

    villages: list[DrawnVillage]
    units: list[TwoStageUnit]
    seed: int
    frame_hash: str
    receipt: str


@dataclass(frozen=True)
class Place:
    """A place on the list of a village: position, its order in the draw, is it in reserve."""

    position: int
    order: int
    reserve: bool


def draw_within(village: str, rows: int, m: int, seed: int, *, reserve: int = 0) -> list[Place]:
    """Draw `m` of the `rows` units on the list of one village, and `reserve` more in waiting.

    Sort the list by group (sector × size) and number first: equal steps from a random start
    then give each group its share. Every unit has probability min(m, rows) / rows of being in
    the sample. Dice: `random.Random(f"{seed}/{village}")`; the first number is the start, the
    second says which of the drawn wait in reserve.
    """
    dice = random.Random(f"{seed}/{village}")  # noqa: S311 - repeatable on purpose
    drawn = systematic(rows, m + reserve, dice)
    main = set(systematic(len(drawn), m, dice).tolist())
    places = [Place(p, 0, k not in main) for k, p in enumerate(drawn.tolist())]
    asked = [one for one in places if not one.reserve] + [one for one in places if one.reserve]
    return [Place(one.position, order, one.reserve) for order, one in enumerate(asked, 1)]


def _ranks(labels: Sequence[str]) -> tuple[Whole, list[str]]:
    """Number labels in the order of their text; return the numbers and the labels."""
    known = sorted(set(labels))
    rank = {label: place for place, label in enumerate(known)}
    return np.fromiter((rank[x] for x in labels), np.int64, len(labels)), known


def frame_hash_of(villages: Sequence[Village], units: Units) -> str:
    """Return the hash of a two-stage frame, whatever the order of its units.

    SHA-256 of the lines `stratum, village, size` in the order given, an empty line, then the
    lines `village, group, id, 0|1` sorted by village, group, id; columns parted by tabs.
    """
    hashed = hashlib.sha256()
    listed = [f"{v.stratum}\t{v.id}\t{v.size}\n" for v in villages]
    hashed.update(("".join(listed) + "\n").encode())
    ids = np.asarray(units.ids, dtype=np.int64)
    place, names = _ranks(units.villages)
    group, kinds = _ranks(units.groups)
    order = np.lexsort((ids, group, place))
    columns = (place[order], group[order], ids[order], units.marks()[order].astype(np.int64))
    for at in range(0, len(order), 100_000):
        rows = zip(*(column[at : at + 100_000].tolist() for column in columns), strict=True)
        hashed.update(
            "".join([f"{names[v]}\t{kinds[g]}\t{i}\t{c}\n" for v, g, i, c in rows]).encode()
        )
    return hashed.hexdigest()


def _check(villages: Sequence[Village], units: Units) -> None:
    """Refuse a frame that would give somebody two chances, or none by mistake."""
    ids = np.asarray(units.ids, dtype=np.int64)
    if not len(ids) == len(units.villages) == len(units.groups) == len(units.marks()):
        raise ValueError("columns of the frame differ in length")
    if len(np.unique(ids)) != len(ids):
        raise Refusal("frame_doubled", "Ada usaha yang muncul dua kali dalam kerangka sampel.")
    strange = sorted(set(units.villages) - {village.id for village in villages})
    if strange:
        raise Refusal("village_unknown", f"Desa {strange[0]} tidak ada dalam kerangka sampel.")


def two_stage_sample(
    villages: Sequence[Village],
    m: int,
    seed: int,
    *,
    counts: Mapping[str, int],
    units: Units,
    reserve: int = 0,
    floor: int = SMALLEST_SIZE,
) -> TwoStageDraw:
    """Draw `counts[stratum]` villages, then `m` businesses in each; and all certain units.

    `villages` stand in geographical order, `Village.size` = `units.counts()[village]`. Certain
    units come from every village of the frame, drawn or not, stratum `CERTAIN`, probability 1;
    they are no part of the second stage. `reserve` more units a village are drawn in waiting.
    The same seed and frame give the same sample on every machine; a frame of a million units
    takes about two seconds.

    Raises:
        Refusal: `frame_doubled`, `village_unknown`, `stratum_unknown`.
    """
    _check(villages, units)
    chosen = draw_villages(villages, counts, seed, floor=floor)
    ids, marks = np.asarray(units.ids, dtype=np.int64), units.marks()
    found: list[TwoStageUnit] = []
    lists: dict[str, list[tuple[str, int]]] = {village.id: [] for village in chosen}
    for at, home in enumerate(units.villages):
        if home in lists and not marks[at]:
            lists[home].append((units.groups[at], int(ids[at])))
    for village in chosen:
        listed = sorted(lists[village.id])
        second = Fraction(min(m, len(listed)), max(len(listed), 1))
        for place in draw_within(village.id, len(listed), m, seed, reserve=reserve):
            group, number = listed[place.position]
            found.append(
                TwoStageUnit(
                    number,
                    village.id,
                    village.variance_stratum,
                    group,
                    village.probability,
                    second,
                    place.order,
                    len(listed),
                    place.reserve,
                )
            )
    found += _certain(units, ids, marks)
    frame = frame_hash_of(villages, units)
    receipt = receipt_of(seed, frame, [(unit.village, str(unit.id)) for unit in found])
    return TwoStageDraw(chosen, found, seed, frame, receipt)


def _certain(units: Units, ids: Whole, marks: NDArray[np.bool_]) -> list[TwoStageUnit]:
    """Return the units that are taken wherever they are, by number."""
    places = sorted(np.flatnonzero(marks).tolist(), key=lambda at: int(ids[at]))
    one = Fraction(1)
    return [
        TwoStageUnit(
            int(ids[at]),
            units.villages[at],
            CERTAIN,
            units.groups[at],
            one,
            one,
            order,
            len(places),
        )
        for order, at in enumerate(places, 1)
    ]


def design_columns(
    asked: Sequence[TwoStageUnit], chosen: Sequence[DrawnVillage]
) -> dict[str, list[list[str]] | list[list[float]]]:
    """Return `strata`, `clusters` and `fpc` of the units that answered, for `make_design`.

    First stage: villages in their variance strata, certain ones with fpc 1 so that only their
    second stage counts, the others as drawn with replacement (fpc infinity). Second stage: the
    unit in its list of `listed`. A certain unit is a stratum of a census of its own.
    """
    first = {village.id: village.fpc for village in chosen}
    sure = [unit.stratum == CERTAIN for unit in asked]
    pairs = list(zip(asked, sure, strict=True))
    return {
        "strata": [[unit.stratum for unit in asked]],
        "clusters": [
            [f"{unit.village}|{unit.id}" if alone else unit.village for unit, alone in pairs],
            [str(unit.id) for unit in asked],
        ],
        "fpc": [
            [1.0 if alone else first[unit.village] for unit, alone in pairs],
            [1.0 if alone else float(unit.listed) for unit, alone in pairs],
        ],
    }
