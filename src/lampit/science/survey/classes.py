"""Weighting classes: neighbours are merged until a class can carry those who are missing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lampit.science.survey.design import Codes, Floats


@dataclass(frozen=True)
class Class:
    """A class of a weighting step: who carries, from which weight to which, by which factor.

    `merged` names the classes it was made of, empty for one that stood by itself.
    """

    name: str
    units: int
    carrying: int
    before: float
    after: float
    factor: float
    merged: tuple[str, ...]

    def as_record(self) -> dict[str, object]:
        """Return the class as plain values."""
        return {
            "name": self.name,
            "units": self.units,
            "carrying": self.carrying,
            "before": self.before,
            "after": self.after,
            "factor": self.factor,
            "merged": list(self.merged),
        }


@dataclass(frozen=True, eq=False)
class Counts:
    """The units of a step: group, stratum, weight, who carries and who is carried."""

    groups: Sequence[str]
    strata: Sequence[str]
    weights: Floats
    carrying: NDArray[np.bool_]
    carried: NDArray[np.bool_]


@dataclass
class _Cell:
    """A class as it grows: the first classes in it, their group and strata, its sums."""

    names: list[str]
    numbers: list[int]
    group: str
    strata: set[str]
    units: int
    carrying: int
    own: float
    other: float
    parts: list[tuple[str, ...]]

    @property
    def factor(self) -> float:
        """Return by how much the carrying weight has to grow."""
        if self.own == 0:
            return float("inf") if self.other > 0 else 1.0
        return (self.own + self.other) / self.own

    def take(self, other: "_Cell") -> None:
        """Take in a neighbour."""
        self.names, self.numbers = self.names + other.names, self.numbers + other.numbers
        self.strata |= other.strata
        self.parts = self.parts + other.parts
        self.units, self.carrying = self.units + other.units, self.carrying + other.carrying
        self.own, self.other = self.own + other.own, self.other + other.other


def _first(
    counts: Counts, names: Sequence[str], ranked: Sequence[tuple[str, ...]] | None
) -> tuple[Codes, list[_Cell]]:
    """Return the class of each unit before any merging, classes in the order of their names."""
    keys = list(zip(counts.groups, names, strict=True))
    parts = {} if ranked is None else dict(zip(keys, ranked, strict=True))
    known = sorted(set(keys), key=lambda key: (key[0], parts.get(key, ()), key[1]))
    rank = {key: at for at, key in enumerate(known)}
    place = np.fromiter((rank[key] for key in keys), np.int64, len(keys))
    size = len(known)
    takes_part = counts.carrying | counts.carried
    units = np.bincount(place, takes_part, size)
    carrying = np.bincount(place, counts.carrying, size)
    own = np.bincount(place, np.where(counts.carrying, counts.weights, 0.0), size)
    other = np.bincount(place, np.where(counts.carried, counts.weights, 0.0), size)
    strata: list[set[str]] = [set() for _ in known]
    for at, stratum in zip(place.tolist(), counts.strata, strict=True):
        strata[at].add(stratum)
    cells = [
        _Cell(
            [key[1]], [at], key[0], strata[at], int(units[at]), int(carrying[at]),
            float(own[at]), float(other[at]), [parts.get(key, ())],
        )
        for at, key in enumerate(known)
    ]  # fmt: skip
    return place, cells


def _join(cells: list[_Cell], at: int, *, inside: bool) -> None:
    """Merge the class at `at` with a neighbour: the one that shares most with it.

    That is the most of the ranked parts, and else the stratum.
    """
    cell = cells[at]
    beside = [k for k in (at - 1, at + 1) if 0 <= k < len(cells)]
    if inside:
        beside = [k for k in beside if cells[k].group == cell.group]
    near = min(
        beside,
        key=lambda k: (
            -_shared(cells[min(at, k)].parts[-1], cells[max(at, k)].parts[0]),
            not cells[k].strata & cell.strata,
            cells[k].carrying,
            k,
        ),
    )
    first, second = min(at, near), max(at, near)
    cells[first].take(cells[second])
    del cells[second]


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Return how many parts two classes have in common, from the first on."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _thin(cells: Sequence[_Cell], smallest: int, largest: float) -> list[int]:
    """Return the classes that cannot carry and have a neighbour in their group, thinnest first."""
    members: dict[str, int] = {}
    for cell in cells:
        members[cell.group] = members.get(cell.group, 0) + 1
    weak = [
        at
        for at, cell in enumerate(cells)
        if members[cell.group] > 1
        and cell.units > 0
        and (cell.carrying < smallest or cell.factor > largest)
    ]
    return sorted(weak, key=lambda at: (cells[at].carrying, -cells[at].factor, at))


def _named(names: Sequence[str]) -> str:
    """Return the name of a merged class; a long one by its first and last part."""
    return " + ".join(names) if len(names) <= 3 else f"{names[0]} … {names[-1]}"


def merged_classes(
    counts: Counts,
    names: Sequence[str],
    *,
    smallest: int,
    largest: float,
    ranked: Sequence[tuple[str, ...]] | None = None,
) -> tuple[Codes, list[Class]]:
    """Return the class of each unit and the classes, merged until each can carry.

    Inside a group the thinnest class (fewer than `smallest` carrying, or a factor above
    `largest`) is merged with the neighbour in the order of the names, first of its own stratum;
    a group where nobody carries joins the group beside it. What is thin still has no neighbour.
    With `ranked` (the parts of each name, the most important first) classes stand in that order,
    and those that share most parts are merged first.
    """
    place, cells = _first(counts, names, ranked)
    cells = [cell for cell in cells if cell.units > 0] or cells
    while weak := _thin(cells, smallest, largest):
        _join(cells, weak[0], inside=True)
    while len(cells) > 1:
        empty = [at for at, cell in enumerate(cells) if cell.factor == float("inf")]
        if not empty:
            break
        _join(cells, empty[0], inside=False)
    seat = np.zeros(int(place.max()) + 1, dtype=np.int64)
    for number, cell in enumerate(cells):
        seat[cell.numbers] = number
    classes = [
        Class(
            _named(cell.names),
            cell.units,
            cell.carrying,
            cell.own,
            cell.own + cell.other,
            cell.factor,
            tuple(cell.names) if len(cell.names) > 1 else (),
        )
        for cell in cells
    ]
    return seat[place], classes
