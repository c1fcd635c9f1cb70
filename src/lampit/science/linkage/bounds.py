"""What a pair can weigh at most, from integers alone: most candidates end here.

Equality is told by codes. Of a test that would have to read text only what it needs is asked:
enough common letters for Jaro-Winkler, a difference of numbers that one slip can make. Only
pairs whose bound reaches the cut are compared in full, so the answer is the same as if all
had been.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lampit.science.linkage.blocks import codes
from lampit.science.linkage.model import Model
from lampit.science.linkage.ready import Ready
from lampit.science.linkage.schema import Comparison, Test

BOOST = 0.4  # Winkler's boost at its most: four equal letters in front, a tenth each
DIGITS = 18  # an int64 holds them
# One digit changed, or two neighbours swapped, changes a number by one of these.
SLIPS = np.array(
    sorted({c * 10**k for k in range(DIGITS) for c in (*range(10), *range(9, 82, 9))}), np.int64
)
Ints = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Columns:
    """Integers of the records that bounds read, each made when it is first asked for."""

    ready: Ready
    common: dict[str, float]
    made: dict[str, tuple[Ints, ...]] = field(default_factory=dict)

    def get(self, kind: str, feature: str, size: int = 0) -> tuple[Ints, ...]:
        """Return the columns of one kind: `code`, `head`, `letters`, `number`, `metres` or `rare`.

        Codes and numbers are -1 where missing; of lists there is one column per place.
        """
        name = f"{kind} {feature} {size}"
        if name not in self.made:
            self.made[name] = self._make(kind, feature, size)
        return self.made[name]

    def _make(self, kind: str, feature: str, size: int) -> tuple[Ints, ...]:
        column = self.ready.features[feature]
        if kind == "code":
            if pa.types.is_list(column.type):
                return _places(column)
            return (self.ready.code(feature),)
        if kind == "head":
            return (codes(pc.utf8_slice_codeunits(column, 0, size)),)
        if kind == "letters":
            return letters(column)
        if kind == "number":
            return _number(column)
        if kind == "metres":
            return (np.asarray(pc.fill_null(column, -1)),)
        if feature not in self.common:
            return (np.zeros(self.ready.rows, np.int32),)
        return (self.ready.rarity(feature, self.common[feature]).astype(np.int32),)


def _places(column: pa.Array) -> tuple[Ints, ...]:
    """Return the codes of the first, second, … member of each list."""
    record = np.asarray(pc.list_parent_indices(column)).astype(np.int64)
    code = codes(column.flatten())
    place = np.arange(len(record)) - np.searchsorted(record, record)
    found = np.full((int(place.max(initial=0)) + 1, len(column)), -1, np.int32)
    found[place, record] = code
    return tuple(found)


def _number(column: pa.Array) -> tuple[Ints, ...]:
    """Return a column of digits of one length as numbers; nothing when it is none."""
    size = pc.min_max(pc.utf8_length(column)).as_py()
    if size["min"] != size["max"] or not 0 < (size["max"] or 0) <= DIGITS:
        return ()
    if not pc.all(pc.utf8_is_digit(column)).as_py():
        return ()
    return (np.asarray(pc.fill_null(pc.cast(column, pa.int64()), -1)),)


def letters(column: pa.Array) -> tuple[Ints, Ints]:
    """Return the letters that occur in each text, as 31 bits, and how long it is."""
    size = np.asarray(pc.fill_null(pc.utf8_length(column), 0)).astype(np.int32)
    bits = np.zeros(len(column), np.int32)
    filled = np.flatnonzero(size)
    if len(filled):
        # By characters: bytes of a letter with an accent would count it twice.
        points = np.frombuffer(_whole(column).encode("utf-32-le"), np.uint32)
        starts = np.cumsum(size[filled]) - size[filled]
        found = np.left_shift(np.int32(1), (points % 31).astype(np.int32))
        bits[filled] = np.bitwise_or.reduceat(found, starts)
    return bits, size


def _whole(column: pa.Array) -> str:
    """Return all texts of a column as one."""
    kept = column.drop_null()
    _validity, ends, data = kept.buffers()
    place = np.frombuffer(ends, np.int32)[kept.offset : kept.offset + len(kept) + 1]
    return str(data[int(place[0]) : int(place[-1])].to_pybytes(), "utf-8")


@dataclass(slots=True)
class Pairs:
    """Some pairs, and the columns that tests read of both sides, gathered once."""

    columns: Columns
    a: Ints
    b: Ints
    blind: bool = True
    known: dict[tuple[str, str, int], list[tuple[Ints, Ints]]] = field(default_factory=dict)

    def sides(self, kind: str, feature: str, size: int = 0) -> list[tuple[Ints, Ints]]:
        """Return (left, right) of each column of a kind."""
        key = (kind, feature, size)
        if key not in self.known:
            made = self.columns.get(kind, feature, size)
            self.known[key] = [(column[self.a], column[self.b]) for column in made]
        return self.known[key]

    def rare(self, feature: str) -> Ints:
        """Return what agreeing on a rare value adds."""
        left, right = self.sides("rare", feature)[0]
        return np.asarray(np.minimum(left, right))


@dataclass(frozen=True, slots=True)
class Told:
    """What integers tell of a test: where it may hold, and whether that decides it."""

    holds: Bools
    decides: bool


class Sieve:
    """Keeps the pairs that can weigh `least` tenths, without the prior, or more."""

    def __init__(self, ready: Ready, model: Model, least: int) -> None:
        self._columns = Columns(ready, dict(model.common))
        self._least = least
        whole = ready.rows
        self._parts = [
            (c, weights)
            for c, weights in zip(model.schema.comparisons, model.weights(), strict=True)
            if not any(ready.features[name].null_count == whole for name in c.needs)
        ]

    def keeps(self, a: Ints, b: Ints) -> Bools:
        """Say of each pair whether it must be compared.

        Letters are looked at only where equality alone leaves the pair possible.
        """
        pairs = Pairs(self._columns, a, b)
        worth = [most(pairs, c, weights) for c, weights in self._parts]
        total: Ints = np.zeros(len(a), np.int64)
        for part in worth:
            total += part
        kept: Bools = np.asarray(total >= self._least)
        left = np.flatnonzero(kept)
        near = [n for n, (c, _) in enumerate(self._parts) if _reads_letters(c)]
        if near and len(left):
            fewer = Pairs(self._columns, a[left], b[left], blind=False)
            rest = total[left]
            for n in near:
                rest += most(fewer, *self._parts[n]) - worth[n][left]
            kept[left] = rest >= self._least
        return kept


def most(pairs: Pairs, c: Comparison, weights: Ints) -> Ints:
    """Return the most that a comparison can weigh, for each pair."""
    first = [pairs.sides("code", name)[0] for name in c.needs]
    lines: list[tuple[Bools, Ints | int]] = [((left < 0) | (right < 0), 0) for left, right in first]
    maybe: list[Ints | int] = []
    for test, negated in [(t, False) for t in c.unless] + [(t, True) for t in c.only]:
        told = _told(pairs, test)
        if told and told.decides:
            lines.append((~told.holds if negated else told.holds, 0))
        else:
            maybe.append(0)
    worths = [
        int(weight) + (pairs.rare(level.rarity) if level.rarity else 0)
        for level, weight in zip(c.levels, weights[1:], strict=True)
    ]
    for number, level in enumerate(c.levels[:-1]):
        told = _told(pairs, level.test)
        if told is None:
            maybe.append(worths[number])
        elif told.decides:
            lines.append((told.holds, _best([*maybe, worths[number]])))
        else:
            lines.append((told.holds, _best([*maybe, *worths[number:]])))
    found = np.broadcast_to(np.asarray(_best([*maybe, worths[-1]]), np.int32), pairs.a.shape)
    for holds, worth in reversed(lines):
        found = np.where(holds, np.asarray(worth, np.int32), found)
    return np.asarray(found)


def _best(worths: Sequence[Ints | int]) -> Ints | int:
    found = worths[0]
    for worth in worths[1:]:
        found = np.maximum(found, worth)
    return found


def _told(pairs: Pairs, test: Test) -> Told | None:
    """Return what integers tell of a test; None when nothing."""
    if test[0] in {"any", "all"}:
        return _joined(test[0], [_told(pairs, part) for part in test[1:]])
    teller = _TELLERS.get(test[0])
    return teller(pairs, *test[1:]) if teller else None


def _joined(kind: str, parts: Sequence[Told | None]) -> Told | None:
    known = [part for part in parts if part]
    decides = len(known) == len(parts) and all(part.decides for part in known)
    if not known or (kind == "any" and len(known) < len(parts)):
        return None
    join = np.logical_or if kind == "any" else np.logical_and
    return Told(np.asarray(join.reduce([part.holds for part in known])), decides)


def _reads_letters(c: Comparison) -> bool:
    return any("near" in str(level.test) for level in c.levels)


def _same(left: Ints, right: Ints) -> Bools:
    return np.asarray((left == right) & (left >= 0))


def _equal(pairs: Pairs, feature: str) -> Told:
    sides = pairs.sides("code", feature)
    found = [_same(left, right) for left, _ in sides for _, right in sides]
    return Told(np.asarray(np.logical_or.reduce(found)), decides=True)


def _missing(pairs: Pairs, feature: str) -> Told:
    left, right = pairs.sides("code", feature)[0]
    return Told((left < 0) | (right < 0), decides=True)


def _head(pairs: Pairs, feature: str, size: int) -> Told:
    return Told(_same(*pairs.sides("head", feature, size)[0]), decides=True)


def _slip(pairs: Pairs, feature: str, count: int) -> Told | None:
    sides = pairs.sides("number", feature) if count == 1 else []
    if not sides:
        return None
    apart = np.abs(sides[0][0] - sides[0][1])
    place = np.minimum(np.searchsorted(SLIPS, apart), len(SLIPS) - 1)
    return Told(SLIPS[place] == apart, decides=False)


def _close(pairs: Pairs, feature: str, metres: int) -> Told:
    """Tell the distance itself: squares of whole metres, as the engines reckon it."""
    square: Ints = np.zeros(len(pairs.a), np.int64)
    known: Bools = np.ones(len(pairs.a), bool)
    for axis in "xy":
        left, right = pairs.sides("metres", f"{feature}_{axis}")[0]
        known &= (left >= 0) & (right >= 0)
        square += (left.astype(np.int64) - right) ** 2
    return Told(known & (square <= metres**2), decides=True)


def _swapped(pairs: Pairs, feature: str) -> Told | None:
    """Of YYYYMMDD and YYYYDDMM the difference is 99 times that of day and month."""
    sides = pairs.sides("number", feature)
    if not sides:
        return None
    left, right = sides[0]
    return Told((left // 10_000 == right // 10_000) & ((left - right) % 99 == 0), decides=False)


def _near(pairs: Pairs, feature: str, least: float) -> Told | None:
    """Ask for enough letters that both have: Jaro-Winkler cannot be higher than they allow."""
    if pairs.blind:
        return None
    (one, other), (here, there) = pairs.sides("letters", feature)
    first, second = pairs.sides("head", feature, 1)[0]
    common = np.minimum(
        here - np.bitwise_count(one & ~other), there - np.bitwise_count(other & ~one)
    )
    # In thousandths, rounded down: integers alone, and never asking too much.
    plain = math.floor(1000 * (3 * least - 1))
    boosted = math.floor(1000 * (3 * (least - BOOST) / (1 - BOOST) - 1))
    needed = np.where(_same(first, second), boosted, plain)
    enough = common.astype(np.int64) * (here + there) * 1000 >= needed * (here * there)
    return Told(np.asarray(enough), decides=False)


_TELLERS: dict[str, Callable[..., Told | None]] = {
    "equal": _equal, "overlap": _equal, "missing": _missing, "head": _head, "slip": _slip,
    "swapped": _swapped, "near": _near, "close": _close,
}  # fmt: skip
