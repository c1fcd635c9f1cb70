"""A DESIGN file read and carried out: table and description in, estimates out.

The design itself is read by `reading`. Keys of a statistic are those of the contract (`kind`,
`variable`, `denominator`, `by`, `q`, `value`, `ci_method`) and of the measurement notes,
section 6 (`level`, `ci`, `na`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lampit.basics.refusal import Refusal
from lampit.science.survey import estimators, intervals
from lampit.science.survey.design import Design, Floats, encode
from lampit.science.survey.estimate import Estimate, Title, finished, interval_of_share
from lampit.science.survey.reading import known_keys, read_design, texts
from lampit.science.survey.table import MISSING, Table

KINDS = ("mean", "total", "proportion", "ratio", "quantile")
_STATISTIC_KEYS = {
    "kind", "variable", "denominator", "by", "q", "value", "level", "ci", "ci_method", "na",
}  # fmt: skip


@dataclass(frozen=True)
class _Domain:
    """A named part of the rows."""

    name: str
    inside: estimators.Rows


def _domains(table: Table, by: Sequence[str]) -> list[_Domain]:
    """Return the parts of the table by one or more columns, sorted by code point."""
    if not by:
        return [_Domain("", np.ones(table.rows, dtype=np.bool_))]
    keys = list(zip(*(table.text(name) for name in by), strict=True))
    whole = [key for key in set(keys) if not any(part in MISSING for part in key)]
    codes, labels = encode(keys)
    place = {label: index for index, label in enumerate(labels)}
    return [
        _Domain(
            ",".join(f"{name}={part}" for name, part in zip(by, key, strict=True)),
            codes == place[key],
        )
        for key in sorted(whole)
    ]


@dataclass(frozen=True)
class _Ask:
    """One statistic of the description, read and checked."""

    kind: str
    variable: str
    by: list[str]
    denominator: str = ""
    levels: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()
    method: str = ""
    strict: bool = False


def _method(found: Mapping[str, Any], kind: str) -> str:
    """Read the interval method of a proportion, or of a mean ("log" for a long tail)."""
    method = found.get("ci", found.get("ci_method")) or ""
    known = (*intervals.PROPORTION_METHODS, "t", "auto", "")
    if kind == "proportion" and method not in known:
        raise Refusal("design_invalid", f"Metode selang “{method}” tidak dikenal.")
    return str(method)


def _shares(found: Mapping[str, Any], kind: str) -> tuple[float, ...]:
    """Read the shares of a quantile; others have none."""
    asked: Any = found.get("q", 0.5)
    listed = asked if isinstance(asked, list) else [asked]
    if kind == "quantile" and not all(
        isinstance(q, int | float) and not isinstance(q, bool) and 0 < q < 1 for q in listed
    ):
        raise Refusal("design_invalid", "q harus di antara 0 dan 1.")
    return tuple(float(q) for q in listed) if kind == "quantile" else ()


def _ask(found: object) -> _Ask:
    """Read one entry of `statistics`."""
    if not isinstance(found, Mapping):
        raise Refusal("design_invalid", "Tiap statistik perlu kind dan variable yang dikenal.")
    known_keys(found, _STATISTIC_KEYS, "statistics")
    kind, variable = found.get("kind"), found.get("variable")
    if kind not in KINDS or not isinstance(variable, str):
        raise Refusal("design_invalid", "Tiap statistik perlu kind dan variable yang dikenal.")
    denominator = found.get("denominator") or ""
    if not isinstance(denominator, str) or (kind == "ratio" and not denominator):
        raise Refusal("design_invalid", f"Rasio {variable} perlu denominator.")
    level = found.get("level", found.get("value"))
    if isinstance(level, bool | list | dict):
        raise Refusal("design_invalid", f"Nilai {variable} harus teks atau angka.")
    missing = found.get("na", "drop")
    if missing not in ("drop", "fail"):
        raise Refusal("design_invalid", "na mengenal drop atau fail.")
    return _Ask(
        str(kind),
        variable,
        texts(found.get("by"), "by"),
        denominator,
        () if level is None else (_level(level),),
        _shares(found, str(kind)),
        _method(found, str(kind)),
        missing == "fail",
    )


def _level(found: object) -> str:
    """Return a level as its cell is written: a whole number without its decimals."""
    return str(int(found)) if isinstance(found, float) and found.is_integer() else str(found)


def _asks(described: Mapping[str, Any]) -> list[_Ask]:
    """Read all of `statistics`."""
    listed = described.get("statistics") or []
    if not isinstance(listed, list):
        raise Refusal("design_invalid", "statistics harus berupa daftar.")
    return [_ask(found) for found in listed]


def _complete(ask: _Ask, name: str, values: Floats) -> Floats:
    """Refuse missing answers where the statistic asks for none."""
    missing = np.flatnonzero(~np.isfinite(values))
    if ask.strict and len(missing):
        named = ", ".join(str(i + 1) for i in missing[:10])
        raise Refusal("answers_missing", f"Kolom {name} kosong di baris data {named}.")
    return values


def _indicator(table: Table, name: str, level: str) -> Floats:
    """Return 1 where the column holds `level`, 0 elsewhere, NaN where it is empty."""
    cells = table.text(name)
    found = [np.nan if cell in MISSING else float(cell == level) for cell in cells]
    return np.array(found, dtype=np.float64)


def _levels(table: Table, ask: _Ask) -> list[str]:
    """Return the levels asked for, or all of the column, sorted by code point."""
    cells = table.text(ask.variable)
    if not ask.levels:
        return sorted(set(cells) - MISSING)
    if ask.levels[0] not in cells:
        shown = ", ".join(sorted(set(cells) - MISSING)[:8])
        message = f"Nilai “{ask.levels[0]}” tidak ada pada {ask.variable}. Yang ada: {shown}."
        raise Refusal("level_unknown", message)
    return list(ask.levels)


def _mean_deff(points: Sequence[estimators.Point]) -> float:
    """Return the mean design effect (>= 1) of the shares that have one, 1 without any."""
    effects = [max(p.deff, 1.0) for p in points if p.deff and p.estimate not in (None, 0.0, 1.0)]
    return float(np.mean(effects)) if effects else 1.0


def share_interval(
    design: Design, point: estimators.Point, rows: int, method: str, mean_deff: float
) -> intervals.Interval:
    """Return the interval of a proportion; `method` "" is logit, "auto" fits the share."""
    return interval_of_share(point, rows, method, mean_deff, design.confidence)


def _proportions(table: Table, design: Design, ask: _Ask, mean_deff: float) -> Iterator[Estimate]:
    """Yield the shares of each level in each domain."""
    for level in _levels(table, ask):
        values = _complete(ask, ask.variable, _indicator(table, ask.variable, level))
        name = f"{ask.variable}={level}"
        for domain in _domains(table, ask.by):
            point = estimators.mean(design, values, domain.inside)
            rows = int(domain.inside.sum())
            interval = share_interval(design, point, rows, ask.method, mean_deff)
            title = Title(f"proportion({name})", name, domain.name)
            yield finished(title, point, interval, is_share=True, variance=design.variance_method)


def _quantiles(table: Table, design: Design, ask: _Ask) -> Iterator[Estimate]:
    """Yield each asked quantile in each domain."""
    values = _complete(ask, ask.variable, table.numbers(ask.variable))
    for domain in _domains(table, ask.by):
        for share in ask.shares:
            point, interval = estimators.quantile(design, values, domain.inside, share)
            title = Title(f"quantile({ask.variable})", ask.variable, domain.name, share)
            yield finished(title, point, interval, is_share=False, variance=design.variance_method)


def _numbers(table: Table, design: Design, ask: _Ask) -> Iterator[Estimate]:
    """Yield means, totals and ratios in each domain."""
    values = _complete(ask, ask.variable, table.numbers(ask.variable))
    below = values
    if ask.kind == "ratio":
        below = _complete(ask, ask.denominator, table.numbers(ask.denominator))
    name = f"{ask.variable}/{ask.denominator}" if ask.kind == "ratio" else ask.variable
    for domain in _domains(table, ask.by):
        if ask.kind == "ratio":
            point = estimators.ratio(design, values, below, domain.inside)
        elif ask.kind == "total":
            point = estimators.total(design, values, domain.inside)
        else:
            point = estimators.mean(design, values, domain.inside)
        interval = intervals.Interval(None, None, "t")
        if point.estimate is not None and point.se is not None:
            is_skewed = ask.kind == "mean" and ask.method == "log"
            interval = intervals.number(
                point.estimate, point.se, point.df, design.confidence, is_skewed=is_skewed
            )
        title = Title(f"{ask.kind}({name})", ask.variable, domain.name)
        yield finished(title, point, interval, is_share=False, variance=design.variance_method)


def _all_shares(table: Table, design: Design, asks: Sequence[_Ask]) -> list[estimators.Point]:
    """Return the points of every share asked for, for their mean design effect."""
    return [
        estimators.mean(design, _indicator(table, ask.variable, level), domain.inside)
        for ask in asks
        if ask.kind == "proportion"
        for level in _levels(table, ask)
        for domain in _domains(table, ask.by)
    ]


def carry_out(table: Table, described: Mapping[str, Any]) -> list[Estimate]:
    """Return every estimate that a DESIGN asks for, in its order.

    Raises:
        Refusal: the description or the data cannot be used; the message says why.
    """
    design = read_design(table, described)
    asks = _asks(described)
    given = described.get("mean_deff")
    mean_deff = float(given) if given else _mean_deff(_all_shares(table, design, asks))
    estimates: list[Estimate] = []
    for ask in asks:
        if ask.kind == "proportion":
            estimates += _proportions(table, design, ask, mean_deff)
        elif ask.kind == "quantile":
            estimates += _quantiles(table, design, ask)
        else:
            estimates += _numbers(table, design, ask)
    return estimates
