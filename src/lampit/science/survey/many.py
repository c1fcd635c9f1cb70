"""Many variables in many domains in one go, equal to one at a time to 1e-12.

Everything goes through totals of sampled units: scores are summed by unit for all variables of
a domain at once, units outside the domain enter by their number, and what calibration explains
is taken off at the level of units (residuals are linear). Formulas: measurement notes, section 6.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lampit.basics.refusal import Refusal
from lampit.science.survey import intervals
from lampit.science.survey.design import Codes, Design, Floats, Stage
from lampit.science.survey.estimate import (
    NO_FIELD,
    Estimate,
    Field,
    Title,
    finished,
    interval_of_share,
)
from lampit.science.survey.estimators import Point, Rows

Kind = Literal["mean", "total", "ratio"]


@dataclass(frozen=True, eq=False)
class Many:
    """Figures of every domain (rows) and variable (columns), shape D × V; NaN = not known.

    `answers` are the answers, `population` the sum of their weights, `df` one per domain,
    `rows` the rows of each domain, answered or not.
    """

    kind: Kind
    names: tuple[str, ...]
    domains: tuple[str, ...]
    answers: Codes
    population: Floats
    estimate: Floats
    se: Floats
    deff: Floats
    df: Codes
    rows: Codes
    confidence: float
    variance: str = "taylor"

    def point(self, name: str, domain: str = "") -> Point:
        """Return one figure as the single estimators give it."""
        return self._point(self.domains.index(domain), self.names.index(name))

    def _point(self, row: int, column: int) -> Point:
        """Return the figure at a place of the matrices."""
        value, se, deff = (
            None if np.isnan(x[row, column]) else float(x[row, column])
            for x in (self.estimate, self.se, self.deff)
        )
        return Point(int(self.answers[row, column]), value, se, deff, int(self.df[row]))

    def mean_deff(self, shares: Iterable[str]) -> float:
        """Return the mean design effect (at least 1) of the named shares, 1 without any.

        A share of exactly 0 or 1 takes its interval from it.
        """
        columns = [self.names.index(name) for name in shares]
        known = self.deff[:, columns]
        inner = (self.estimate[:, columns] > 0) & (self.estimate[:, columns] < 1) & (known > 0)
        return float(np.mean(np.maximum(known[inner], 1.0))) if inner.any() else 1.0

    def estimates(
        self,
        *,
        shares: Iterable[str] = (),
        method: str = "auto",
        fields: Mapping[str, Field] | None = None,
        mean_deff: float | None = None,
        skewed: Collection[str] = (),
    ) -> Iterator[Estimate]:
        """Yield every figure judged, with its interval, by variable and then by domain.

        `shares` are the variables that are 0 or 1; their interval is of `method` (`auto` fits
        it to the share). `fields` says by domain what field work knows. `skewed` are means with
        a long tail, whose interval is on the log scale.
        """
        proportions = set(shares)
        effect = self.mean_deff(proportions) if mean_deff is None else mean_deff
        for column, name in enumerate(self.names):
            is_share = name in proportions
            for row, domain in enumerate(self.domains):
                point = self._point(row, column)
                way = method if is_share else "log" if name in skewed else ""
                interval = self._interval(point, row, way, effect)
                field = (fields or {}).get(domain, NO_FIELD)
                title = Title(name, name, domain)
                yield finished(
                    title, point, interval, is_share=is_share, field=field, variance=self.variance
                )

    def _interval(self, point: Point, row: int, method: str, effect: float) -> intervals.Interval:
        """Return the interval of a figure; `method` "" and "log" are those of a number."""
        if method not in {"", "log"}:
            rows = int(self.rows[row])
            return interval_of_share(point, rows, method, effect, self.confidence)
        if point.estimate is None or point.se is None:
            return intervals.Interval(None, None, "t")
        return intervals.number(
            point.estimate, point.se, point.df, self.confidence, is_skewed=method == "log"
        )


@dataclass(frozen=True, eq=False)
class _Explained:
    """What calibration takes off: `columns` (rows × k), and how a score finds its coefficients."""

    columns: Floats
    finder: Floats

    def coefficients(self, rows: Codes, scores: Floats) -> Floats:
        """Return the coefficients of scores that are zero outside `rows`."""
        return self.finder[:, rows] @ scores


@dataclass(frozen=True, eq=False)
class _Layer:
    """A stage made ready: the unit of each row, a factor per stratum, explained unit totals."""

    unit_of: Codes
    stratum_of: Codes
    count: Floats
    keep: Floats
    kept: Floats
    factor: Floats
    centred: Floats
    explained: Floats | None

    def variance(self, rows: Codes, values: Floats, taken: Floats | None) -> Floats:
        """Return this stage's part of the variance of each column of `values`."""
        touched, inverse = np.unique(self.unit_of[rows], return_inverse=True)
        totals = _sums(values, inverse, len(touched))
        if self.explained is not None and taken is not None:
            whole = -(self.explained @ taken)
            whole[touched] += totals
            touched, totals = np.arange(len(whole)), whole
        strata, inverse = np.unique(self.stratum_of[touched], return_inverse=True)
        size = self.count[strata][:, None]
        centre = _sums(totals, inverse, len(strata)) / size * self.centred[strata][:, None]
        keep = self.keep[touched][:, None]
        squares = _sums(keep * (totals - centre[inverse]) ** 2, inverse, len(strata))
        outside = self.kept[strata][:, None] - _sums(keep, inverse, len(strata))
        return np.asarray(self.factor[strata] @ (squares + outside * centre**2))


