"""Estimators with their design-based standard errors (measurement notes, section 6).

Every function takes `inside`, the rows of the domain: rows outside stay in the design and
count as zero, so that the number of sampled units is never changed by a filter.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lampit.science.survey.design import Design, Floats
from lampit.science.survey.intervals import Interval, t_quantile

Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Point:
    """A figure before it is judged: estimate, standard error, design effect, answers, df."""

    answers: int
    estimate: float | None
    se: float | None
    deff: float | None
    df: int


def _answered(values: Floats, inside: Rows) -> Rows:
    """Return the rows of the domain that have an answer."""
    answered: Rows = inside & np.isfinite(values)
    return answered


def _standard_error(
    design: Design, scores: Floats, estimate: float, top: Floats, bottom: Floats | None
) -> float:
    """Return the square root of the variance; numerical dust counts as zero.

    By linearised `scores`, or by replicates of Σ w·top / Σ w·bottom where the design has them.
    """
    if design.replicates is None:
        variance = design.variance(scores)
    else:
        values = design.replicates.values(top, bottom)
        variance = float(design.replicates.spread(values, estimate))
    se = math.sqrt(max(variance, 0.0))
    return 0.0 if se < 1e-12 * abs(estimate) else se


def _scores(values: Floats, answered: Rows) -> Floats:
    """Return `values` on answered rows and zero elsewhere."""
    return np.where(answered, np.nan_to_num(values), 0.0)


def _simple_variance(design: Design, values: Floats, answered: Rows) -> float | None:
    """Return the variance of the mean had the answers been a simple random sample."""
    weights = design.weights[answered]
    count, population = len(weights), float(np.sum(weights))
    if count < 2:
        return None
    kept = values[answered]
    mean = float(np.sum(weights * kept)) / population
    spread = float(np.sum(weights * (kept - mean) ** 2)) / population * count / (count - 1)
    return max(1 - count / population, 0.0) * spread / count


def _design_effect(variance: float, simple: float | None) -> float | None:
    """Return the variance relative to simple random sampling, if that is not zero."""
    return variance / simple if simple else None


def mean(design: Design, values: Floats, inside: Rows) -> Point:
    """Estimate the mean of `values` in a domain; missing answers stay outside."""
    answered = _answered(values, inside)
    df = design.degrees_of_freedom(inside)
    count = int(answered.sum())
    if count == 0:
        return Point(0, None, None, None, df)
    weights = design.weights[answered]
    population = float(np.sum(weights))
    estimate = float(np.sum(weights * values[answered])) / population
    scores = _scores((values - estimate) / population, answered)
    se = _standard_error(
        design, scores, estimate, _scores(values, answered), answered.astype(np.float64)
    )
    deff = _design_effect(se**2, _simple_variance(design, values, answered))
    return Point(count, estimate, se, deff, df)


def total(design: Design, values: Floats, inside: Rows) -> Point:
    """Estimate the sum of `values` over the population of a domain."""
    answered = _answered(values, inside)
    df = design.degrees_of_freedom(inside)
    count = int(answered.sum())
    if count == 0:
        return Point(0, None, None, None, df)
    weights = design.weights[answered]
    estimate = float(np.sum(weights * values[answered]))
    scores = _scores(values, answered)
    se = _standard_error(design, scores, estimate, scores, None)
    simple = _simple_variance(design, values, answered)
    size = float(np.sum(weights))
    deff = _design_effect(se**2, None if simple is None else simple * size**2)
    return Point(count, estimate, se, deff, df)


def ratio(design: Design, numerator: Floats, denominator: Floats, inside: Rows) -> Point:
    """Estimate sum(numerator) / sum(denominator) over rows where both are known."""
    answered = _answered(numerator, inside) & np.isfinite(denominator)
    df = design.degrees_of_freedom(inside)
    count = int(answered.sum())
    weights = design.weights[answered]
    base = float(np.sum(weights * denominator[answered]))
    if count == 0 or base == 0:
        return Point(count, None, None, None, df)
    estimate = float(np.sum(weights * numerator[answered])) / base
    scores = _scores((numerator - estimate * denominator) / base, answered)
    top, bottom = _scores(numerator, answered), _scores(denominator, answered)
    se = _standard_error(design, scores, estimate, top, bottom)
    return Point(count, estimate, se, None, df)


@dataclass(frozen=True)
class _Ladder:
    """Sorted values with the weighted share at or below each."""

    values: Floats
    shares: Floats

    def value_at(self, share: float) -> float:
        """Return the smallest value whose share reaches `share` (no interpolation)."""
        place = int(np.searchsorted(self.shares, share * (1 - 1e-14), side="left"))
        return float(self.values[min(max(place, 0), len(self.values) - 1)])


def _ladder(values: Floats, weights: Floats) -> _Ladder:
    """Sort values and accumulate their weights."""
    order = np.argsort(values, kind="stable")
    climbed = np.cumsum(weights[order])
    return _Ladder(values[order], climbed / climbed[-1])


def quantile(design: Design, values: Floats, inside: Rows, share: float) -> tuple[Point, Interval]:
    """Estimate a quantile with Woodruff's interval around the share at the estimate."""
    answered = _answered(values, inside)
    df = design.degrees_of_freedom(inside)
    count = int(answered.sum())
    if count == 0:
        return Point(0, None, None, None, df), Interval(None, None, "woodruff")
    ladder = _ladder(values[answered], design.weights[answered])
    estimate = ladder.value_at(share)
    if df <= 0:
        return Point(count, estimate, None, None, df), Interval(None, None, "woodruff")
    below = mean(design, np.where(answered, np.nan_to_num(values) <= estimate, np.nan), inside)
    t = t_quantile(design.confidence, df)
    reached, half = below.estimate or 0.0, t * (below.se or 0.0)
    low, high = ladder.value_at(reached - half), ladder.value_at(reached + half)
    return Point(count, estimate, (high - low) / (2 * t), None, df), Interval(low, high, "woodruff")
