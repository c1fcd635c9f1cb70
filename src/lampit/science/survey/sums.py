"""Estimates from sums of parts: what a database of millions hands over, finished here.

One statement that DuckDB and Spark understand alike gives, for each domain × stratum × sampled
unit, the rows, and for each variable the answers, Σ w·(y - c) and, where asked, Σ w. Parts
(files, regions, workers) may be cut in any way: their sums are added by key. The figures equal
those of `many` in memory; how the data were cut moves them by less than 1e-12.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from lampit.basics.refusal import Refusal
from lampit.science.survey.design import Codes, Floats, LonelyRule
from lampit.science.survey.many import Many

Quote = Literal['"', "`"]
QUOTES: dict[str, Quote] = {"duckdb": '"', "spark": "`"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}")


@dataclass(frozen=True)
class Sums:
    """What is summed: columns of a table (or view) by their names.

    `domains` are crossed; `unit` and `stratum` those of the first stage, None for a census or
    where no error is asked: then only rows, answers and totals come back. `weight` None counts
    each row once. `kind` `total` needs less than `mean`. `centres` are values near the mean of
    a variable, taken off before summing, so that money of millions keeps its last digits. A
    missing answer is NULL in the table, never NaN.
    """

    domains: tuple[str, ...]
    variables: tuple[str, ...]
    weight: str | None = None
    stratum: str | None = None
    unit: str | None = None
    kind: Literal["total", "mean"] = "total"
    centres: Mapping[str, float] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the columns that are grouped by, in their order, each once."""
        named = (*self.domains, *(name for name in (self.stratum, self.unit) if name))
        return tuple(dict.fromkeys(named))

    @property
    def has_population(self) -> bool:
        """Say whether Σ w of the answers is summed beside the answers."""
        return self.kind == "mean" or bool(self.centres)

    def sql(self, table: str, engine: str = "duckdb") -> str:
        """Return the statement for `table`; the same but for the quotes of names.

        Columns: the keys, `rows_`, then `n_k`, `t_k` (and `w_k`) for variable k from 0.
        """
        quote = QUOTES[engine]
        for name in (*self.keys, *self.variables, *([self.weight] if self.weight else [])):
            if not _NAME.fullmatch(name):
                raise Refusal("column_invalid", f"Nama kolom {name} tidak dapat dipakai.")

        def named(name: str) -> str:
            return f"{quote}{name}{quote}"

        weight = named(self.weight) if self.weight else "CAST(1 AS DOUBLE)"
        asked = [*(named(key) for key in self.keys), "COUNT(*) AS rows_"]
        for k, variable in enumerate(self.variables):
            y = named(variable)
            centre = self.centres.get(variable, 0.0)
            apart = f"({y} - CAST({centre!r} AS DOUBLE))" if centre else y
            asked += [f"COUNT({y}) AS n_{k}", f"SUM({weight} * {apart}) AS t_{k}"]
            if self.has_population:
                asked.append(f"SUM({weight} + 0 * {y}) AS w_{k}")  # null where y is: no filter
        groups = ", ".join(named(key) for key in self.keys)
        grouped = f" GROUP BY {groups}" if groups else ""
        return f"SELECT {', '.join(asked)} FROM {table}{grouped}"  # noqa: S608 - names are checked


@dataclass(frozen=True, eq=False)
class _Parts:
    """Parts put together: one row per domain, stratum and unit."""

    domain: Codes
    stratum: Codes
    unit: Codes
    domains: list[str]
    strata: list[str]
    rows: Floats
    answers: Floats
    totals: Floats
    weights: Floats | None


def _numbered(column: Sequence[Any]) -> tuple[Codes, list[str]]:
    """Number labels in the order of their text."""
    labels = [str(cell) for cell in np.asarray(column).tolist()]
    known = sorted(set(labels))
    rank = {label: at for at, label in enumerate(known)}
    return np.fromiter(map(rank.__getitem__, labels), np.int64, len(labels)), known


def _codes(columns: Sequence[Sequence[Any]], rows: int) -> tuple[Codes, list[str]]:
    """Number crossed labels in the order of their text, joined by commas."""
    if not columns:
        return np.zeros(rows, dtype=np.int64), [""]
    place, labels = _numbered(columns[0])
    for column in columns[1:]:
        inner, names = _numbered(column)
        crossed, place = np.unique(place * len(names) + inner, return_inverse=True)
        pairs = [divmod(code, len(names)) for code in crossed.tolist()]
        labels = [f"{labels[outer]},{names[k]}" for outer, k in pairs]
    order = sorted(range(len(labels)), key=labels.__getitem__)
    seat = np.empty(len(labels), dtype=np.int64)
    seat[order] = np.arange(len(labels))
    return seat[place], [labels[at] for at in order]


def _added(values: Floats, order: Codes, starts: Codes) -> Floats:
    """Return the sums of runs of equal keys; rows of one key lie in the order of their size.

    Then the order in which the parts came cannot move the sum.
    """
    if len(starts) == len(values):
        return values[order]
    return np.asarray(np.add.reduceat(values[order], starts, axis=0))


