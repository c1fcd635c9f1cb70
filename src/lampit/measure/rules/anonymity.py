"""Rows for the public without anybody in them: bands, rare values out, k alike at least. Pure.

Measurement notes, section 10: village becomes kecamatan, ages and sales become bands, cells under
three are removed.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SMALLEST = 3
HIDDEN = "*"
Row = Mapping[str, str]


@dataclass(frozen=True)
class Anonymous:
    """Rows that may leave, and what it cost.

    `coarsened` rows lost some of the marks by which somebody is recognised, `dropped` rows were
    left out altogether, `blanked` counts rare values of other columns that were hidden.
    """

    rows: list[dict[str, str]]
    weights: list[float]
    coarsened: int
    dropped: int
    blanked: int


def _key(row: Row, marks: Sequence[str]) -> tuple[str, ...]:
    return tuple(row[mark] for mark in marks)


def _coarser(row: Row, marks: Sequence[str], kept: int) -> dict[str, str]:
    """Return a row of which only the first `kept` marks are told."""
    return {**row, **dict.fromkeys(marks[kept:], HIDDEN)}


def grouped(
    rows: Sequence[Row], marks: Sequence[str], smallest: int = SMALLEST
) -> tuple[list[tuple[int, dict[str, str]]], int]:
    """Return (place, row) of every row that has `smallest - 1` others alike in all `marks`.

    `marks` stand in order of worth: of rows that are too rare the last is hidden first, then the
    one before, until enough are alike; rows that never are leave. Also how many were coarsened.
    """
    rest, found, coarsened = list(range(len(rows))), [], 0
    for kept in range(len(marks), -1, -1):
        told = {at: _coarser(rows[at], marks, kept) for at in rest}
        count = Counter(_key(row, marks) for row in told.values())
        alike = [at for at in rest if count[_key(told[at], marks)] >= smallest]
        found += [(at, told[at]) for at in alike]
        coarsened += len(alike) if kept < len(marks) else 0
        rest = [at for at in rest if count[_key(told[at], marks)] < smallest]
    return sorted(found, key=lambda pair: pair[0]), coarsened


def anonymous(
    rows: Sequence[Row], weights: Sequence[float], marks: Sequence[str], smallest: int = SMALLEST
) -> Anonymous:
    """Return rows that point at nobody, in an order that tells nothing.

    Every combination of `marks` is that of `smallest` rows at least. In the other columns a value
    that fewer rows have is hidden. The weight of a row is the mean of those alike: a weight of its
    own would tell in which stratum it was drawn; the sum over the rows alike stays.
    """
    kept, coarsened = grouped(rows, marks, smallest)
    others = [name for name in (rows[0] if rows else {}) if name not in marks]
    told = [row for _, row in kept]
    blanked = sum(_blank(told, name, smallest) for name in others)
    together: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for at, row in kept:
        together[_key(row, marks)].append(weights[at])
    mean = {key: sum(found) / len(found) for key, found in together.items()}
    # By what they say: the order of the draw would lead back to the businesses.
    told.sort(key=lambda row: (_key(row, marks), sorted(row.items())))
    return Anonymous(
        told, [mean[_key(row, marks)] for row in told], coarsened, len(rows) - len(kept), blanked
    )


def _blank(rows: list[dict[str, str]], name: str, smallest: int) -> int:
    """Hide the values of a column that too few rows have; the hidden ones are enough as well."""
    count = Counter(row[name] for row in rows if row[name])
    rare = {value for value, n in count.items() if n < smallest}
    if not rare:
        return 0
    hidden = sum(count[value] for value in rare)
    if hidden < smallest:
        # A single hidden value would be told by the counts of the table: the next one goes too.
        left = [value for value in sorted(count, key=lambda v: (count[v], v)) if value not in rare]
        rare |= set(left[:1])
    changed = 0
    for row in rows:
        if row[name] in rare:
            row[name] = HIDDEN
            changed += 1
    return changed


def rarest(rows: Sequence[Row], marks: Sequence[str]) -> int:
    """Return the size of the smallest group alike in all `marks`; 0 without rows."""
    count = Counter(_key(row, marks) for row in rows)
    return min(count.values(), default=0)
