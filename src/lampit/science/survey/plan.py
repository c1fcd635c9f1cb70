"""A DESIGN file read and carried out: table and description in, estimates out.

Keys are those of the contract (`weights`, `strata`, `clusters`, `fpc`, `lonely_psu`,
`statistics`) and of the measurement notes, section 6 (`q`, `level`, `ci`, `by`, `na`, `conf`,
`compat`, `calibrate`).
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from lampit.basics.refusal import Refusal
from lampit.science.survey import calibration, estimators, intervals
from lampit.science.survey.design import LONELY_RULES, Design, Floats, encode, make_design
from lampit.science.survey.estimate import Estimate, Title, finished, interval_of_share
from lampit.science.survey.table import MISSING, Table

KINDS = ("mean", "total", "proportion", "ratio", "quantile")
_DESIGN_KEYS = {
    "data", "weights", "strata", "clusters", "fpc", "lonely_psu", "statistics", "conf", "compat",
    "calibrate",
}  # fmt: skip
_STATISTIC_KEYS = {
    "kind", "variable", "denominator", "by", "q", "value", "level", "ci", "ci_method", "na",
}  # fmt: skip


def _texts(found: object, key: str) -> list[str]:
    """Read a list of column names; a single name may stand alone."""
    if found is None or found == "":
        return []
    if isinstance(found, str):
        return [found]
    if isinstance(found, list) and all(isinstance(x, str) for x in found):
        return list(found)
    raise Refusal("design_invalid", f"Isi “{key}” dalam rancangan harus daftar nama kolom.")


def _known(found: Mapping[str, Any], allowed: set[str], where: str) -> None:
    """Refuse keys that look like misspelt ones; notes of the author's own are passed over."""
    for strange in sorted(set(found) - allowed):
        near = difflib.get_close_matches(strange, allowed, n=1, cutoff=0.75)
        if near:
            message = f"Kunci “{strange}” dalam {where} tidak dikenal. Maksudnya {near[0]}?"
            raise Refusal("design_invalid", message)


def _labels(table: Table, name: str) -> list[str]:
    """Return a column of strata or clusters; a row without its label has no place in a design."""
    cells = table.text(name)
    empty = [str(row + 1) for row, cell in enumerate(cells) if cell.strip() in MISSING]
    if empty:
        message = f"Kolom “{name}” kosong di baris data {', '.join(empty[:10])}."
        raise Refusal("label_missing", message)
    return cells


def read_design(table: Table, described: Mapping[str, Any]) -> Design:
    """Build the design of `table` from its description, calibrated where asked.

    Raises:
        Refusal: `design_invalid`, `column_…`, `weights_invalid`, `fpc_…`, `calibration_…`.
    """
    _known(described, _DESIGN_KEYS, "rancangan")
    lonely = described.get("lonely_psu", "fail")
    if lonely not in LONELY_RULES:
        raise Refusal("design_invalid", f"lonely_psu “{lonely}” tidak dikenal.")
    confidence = described.get("conf", 0.95)
    if not isinstance(confidence, float) or not 0 < confidence < 1:
        raise Refusal("design_invalid", "conf harus di antara 0 dan 1, misalnya 0.95.")
    name = described.get("weights")
    design = make_design(
        table.rows,
        weights=table.numbers(name) if name else None,
        strata=[_labels(table, c) for c in _texts(described.get("strata"), "strata")],
        clusters=[_labels(table, c) for c in _texts(described.get("clusters"), "clusters")],
        fpc=[table.numbers(c) for c in _texts(described.get("fpc"), "fpc")],
        lonely=lonely,
        confidence=confidence,
    )
    for step in described.get("calibrate") or []:
        design = _calibrated(table, design, step, str(described.get("compat", "r")))
    return design


def _margin(table: Table, name: str, totals: Mapping[str, float]) -> calibration.Margin:
    """Read a categorical margin; every value of the column needs a total."""
    cells = table.text(name)
    labels = list(totals)
    strange = sorted(set(cells) - set(labels))
    if strange:
        message = f"Kalibrasi {name} tidak menyebut kelompok {', '.join(strange[:5])}."
        raise Refusal("calibration_group", message)
    place = {label: index for index, label in enumerate(labels)}
    groups = np.array([place[cell] for cell in cells], dtype=np.int64)
    return calibration.Margin(name, groups, np.array([float(totals[x]) for x in labels]), labels)