def _together(plan: Sums, found: Mapping[str, Any]) -> _Parts:
    """Add the parts by their keys."""
    size = len(found["rows_"])
    domain, domains = _codes([found[key] for key in plan.domains], size)
    stratum, strata = _codes([found[plan.stratum]] if plan.stratum else [], size)
    unit = stratum
    if plan.unit:
        inner, names = _numbered(found[plan.unit])
        unit = stratum * len(names) + inner
    numbers = range(len(plan.variables))
    rows = np.asarray(found["rows_"], dtype=np.float64)
    stacked = {
        name: np.column_stack([_numbers(found[f"{name}_{k}"]) for k in numbers])
        for name in (("n", "t", "w") if plan.has_population else ("n", "t"))
    }
    order = np.lexsort((stacked["t"][:, 0], rows, unit, domain))
    moved = (np.diff(domain[order], prepend=-1) != 0) | (np.diff(unit[order], prepend=-1) != 0)
    starts = np.flatnonzero(moved)
    first = order[starts]
    return _Parts(
        domain[first],
        stratum[first],
        unit[first],
        domains,
        strata,
        _added(rows, order, starts),
        _added(stacked["n"], order, starts),
        _added(stacked["t"], order, starts),
        _added(stacked["w"], order, starts) if plan.has_population else None,
    )


def _numbers(column: Any) -> Floats:
    """Return a column of sums; a group without answers sums to nothing."""
    return np.nan_to_num(np.asarray(np.ma.filled(column, np.nan), dtype=np.float64))


def _by(groups: Codes, size: int, values: Floats) -> Floats:
    """Return the sums of rows by group, groups in any order."""
    found = np.zeros((size, values.shape[1]))
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    found[groups[order][starts]] = np.add.reduceat(values[order], starts, axis=0)
    return found


def estimates_of(
    plan: Sums,
    found: Mapping[str, Any],
    *,
    units: Mapping[str, float] | None = None,
    lonely: LonelyRule = "fail",
    confidence: float = 0.95,
) -> Many:
    """Return the figures of every domain and variable from the columns that `plan.sql` gave.

    `found` maps the names of the columns to arrays; parts are simply put one below the other.
    `units` is the number of first-stage units in the population of each stratum (its fpc), none
    = with replacement. A plan without units has no errors (se NaN), a census has none to have.
    Design effects are not given; the crossed domain is named by its labels with commas.

    Raises:
        Refusal: `lonely_psu`, `sums_empty`.
    """
    if not len(found["rows_"]):
        raise Refusal("sums_empty", "Tidak ada baris yang dapat dijumlahkan.")
    parts = _together(plan, found)
    size = len(parts.domains)
    centre = np.array([plan.centres.get(name, 0.0) for name in plan.variables])
    answers = _by(parts.domain, size, parts.answers)
    apart = _by(parts.domain, size, parts.totals)
    weights = None if parts.weights is None else _by(parts.domain, size, parts.weights)
    blank = np.full_like(apart, np.nan)
    estimate, spread = apart, parts.totals
    with np.errstate(divide="ignore", invalid="ignore"):
        if weights is not None and parts.weights is not None:
            mean = apart / weights
            if plan.kind == "mean":
                estimate = mean + centre
                spread = (parts.totals - mean[parts.domain] * parts.weights) / weights[parts.domain]
            else:
                estimate = apart + weights * centre
                spread = parts.totals + parts.weights * centre
    known = answers > 0
    se = blank
    if plan.unit:
        variance = _variance(parts, np.nan_to_num(spread), units, lonely)
        se = np.sqrt(np.maximum(variance, 0.0))
        se = np.where(se < 1e-12 * np.abs(estimate), 0.0, se)
    pairs = np.unique(parts.domain * len(parts.strata) + parts.stratum) // len(parts.strata)
    df = np.bincount(parts.domain, minlength=size) - np.bincount(pairs, minlength=size)
    return Many(
        plan.kind,
        plan.variables,
        tuple(parts.domains),
        answers=answers.astype(np.int64),
        population=blank if weights is None else weights,
        estimate=np.where(known, estimate, np.nan),
        se=np.where(known, se, np.nan),
        deff=blank.copy(),
        df=df if plan.unit else np.zeros(size, dtype=np.int64),
        rows=np.bincount(parts.domain, parts.rows, size).astype(np.int64),
        confidence=confidence,
    )


def _variance(
    parts: _Parts, spread: Floats, units: Mapping[str, float] | None, lonely: LonelyRule
) -> Floats:
    """Return the first-stage variance of every domain (rows) and variable (columns)."""
    strata, size = len(parts.strata), len(parts.domains)
    _, first = np.unique(parts.unit, return_index=True)  # numbered inside their stratum
    count = np.bincount(parts.stratum[first], minlength=strata).astype(np.float64)
    fraction = np.zeros(strata)
    if units is not None:
        fraction = np.minimum(count / np.array([float(units[name]) for name in parts.strata]), 1.0)
    alone = (count == 1) & (fraction < 1 - 1e-12)
    if lonely == "fail" and alone.any():
        named = ", ".join(parts.strata[h] for h in np.flatnonzero(alone)[:10])
        raise Refusal("lonely_psu", f"Strata dengan satu unit saja: {named}. Gabungkan dahulu.")
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = (1 - fraction) * np.where(count > 1, count / (count - 1), 1.0)
    if lonely != "adjust":
        factor = np.where(alone, 0.0, factor)
    if lonely == "average":
        factor *= strata / max(strata - int(alone.sum()), 1)
    cell, inverse = np.unique(parts.domain * strata + parts.stratum, return_inverse=True)
    h = cell % strata
    centre = _by(inverse, len(cell), spread) / count[h][:, None]
    centre[alone[h] & (lonely == "adjust")] = 0.0
    squares = _by(inverse, len(cell), (spread - centre[inverse]) ** 2)
    outside = (count[h] - np.bincount(inverse, minlength=len(cell)))[:, None]
    return _by(cell // strata, size, factor[h][:, None] * (squares + outside * centre**2))
