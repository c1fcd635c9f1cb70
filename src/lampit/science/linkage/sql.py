"""The comparison of two records as SQL that DuckDB and Spark read alike.

Only what is named in `Dialect` is written differently. Levels become one integer, the pattern:
the level of each comparison (0 = nothing known, 1 = best) times the comparison's radix.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lampit.science.linkage.schema import Comparison, Schema, Test


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the engines call differently; `{f}` is a feature.

    Attributes:
        overlap: whether two lists share a member.
        within: whether the list r.{f} lies in l.{f}, by names {a} and {b}.
        size: number of members of a list.
    """

    overlap: str
    within: str
    size: str


DUCKDB = Dialect(
    overlap="list_has_any(l.{f}, r.{f})",
    within="list_has_all({a}.{f}, {b}.{f})",
    size="len({a}.{f})",
)
SPARK = Dialect(
    overlap="arrays_overlap(l.{f}, r.{f})",
    within="size(array_except({b}.{f}, {a}.{f})) = 0",
    size="size({a}.{f})",
)


def radixes(schema: Schema) -> list[int]:
    """Return the factor of each comparison's level in the pattern."""
    found, radix = [], 1
    for comparison in schema.comparisons:
        found.append(radix)
        radix *= len(comparison.levels) + 1
    return found


def patterns(schema: Schema) -> int:
    """Return how many patterns there are."""
    last = schema.comparisons[-1]
    return radixes(schema)[-1] * (len(last.levels) + 1)


def test_sql(test: Test, dialect: Dialect) -> str:
    """Write a test on `l` and `r` as SQL; null where a side is missing."""
    kind, rest = test[0], test[1:]
    if kind in {"any", "all"}:
        word = " OR " if kind == "any" else " AND "
        return "(" + word.join(test_sql(part, dialect) for part in rest) + ")"
    f = rest[0]
    n = rest[1] if len(rest) > 1 else None
    return str(_WRITERS[kind](f, n, dialect))


def _within(f: str, n: Any, d: Dialect) -> str:
    one = d.within.format(a="l", b="r", f=f)
    other = d.within.format(a="r", b="l", f=f)
    sizes = [d.size.format(a=side, f=f) for side in "lr"]
    return f"(least({sizes[0]}, {sizes[1]}) >= {int(n)} AND ({one} OR {other}))"


def _close(f: str, n: Any, _d: Dialect) -> str:
    """Write a distance in whole metres, squared: no root, no float, the same on every engine."""
    apart = [f"CAST(l.{f}_{axis} - r.{f}_{axis} AS BIGINT)" for axis in "xy"]
    return f"({' + '.join(f'{one} * {one}' for one in apart)} <= {int(n) ** 2})"


_WRITERS: dict[str, Any] = {
    "equal": lambda f, _n, _d: f"l.{f} = r.{f}",
    "near": lambda f, n, _d: f"jaro_winkler_similarity(l.{f}, r.{f}) >= {float(n)!r}",
    "slip": lambda f, n, _d: f"damerau_levenshtein(l.{f}, r.{f}) <= {int(n)}",
    "overlap": lambda f, _n, d: d.overlap.format(f=f),
    "within": _within,
    "close": _close,
    "missing": lambda f, _n, _d: f"(l.{f} IS NULL OR r.{f} IS NULL)",
    "head": lambda f, n, _d: f"substr(l.{f}, 1, {int(n)}) = substr(r.{f}, 1, {int(n)})",
    "swapped": lambda f, _n, _d: (
        f"(substr(l.{f}, 1, 4) = substr(r.{f}, 1, 4) AND substr(l.{f}, 5, 2) = substr(r.{f}, 7, 2)"
        f" AND substr(l.{f}, 7, 2) = substr(r.{f}, 5, 2))"
    ),
}


def level_sql(comparison: Comparison, dialect: Dialect) -> str:
    """Write the level of a comparison: 0 when nothing is known, else from 1, the best."""
    unknown = [f"l.{f} IS NULL OR r.{f} IS NULL" for f in comparison.needs]
    unknown += [test_sql(test, dialect) for test in comparison.unless]
    unknown += [f"NOT coalesce({test_sql(t, dialect)}, false)" for t in comparison.only]
    lines = [f"WHEN {' OR '.join(unknown)} THEN 0"]
    for number, level in enumerate(comparison.levels[:-1], start=1):
        lines.append(f"WHEN {test_sql(level.test, dialect)} THEN {number}")
    return f"CASE {' '.join(lines)} ELSE {len(comparison.levels)} END"


def compare_sql(schema: Schema, dialect: Dialect, pairs: str, records: str = "ready") -> str:
    """Write the query: pairs (a, b) in, (a, b, pattern, rare) out."""
    names = [f"c{n}" for n in range(len(schema.comparisons))]
    levels = ", ".join(
        f"{level_sql(c, dialect)} AS {name}"
        for c, name in zip(schema.comparisons, names, strict=True)
    )
    extra = sorted({level.rarity for c in schema.comparisons for level in c.levels} - {""})
    rare_columns = "".join(f", least(l.rare_{f}, r.rare_{f}) AS least_{f}" for f in extra)
    pattern = " + ".join(
        f"{name} * {radix}" for name, radix in zip(names, radixes(schema), strict=True)
    )
    rare = " + ".join(
        part for c, name in zip(schema.comparisons, names, strict=True) if (part := _rare(c, name))
    )
    return (
        # Features are identifiers and levels numbers: `read_schema` has looked at them.
        f"SELECT a, b, CAST({pattern} AS INTEGER) AS pattern, "
        f"CAST({rare or '0'} AS INTEGER) AS rare FROM ("
        f"SELECT p.a, p.b, {levels}{rare_columns} FROM {pairs} p "
        f"JOIN {records} l ON l.i = p.a JOIN {records} r ON r.i = p.b) AS compared"
    )


def _rare(comparison: Comparison, name: str) -> str:
    lines = [
        f"WHEN {number} THEN least_{level.rarity}"
        for number, level in enumerate(comparison.levels, start=1)
        if level.rarity
    ]
    return f"CASE {name} {' '.join(lines)} ELSE 0 END" if lines else ""


def meet_sql(rule: int, repeats: Sequence[bool], only: bool, dialect: Dialect) -> str:
    """Write the pairs (a, b) of one rule that no earlier rule has produced.

    The table `block_n` holds the rule's members: `key`, `i`, `changed`, and their keys under
    all earlier rules k0, k1, …; a rule whose records can stand in several blocks has lists.
    """
    seen = [
        dialect.overlap.format(f=f"k{n}") if repeats[n] else f"l.k{n} = r.k{n}" for n in range(rule)
    ]
    fresh = f"NOT ({' OR '.join(f'coalesce({test}, false)' for test in seen)})" if seen else ""
    where = [part for part in (fresh, "(l.changed OR r.changed)" if only else "") if part]
    distinct = "DISTINCT " if repeats[rule] else ""
    clause = f" WHERE {' AND '.join(where)}" if where else ""
    return (
        f"SELECT {distinct}l.i AS a, r.i AS b FROM block_{rule} l JOIN block_{rule} r "
        f"ON l.key = r.key AND l.i < r.i{clause}"
    )
