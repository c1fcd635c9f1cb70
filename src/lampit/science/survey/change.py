"""Differences: between two domains of a round, and between two rounds with units in common.

Var(D) = V1 + V2 - 2·Cov. Inside one round the scores of both domains are subtracted unit by unit.
Between rounds the covariance comes from the linearised totals of common sampled units
(measurement notes, section 3): in a stratum with n1 and n2 units, c of them common and N in
the population, Cov = (c - n1·n2/N)·s12 over the common ones (Tam 1984; Qualité and Tillé
2009). It is 0 for independent samples and the variance itself when nothing changed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from scipy import special

from lampit.science.survey.design import Codes, Design, Floats, Stage, group_sums
from lampit.science.survey.estimators import Point, Rows, mean, ratio, total
from lampit.science.survey.intervals import t_quantile

Kind = Literal["mean", "total", "ratio"]
Verdict = Literal["up", "down", "unclear", "unknown"]


@dataclass(frozen=True)
class Change:
    """A difference with its interval; None = cannot be told.

    `first` and `second` are the two figures, `value` = second - first. `verdict` is `up` or
    `down` only where the interval excludes 0, `unclear` else, `unknown` without an interval.
    `covariance` is what the common units take off (twice); `common` counts them.
    """

    first: Point
    second: Point
    value: float | None
    se: float | None
    low: float | None
    high: float | None
    df: int
    covariance: float
    common: int
    method: str

    @property
    def verdict(self) -> Verdict:
        """Return what may be said of the direction."""
        if self.low is None or self.high is None:
            return "unknown"
        return "up" if self.low > 0 else "down" if self.high < 0 else "unclear"

    @property
    def noise(self) -> float | None:
        """Return how much of the difference may be chance: half width / |value|, at most 1."""
        if self.value is None or self.low is None or self.high is None:
            return None
        half = (self.high - self.low) / 2
        return 1.0 if half >= abs(self.value) else half / abs(self.value)

    @property
    def probability(self) -> float | None:
        """Return the two-sided p-value of no difference; None without an error."""
        if self.value is None or self.se is None or self.df <= 0:
            return None
        if self.se == 0:
            return 1.0 if self.value == 0 else 0.0
        return float(2 * special.stdtr(self.df, -abs(self.value) / self.se))


@dataclass(frozen=True, eq=False)
class Wave:
    """One round for a comparison: design, answers, domain, and keys that both rounds share.

    `keys[k]` names for each row the unit of stage k in full (village; business), `strata` the
    first-stage stratum; the same name is the same thing in both rounds. Later stages without
    keys are taken as having no common units. `below` is the denominator of a ratio.
    """

    design: Design
    values: Floats
    inside: Rows
    keys: Sequence[Sequence[object]]
    strata: Sequence[object] | None = None
    below: Floats | None = None


def _point(design: Design, values: Floats, inside: Rows, kind: Kind, below: Floats | None) -> Point:
    """Return the figure of one side."""
    if kind == "ratio":
        if below is None:
            raise ValueError("a ratio needs its denominator")
        return ratio(design, values, below, inside)
    return (total if kind == "total" else mean)(design, values, inside)


def _scores(
    design: Design, values: Floats, inside: Rows, kind: Kind, below: Floats | None, point: Point
) -> Floats:
    """Return the linearised value of each row, not weighted, 0 where it does not count."""
    estimate = point.estimate or 0.0
    counts = inside & np.isfinite(values)
    if kind == "total":
        return np.where(counts, np.nan_to_num(values), 0.0)
    if below is not None and kind == "ratio":
        counts = counts & np.isfinite(below)
        base = float(np.sum(design.weights[counts] * below[counts]))
        return np.where(counts, np.nan_to_num(values - estimate * below) / base, 0.0)
    population = float(np.sum(design.weights[counts]))
    return np.where(counts, np.nan_to_num(values - estimate) / population, 0.0)


def _told(
    first: Point, second: Point, variance: float | None, df: int, confidence: float, **more: object
) -> Change:
    """Return the difference with its interval."""
    value = se = low = high = None
    if first.estimate is not None and second.estimate is not None:
        value = second.estimate - first.estimate
    if value is not None and variance is not None:
        se = math.sqrt(max(variance, 0.0))
        largest = max(abs(first.estimate or 0.0), abs(second.estimate or 0.0))
        se = 0.0 if se < 1e-12 * largest else se
        if df > 0:
            half = t_quantile(confidence, df) * se
            low, high = value - half, value + half
    return Change(first, second, value, se, low, high, df, **more)  # type: ignore[arg-type]


def difference(
    design: Design,
    values: Floats,
    first: Rows,
    second: Rows,
    *,
    kind: Kind = "mean",
    below: Floats | None = None,
) -> Change:
    """Return domain `second` minus domain `first` of one round; domains may share villages.

    The covariance through shared units is counted: two sectors of one village are alike. `df`
    is that of both domains together.
    """
    design = replace(design, replicates=None)
    one, two = (_point(design, values, inside, kind, below) for inside in (first, second))
    df = design.degrees_of_freedom(first | second)
    known = one.se is not None and two.se is not None
    variance, covariance = None, 0.0
    if known:
        left = _scores(design, values, first, kind, below, one)
        right = _scores(design, values, second, kind, below, two)
        variance = design.variance(right - left)
        covariance = ((one.se or 0.0) ** 2 + (two.se or 0.0) ** 2 - variance) / 2
    shared = np.intersect1d(design.units[first], design.units[second])
    return _told(
        one, two, variance, df, design.confidence,
        covariance=covariance, common=len(shared), method="taylor:difference",
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Side:
    """One round at one stage: the stage, unit totals, unit keys, names of its strata."""

    stage: Stage
    totals: Floats
    keys: list[object]
    strata: list[object]

    def inside(self, stratum: int) -> Floats:
        """Return the totals of a stratum."""
        return np.asarray(self.totals[self.stage.unit_stratum == stratum])


def _side(wave: Wave, depth: int, scored: Floats) -> _Side:
    """Make one round ready at a stage; strata without a common name have one of their own."""
    stage = wave.design.stages[depth]
    rows = stage.order[stage.starts]
    names: list[object] = [(id(wave), code) for code in range(len(stage.count))]
    if depth == 0 and wave.strata is not None:
        for row, code in zip(rows.tolist(), stage.unit_stratum.tolist(), strict=True):
            names[code] = wave.strata[row]
    keys = [wave.keys[depth][row] for row in rows.tolist()]
    return _Side(stage, group_sums(scored, stage.order, stage.starts), keys, names)


def _stage_covariance(one: _Side, two: _Side) -> tuple[float, int]:
    """Return a stage's part of the covariance and the number of common units."""
    seat = {key: at for at, key in enumerate(two.keys)}
    pairs = [(at, seat[key]) for at, key in enumerate(one.keys) if key in seat]
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    places = {name: code for code, name in enumerate(two.strata)}
    for code, name in enumerate(one.strata):
        if name in places:
            groups[code, places[name]] = []
    for left, right in pairs:
        place = (int(one.stage.unit_stratum[left]), int(two.stage.unit_stratum[right]))
        groups.setdefault(place, []).append((left, right))
    return math.fsum(_stratum(one, two, h, k, m) for (h, k), m in groups.items()), len(pairs)