def _sums(values: Floats, groups: Codes, size: int) -> Floats:
    """Return the sums of rows by group; every group has a row."""
    if len(values) == 0:
        return np.zeros((size, values.shape[1]))
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    return np.asarray(np.add.reduceat(values[order], starts, axis=0))


def _factors(stage: Stage, lonely: str) -> tuple[Floats, Floats]:
    """Return the factor of each stratum's squares, and 0 where they are not centred."""
    alone = stage.lonely()
    if lonely == "fail" and alone.any():
        named = ", ".join(stage.names[i] for i in np.flatnonzero(alone)[:10])
        raise Refusal("lonely_psu", f"Strata dengan satu unit saja: {named}. Gabungkan dahulu.")
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(stage.count > 1, stage.count / (stage.count - 1), 1.0)
    factor = stage.above * scale
    if lonely == "average":
        parents = int(stage.parent.max()) + 1
        every = np.bincount(stage.parent, minlength=parents).astype(np.float64)
        left = every - np.bincount(stage.parent, alone, parents)
        with np.errstate(divide="ignore"):
            raised = np.where(left > 0, every / left, 0.0)
        factor = np.where(alone, 0.0, factor * raised[stage.parent])
    return factor, np.where(alone & (lonely == "adjust"), 0.0, 1.0)


def _explained(design: Design) -> _Explained | None:
    """Return what the calibrations of a design take off, as one projection; None without any.

    Sequential calibrations are folded: the coefficients of the second are those of the score
    less what the first took off.
    """
    columns: Floats | None = None
    finder: Floats | None = None
    for residual in design.residuals:
        own = residual.columns_of()
        root = np.sqrt(residual.weights)[:, None]
        solve = np.asarray(np.linalg.pinv(own * root, rcond=1e-12) * root[:, 0])
        if columns is None or finder is None:
            columns, finder = own, solve
        else:
            finder = np.vstack([finder, solve - (solve @ columns) @ finder])
            columns = np.hstack([columns, own])
    return None if columns is None or finder is None else _Explained(columns, finder)


def _layers(design: Design, explained: _Explained | None) -> list[_Layer]:
    """Make the stages of a design ready for many sums."""
    layers: list[_Layer] = []
    for stage in design.stages:
        unit_of = stage.unit_of_rows()
        factor, centred = _factors(stage, design.lonely)
        kept = np.bincount(stage.unit_stratum, stage.keep, len(stage.count)).astype(np.float64)
        weighted = None
        if explained is not None:
            scored = explained.columns * design.weights[:, None]
            weighted = _sums(scored, unit_of, len(stage.starts))
        layers.append(
            _Layer(
                unit_of,
                stage.unit_stratum,
                stage.count,
                stage.keep,
                kept,
                factor,
                centred,
                weighted,
            )
        )
    return layers


def _listed(domains: Mapping[str, Rows] | None, rows: int) -> dict[str, Rows]:
    """Return the domains asked for; the whole where none are named."""
    return {"": np.ones(rows, dtype=np.bool_)} if domains is None else dict(domains)


