"""What a pair can weigh at most, from integers alone: most candidates end here.

Equality is told by codes. Of a test that would have to read text only what it needs is asked:
enough common letters for Jaro-Winkler, a difference of numbers that one slip can make. Only
pairs whose bound reaches the cut are compared in full, so the answer is the same as if all
had been.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from lampit.science.linkage.blocks import codes
from lampit.science.linkage.model import Model
from lampit.science.linkage.ready import Ready, rarities, rarity
from lampit.science.linkage.schema import Comparison, Test

SHORT = 10
BOOST = 0.4  # Winkler's boost at its most: four equal letters in front, a tenth each


@dataclass(slots=True)
class Codes:
    """Columns that bounds read, made when a bound first asks for them.

    Attributes:
        ready: the records.
        columns: what has been made.
        blind: leave the letters out.
    """

    ready: Ready
    columns: dict[str, pa.Array] = field(default_factory=dict)
    blind: bool = False

    def equal(self, feature: str) -> list[str]:
        """Return the columns of codes of a feature: one, or one per place in its lists."""
        column = self.ready.features[feature]
        if not pa.types.is_list(column.type):
            return [self._keep(f"{feature}_0", column, _coded)]
        made = _members(column)
        names = [f"{feature}_{n}" for n in range(len(made))]
        self.columns |= dict(zip(names, made, strict=True))
        return names

    def head(self, feature: str, size: int) -> str:
        """Return the column of codes of the first `size` characters."""
        head = pc.utf8_slice_codeunits(self.ready.features[feature], 0, size)
        return self._keep(f"{feature}_head{size}", head, _coded)

    def letters(self, feature: str) -> tuple[str, str]:
        """Return the columns of the letters that occur (bits) and of the length."""
        column = self.ready.features[feature]
        return (
            self._keep(f"{feature}_mask", column, _mask),
            self._keep(f"{feature}_len", column, _length),
        )

    def tail(self, feature: str, size: int) -> str:
        """Return the column of codes of the last `size` characters."""
        tail = pc.utf8_slice_codeunits(self.ready.features[feature], -size, 1 << 30)
        return self._keep(f"{feature}_tail{size}", tail, _coded)

    def size(self, feature: str) -> int:
        """Return the length that all values of a feature have; 0 when they differ."""
        sizes = pc.min_max(pc.utf8_length(self.ready.features[feature])).as_py()
        return int(sizes["min"] or 0) if sizes["min"] == sizes["max"] else 0

    def number(self, feature: str) -> str:
        """Return the column of a feature as a number, empty when it is not all digits."""
        column = self.ready.features[feature]
        if not 0 < self.size(feature) < 18 or not pc.all(pc.utf8_is_digit(column)).as_py():
            return ""
        return self._keep(f"{feature}_num", column, lambda cells: pc.cast(cells, pa.int64()))

    def rare(self, feature: str, common: float | None) -> str:
        """Return the column of what rare values add."""
        name = f"rare_{feature}"
        if name not in self.columns:
            cells = np.zeros(self.ready.rows, np.int16)
            if common is not None:
                cells = rarity(self.ready.features[feature], common).astype(np.int16)
            self.columns[name] = pa.array(cells)
        return name

    def _keep(self, name: str, column: pa.Array, make: Callable[[pa.Array], pa.Array]) -> str:
        if name not in self.columns:
            self.columns[name] = make(column)
        return name


def _coded(column: pa.Array) -> pa.Array:
    code = codes(column)
    return pa.array(code.astype(np.int32), mask=code < 0)


def _members(column: pa.Array) -> list[pa.Array]:
    """Return the codes of the first, second, … member of each list."""
    record = np.asarray(pc.list_parent_indices(column)).astype(np.int64)
    code = codes(column.flatten())
    place = np.arange(len(record)) - np.searchsorted(record, record)
    found = []
    for number in range(max(1, int(place.max(initial=0)) + 1)):
        cells = np.full(len(column), -1, np.int32)
        mine = place == number
        cells[record[mine]] = code[mine]
        found.append(pa.array(cells, mask=cells < 0))
    return found


def _per_value(column: pa.Array, make: Callable[[str], int], kind: pa.DataType) -> pa.Array:
    coded = column.dictionary_encode()
    return pa.array(map(make, coded.dictionary.to_pylist()), kind).take(coded.indices)


_BITS = [1 << (code % 31) for code in range(256)]


def _mask(column: pa.Array) -> pa.Array:
    """Return the letters of each text as bits; other characters share the last ones."""

    def bits(text: str) -> int:
        found = 0
        for letter in text.encode():
            found |= _BITS[letter]
        return found

    return _per_value(column, bits, pa.int32())


def _length(column: pa.Array) -> pa.Array:
    return pc.cast(pc.utf8_length(column), pa.int32())


@dataclass(frozen=True, slots=True)
class Told:
    """What integers tell of a test: a condition, and whether it decides or is only needed."""

    condition: str
    decides: bool


def bound(ready: Ready, model: Model, least: int) -> tuple[pa.Table, str]:
    """Return the codes of the records, and the condition that `l` and `r` can weigh `least`.

    `least` is in tenths, without the prior. The letters are looked at only where equality
    alone leaves the pair possible.
    """
    made = Codes(ready)
    for name in rarities(model.schema):
        made.rare(name, model.common.get(name))
    conditions = []
    for blind in (True, False):
        made.blind = blind
        parts = [
            _comparison(c, weights, made)
            for c, weights in zip(model.schema.comparisons, model.weights(), strict=True)
        ]
        conditions.append(f"{' + '.join(parts)} >= {least}")
    # CASE, not AND: engines may work out both sides of an AND for every pair.
    return pa.table(made.columns), "CASE WHEN {} THEN {} ELSE false END".format(*conditions)


def _comparison(c: Comparison, weights: npt.NDArray[np.int64], made: Codes) -> str:
    if any(made.ready.features[name].null_count == made.ready.rows for name in c.needs):
        return "0"
    lines = []
    for name in c.needs:
        first = made.equal(name)[0]
        lines.append(f"WHEN l.{first} IS NULL OR r.{first} IS NULL THEN 0")
    maybe: list[str] = []
    for test, negated in [(t, False) for t in c.unless] + [(t, True) for t in c.only]:
        told = _told(test, made)
        if told and told.decides:
            condition = f"NOT coalesce({told.condition}, false)" if negated else told.condition
            lines.append(f"WHEN {condition} THEN 0")
        else:
            maybe.append("0")
    worths = [_worth(c, number, weights) for number in range(1, len(c.levels) + 1)]
    for number, level in enumerate(c.levels[:-1]):
        told = _told(level.test, made)
        if told is None:
            maybe.append(worths[number])
        elif told.decides:
            lines.append(f"WHEN {told.condition} THEN {_best([*maybe, worths[number]])}")
        else:
            rest = _best([*maybe, *worths[number:]])
            lines.append(f"WHEN {told.condition} THEN {rest}")
    return f"CASE {' '.join(lines)} ELSE {_best([*maybe, worths[-1]])} END"


def _worth(c: Comparison, number: int, weights: npt.NDArray[np.int64]) -> str:
    weight, rare = int(weights[number]), c.levels[number - 1].rarity
    return f"({weight} + least(l.rare_{rare}, r.rare_{rare}))" if rare else str(weight)


def _best(worths: Sequence[str]) -> str:
    plain = [int(worth) for worth in worths if not worth.startswith("(")]
    added: dict[str, int] = {}
    for worth in worths:
        if worth.startswith("("):
            weight, _plus, rare = worth[1:-1].partition(" + ")
            added[rare] = max(added.get(rare, int(weight)), int(weight))
    kept = [f"({weight} + {rare})" for rare, weight in added.items()]
    if plain:
        kept.append(str(max(plain)))
    return kept[0] if len(kept) == 1 else f"greatest({', '.join(kept)})"


def _told(test: Test, made: Codes) -> Told | None:
    """Return what integers tell of a test; None when nothing."""
    if test[0] in {"any", "all"}:
        return _joined(test[0], [_told(part, made) for part in test[1:]])
    teller = _TELLERS.get(test[0])
    return teller(made, *test[1:]) if teller else None


def _joined(kind: str, parts: Sequence[Told | None]) -> Told | None:
    known = [part for part in parts if part]
    decides = len(known) == len(parts) and all(part.decides for part in known)
    if not known or (kind == "any" and len(known) < len(parts)):
        return None
    word = " OR " if kind == "any" else " AND "
    return Told("(" + word.join(part.condition for part in known) + ")", decides)


def _equal(made: Codes, feature: str) -> Told:
    columns = made.equal(feature)
    pairs = [f"l.{one} = r.{other}" for one in columns for other in columns]
    return Told(f"({' OR '.join(pairs)})", decides=True)


def _missing(made: Codes, feature: str) -> Told:
    first = made.equal(feature)[0]
    return Told(f"(l.{first} IS NULL OR r.{first} IS NULL)", decides=True)


def _head(made: Codes, feature: str, size: int) -> Told:
    column = made.head(feature, size)
    return Told(f"l.{column} = r.{column}", decides=True)


def _slip(made: Codes, feature: str, most: int) -> Told | None:
    """One slip touches two neighbours at most: what stands before and after them is equal.

    Short texts are looked at place by place, long ones by halves.
    """
    size = made.size(feature) if most == 1 else 0
    if size < 6:
        return None
    half = size // 2
    windows = (
        [(place, size - place - 2) for place in range(size - 1)]
        if size <= SHORT
        else [(half, 0), (0, size - half), (half - 1, size - half - 1)]
    )
    told = []
    for front, rear in windows:
        columns = [made.head(feature, front)] if front else []
        columns += [made.tail(feature, rear)] if rear else []
        told.append(" AND ".join(f"l.{column} = r.{column}" for column in columns))
    return Told(f"({' OR '.join(told)})", decides=False)


def _swapped(made: Codes, feature: str) -> Told | None:
    """Of YYYYMMDD and YYYYDDMM the difference is 99 times that of day and month."""
    column = made.number(feature)
    if not column:
        return None
    return Told(f"(l.{column} - r.{column}) % 99 = 0", decides=False)


def _near(made: Codes, feature: str, least: float) -> Told | None:
    """Ask for enough letters that both have: Jaro-Winkler cannot be higher than they allow."""
    if made.blind:
        return None
    mask, size = made.letters(feature)
    first = made.head(feature, 1)
    common = (
        f"least(l.{size} - bit_count(l.{mask} & ~r.{mask}), "
        f"r.{size} - bit_count(r.{mask} & ~l.{mask}))"
    )
    # In thousandths, rounded down: integers alone, and never asking too much.
    plain = math.floor(1000 * (3 * least - 1))
    boosted = math.floor(1000 * (3 * (least - BOOST) / (1 - BOOST) - 1))
    needed = f"(CASE WHEN l.{first} = r.{first} THEN {boosted} ELSE {plain} END)"
    sizes = f"(l.{size} + r.{size}) * 1000 >= {needed} * l.{size} * r.{size}"
    return Told(f"{common} * {sizes}", decides=False)


_TELLERS: dict[str, Callable[..., Told | None]] = {
    "equal": _equal, "overlap": _equal, "missing": _missing, "head": _head, "slip": _slip,
    "swapped": _swapped, "near": _near,
}  # fmt: skip