def _stratum(one: _Side, two: _Side, h: int, k: int, members: list[tuple[int, int]]) -> float:
    """Return (c - n1·n2/N)·s12 over the common units of a stratum, times the fractions above.

    With fewer than two common units s12 is not known: where more would be common by chance the
    largest that it can be is taken (a wider interval), else nothing.
    """
    size = one.stage.count[h] * two.stage.fraction[k] + two.stage.count[k] * one.stage.fraction[h]
    extra = len(members) - float(size) / 2
    above = math.sqrt(one.stage.above[h] * two.stage.above[k])
    if len(members) >= 2:
        left, right = np.array(members).T
        x, y = one.totals[left], two.totals[right]
        moment = float(np.sum((x - x.mean()) * (y - y.mean()))) / (len(members) - 1)
    elif extra < 0 and min(one.stage.count[h], two.stage.count[k]) > 1:
        moment = float(np.std(one.inside(h), ddof=1) * np.std(two.inside(k), ddof=1))
    else:
        return 0.0
    return above * extra * moment


def _weighted(design: Design, scores: Floats) -> Floats:
    """Return the weighted residual scores, as the variance uses them."""
    for residual in design.residuals:
        scores = residual.of(scores)
    return design.weights * scores


def _joint_df(first: Wave, second: Wave) -> int:
    """Return the distinct first-stage units less the strata of both domains together."""
    units: set[object] = set()
    strata: set[object] = set()
    for number, wave in enumerate((first, second)):
        rows = np.flatnonzero(wave.inside).tolist()
        units |= {wave.keys[0][row] for row in rows}
        if wave.strata is not None:
            strata |= {wave.strata[row] for row in rows}
        else:
            codes: Codes = wave.design.strata[rows]
            strata |= {(number, code) for code in codes.tolist()}
    return len(units) - len(strata)


def change(first: Wave, second: Wave, *, kind: Kind = "mean") -> Change:
    """Return `second` minus `first`, two rounds that may have units in common.

    Independent samples have no common key and covariance 0; in a full panel each unit is its
    own control; a rotating panel lies between. Both rounds keep their own weights, strata and
    calibration. Where both rounds take a village with certainty, its businesses carry the
    covariance (second stage). Errors are linearised, also where a design has replicates.
    """
    waves = [replace(w, design=replace(w.design, replicates=None)) for w in (first, second)]
    points = [_point(w.design, w.values, w.inside, kind, w.below) for w in waves]
    df = _joint_df(first, second)
    variance, covariance, common = None, 0.0, 0
    if all(point.se is not None for point in points):
        scored = [
            _weighted(w.design, _scores(w.design, w.values, w.inside, kind, w.below, point))
            for w, point in zip(waves, points, strict=True)
        ]
        stages = min(len(w.design.stages) for w in waves)
        for depth in range(min(stages, len(first.keys), len(second.keys))):
            sides = [_side(w, depth, z) for w, z in zip(waves, scored, strict=True)]
            part, shared = _stage_covariance(*sides)
            covariance += part
            common = common if depth else shared
        variance = sum((point.se or 0.0) ** 2 for point in points) - 2 * covariance
    return _told(
        points[0], points[1], variance, df, first.design.confidence,
        covariance=covariance, common=common, method="taylor:change",
    )  # fmt: skip