def _calibrated(table: Table, design: Design, step: Mapping[str, Any], compat: str) -> Design:
    """Carry out one calibration step of the description."""
    method = step.get("method")
    given = cast("dict[str, Any]", step.get("margins") or {})
    margins = [_margin(table, k, v) for k, v in given.items() if isinstance(v, Mapping)]
    if method in {"raking", "poststrat"}:
        return calibration.rake(design, margins, compat=compat)
    if method not in {"greg", "exponential"}:
        raise Refusal("design_invalid", f"Metode kalibrasi “{method}” tidak dikenal.")
    numeric = {k: float(given[k]) for k, v in given.items() if not isinstance(v, Mapping)}
    columns = [calibration.dummies(margin) for margin in margins]
    columns += [table.numbers(name)[:, None] for name in numeric]
    totals = np.concatenate([*(m.totals for m in margins), np.array(list(numeric.values()))])
    return calibration.regress(
        design, np.hstack(columns), totals, exponential=method == "exponential"
    )


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


def _ask(found: Mapping[str, Any]) -> _Ask:
    """Read one entry of `statistics`."""
    _known(found, _STATISTIC_KEYS, "statistics")
    kind, variable = found.get("kind"), found.get("variable")
    if kind not in KINDS or not isinstance(variable, str):
        raise Refusal("design_invalid", "Tiap statistik perlu kind dan variable yang dikenal.")
    denominator = found.get("denominator") or ""
    if kind == "ratio" and not denominator:
        raise Refusal("design_invalid", f"Rasio {variable} perlu denominator.")
    level = found.get("level", found.get("value"))
    method = found.get("ci", found.get("ci_method")) or ""
    if kind == "proportion" and (method or "logit") not in (*intervals.PROPORTION_METHODS, "t"):
        raise Refusal("design_invalid", f"Metode selang “{method}” tidak dikenal.")
    asked: Any = found.get("q", 0.5)
    shares = tuple(float(q) for q in (asked if isinstance(asked, list) else [asked]))
    if kind == "quantile" and not all(0 < q < 1 for q in shares):
        raise Refusal("design_invalid", "q harus di antara 0 dan 1.")
    return _Ask(
        kind,
        variable,
        _texts(found.get("by"), "by"),
        denominator,
        () if level is None else (_level(level),),
        shares,
        method,
        found.get("na", "drop") == "fail",
    )


def _level(found: object) -> str:
    """Return a level as its cell is written: a whole number without its decimals."""
    return str(int(found)) if isinstance(found, float) and found.is_integer() else str(found)


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
            yield finished(title, point, interval, is_share=True)


def _quantiles(table: Table, design: Design, ask: _Ask) -> Iterator[Estimate]:
    """Yield each asked quantile in each domain."""
    values = _complete(ask, ask.variable, table.numbers(ask.variable))
    for domain in _domains(table, ask.by):
        for share in ask.shares:
            point, interval = estimators.quantile(design, values, domain.inside, share)
            title = Title(f"quantile({ask.variable})", ask.variable, domain.name, share)
            yield finished(title, point, interval, is_share=False)


def _numbers(table: Table, design: Design, ask: _Ask) -> Iterator[Estimate]:
    """Yield means, totals and ratios in each domain."""
    values = _complete(ask, ask.variable, table.numbers(ask.variable))
    below = table.numbers(ask.denominator) if ask.kind == "ratio" else values
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
            interval = intervals.student(point.estimate, point.se, point.df, design.confidence)
        title = Title(f"{ask.kind}({name})", ask.variable, domain.name)
        yield finished(title, point, interval, is_share=False)


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
    asks = [_ask(found) for found in described.get("statistics") or []]
    mean_deff = _mean_deff(_all_shares(table, design, asks))
    estimates: list[Estimate] = []
    for ask in asks:
        if ask.kind == "proportion":
            estimates += _proportions(table, design, ask, mean_deff)
        elif ask.kind == "quantile":
            estimates += _quantiles(table, design, ask)
        else:
            estimates += _numbers(table, design, ask)
    return estimates