def many(
    design: Design,
    matrix: Floats,
    names: Sequence[str],
    domains: Mapping[str, Rows] | None = None,
    *,
    kind: Kind = "mean",
    denominators: Floats | None = None,
) -> Many:
    """Estimate every column of `matrix` (rows × V, NaN = no answer) in every domain.

    `domains` maps a name ("" is the whole) to the marks of its rows; they may overlap. `kind`
    `ratio` needs `denominators`, a matrix of the same shape. Each figure equals that of `mean`,
    `total` or `ratio` for the same column and domain.

    Raises:
        Refusal: `lonely_psu`, where the design says `fail`.
    """
    values = np.asarray(matrix, dtype=np.float64)
    if values.shape != (design.rows, len(names)):
        raise ValueError("the matrix has rows of the design and columns of the names")
    listed = _listed(domains, design.rows)
    explained = _explained(design)
    layers = [] if design.replicates else _layers(design, explained)
    shape = (len(listed), len(names))
    blank = [np.full(shape, np.nan) for _ in range(4)]
    counts = [np.zeros(len(listed), dtype=np.int64) for _ in range(2)]
    found = Many(
        kind,
        tuple(names),
        tuple(listed),
        answers=np.zeros(shape, dtype=np.int64),
        population=blank[0],
        estimate=blank[1],
        se=blank[2],
        deff=blank[3],
        df=counts[0],
        rows=counts[1],
        confidence=design.confidence,
        variance=design.variance_method,
    )
    for row, inside in enumerate(listed.values()):
        rows = np.flatnonzero(inside)
        found.rows[row] = len(rows)
        found.df[row] = len(np.unique(design.units[rows])) - len(np.unique(design.strata[rows]))
        below = None if denominators is None else denominators[rows]
        part = _Part(design, rows, values[rows], below, kind)
        _fill(found, row, part, layers, explained)
    return found


class _Part:
    """The rows of one domain with what all its figures need."""

    def __init__(
        self, design: Design, rows: Codes, values: Floats, below: Floats | None, kind: Kind
    ) -> None:
        answered = np.isfinite(values) & (True if below is None else np.isfinite(below))
        self.rows, self.answered = rows, answered
        self.weights = design.weights[rows][:, None]
        self.values = np.where(answered, values, 0.0)
        self.below = None if below is None else np.where(answered, below, 0.0)
        self.kind = kind
        self.replicates = design.replicates
        self.answers = answered.sum(axis=0)
        self.population = (self.weights * answered).sum(axis=0)

    def figures(self) -> tuple[Floats, Floats, Floats]:
        """Return estimates, scores per unit (not yet weighted) and design-free variances."""
        heavy = (self.weights * self.values).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            centred = np.where(self.answered, self.values - heavy / self.population, 0.0)
            simple = self._simple(centred)
            if self.kind == "total":
                return heavy, self.values, simple * self.population**2
            if self.below is not None:
                base = (self.weights * self.below).sum(axis=0)
                ratio = np.where(base == 0, np.nan, heavy / base)
                left = np.where(self.answered, self.values - ratio * self.below, 0.0)
                return ratio, left / base, np.full(len(heavy), np.nan)
            return heavy / self.population, centred / self.population, simple

    def _simple(self, centred: Floats) -> Floats:
        """Return the variance of the mean had the answers been a simple random sample."""
        n = self.answers.astype(np.float64)
        spread = (self.weights * centred**2).sum(axis=0) / self.population * n / (n - 1)
        found = np.maximum(1 - n / self.population, 0.0) * spread / n
        return np.where(n < 2, np.nan, found)


def _variance(
    part: _Part,
    scores: Floats,
    estimate: Floats,
    layers: Sequence[_Layer],
    explained: _Explained | None,
) -> Floats:
    """Return the variance of each figure of a domain, by replicates where the design has them."""
    if part.replicates is not None:
        bottom = np.asarray(part.answered, dtype=np.float64) if part.below is None else part.below
        below = None if part.kind == "total" else bottom
        values = part.replicates.values(part.values, below, part.rows)
        return part.replicates.spread(values, estimate)
    taken = None if explained is None else explained.coefficients(part.rows, scores)
    return sum(
        (layer.variance(part.rows, scores * part.weights, taken) for layer in layers),
        np.zeros(scores.shape[1]),
    )


def _fill(
    found: Many, row: int, part: _Part, layers: Sequence[_Layer], explained: _Explained | None
) -> None:
    """Write the figures of one domain."""
    found.answers[row] = part.answers
    found.population[row] = part.population
    if not len(part.rows):
        return
    estimate, scores, simple = part.figures()
    variance = _variance(part, scores, estimate, layers, explained)
    known = (part.answers > 0) & np.isfinite(estimate)
    se = np.sqrt(np.maximum(variance, 0.0))
    se = np.where(se < 1e-12 * np.abs(estimate), 0.0, se)
    found.estimate[row] = np.where(known, estimate, np.nan)
    found.se[row] = np.where(known, se, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        found.deff[row] = np.where(known & (simple > 0), se**2 / simple, np.nan)
