"""Confidence intervals for estimates from samples (measurement notes, section 6)."""

import math
from dataclasses import dataclass
from typing import Literal

from scipy import special

Method = Literal["t", "log", "mean", "logit", "beta", "asin", "wilson", "woodruff"]
WIDEST_POWER = 100.0  # no mean of counts has an error of so many times itself
PROPORTION_METHODS: tuple[Method, ...] = ("logit", "beta", "asin", "wilson", "mean")


@dataclass(frozen=True)
class Interval:
    """An interval with the method that made it; both ends are None where none exists."""

    low: float | None
    high: float | None
    method: Method


def t_quantile(confidence: float, df: float) -> float:
    """Return the two-sided critical value of Student's t with `df` degrees of freedom."""
    return float(special.stdtrit(df, 0.5 + confidence / 2))


def normal_quantile(confidence: float) -> float:
    """Return the two-sided critical value of the standard normal distribution."""
    return float(special.ndtri(0.5 + confidence / 2))


def student(estimate: float, se: float, df: int, confidence: float) -> Interval:
    """Return estimate ± t·se; no interval without degrees of freedom."""
    if df <= 0:
        return Interval(None, None, "t")
    half = t_quantile(confidence, df) * se
    return Interval(estimate - half, estimate + half, "t")


def skewed(estimate: float, se: float, df: int, confidence: float) -> Interval:
    """Return exp(log estimate ± t·se/estimate), for a mean of counts or sums with a long tail.

    Few units and a long tail leave estimate ± t·se too low: in small two-stage designs it held
    the truth in 89 to 92 of 100 samples, this one in 91 to 93. Only for what is above zero, and
    not lost in its error: a mean near zero of values of both signs has Student's.
    """
    if df <= 0:
        return Interval(None, None, "log")
    power = t_quantile(confidence, df) * se / estimate if estimate > 0 else math.inf
    if power > WIDEST_POWER:
        return student(estimate, se, df, confidence)
    factor = math.exp(power)
    return Interval(estimate / factor, estimate * factor, "log")


def number(
    estimate: float, se: float, df: int, confidence: float, *, is_skewed: bool = False
) -> Interval:
    """Return the interval of a mean, total or ratio: Student's, or on the log scale."""
    return (skewed if is_skewed else student)(estimate, se, df, confidence)


def _beta_ends(share: float, effective: float, confidence: float) -> tuple[float, float]:
    """Return the Clopper-Pearson ends for a share of `effective` independent answers."""
    tail = (1 - confidence) / 2
    hits, misses = effective * share, effective * (1 - share)
    low = float(special.betaincinv(hits, misses + 1, tail)) if hits > 0 else 0.0
    high = float(special.betaincinv(hits + 1, misses, 1 - tail)) if misses > 0 else 1.0
    return low, high


def edge(share: float, answers: int, deff: float, confidence: float) -> Interval:
    """Return the interval of a share of exactly 0 or 1, whose standard error says nothing.

    `deff` is the mean design effect of the other shares of the same survey, taken as >= 1.
    """
    low, high = _beta_ends(share, answers / max(deff, 1.0), confidence)
    return Interval(low, high, "beta")


@dataclass(frozen=True)
class Share:
    """A proportion with what its interval methods need."""

    value: float
    se: float
    df: int
    rows: int
    answers: int
    deff: float | None
    confidence: float


def _logit(share: Share, t: float) -> tuple[float, float]:
    """Return the ends on the log-odds scale, transformed back."""
    odds = math.log(share.value / (1 - share.value))
    half = t * share.se / (share.value * (1 - share.value))
    return float(special.expit(odds - half)), float(special.expit(odds + half))


def _korn_graubard(share: Share, t: float) -> tuple[float, float]:
    """Return Clopper-Pearson ends for the effective number of answers (Korn and Graubard 1998)."""
    ratio = t_quantile(share.confidence, share.rows - 1) / t
    effective = share.value * (1 - share.value) / share.se**2 * ratio**2
    return _beta_ends(share.value, effective, share.confidence)


def _arcsine(share: Share, t: float) -> tuple[float, float]:
    """Return the ends on the arcsine-square-root scale, kept within 0 and 1."""
    middle = math.asin(math.sqrt(share.value))
    half = t * share.se / (2 * math.sqrt(share.value * (1 - share.value)))
    low, high = max(middle - half, 0.0), min(middle + half, math.pi / 2)
    return math.sin(low) ** 2, math.sin(high) ** 2


def _wilson(share: Share, t: float) -> tuple[float, float]:
    """Return Wilson's ends with n divided by the design effect and t for z."""
    effective = share.answers / (share.deff or 1.0)
    shrink = 1 + t * t / effective
    middle = (share.value + t * t / (2 * effective)) / shrink
    spread = share.value * (1 - share.value) / effective + t * t / (4 * effective * effective)
    half = t * math.sqrt(spread) / shrink
    return middle - half, middle + half


def wilson(hits: int, answers: int, confidence: float = 0.95) -> Interval:
    """Return Wilson's interval (1927) of a share of independent answers; none without answers."""
    if answers <= 0:
        return Interval(None, None, "wilson")
    z, share = normal_quantile(confidence), hits / answers
    shrink = 1 + z * z / answers
    middle = (share + z * z / (2 * answers)) / shrink
    spread = share * (1 - share) / answers + z * z / (4 * answers * answers)
    half = z * math.sqrt(spread) / shrink
    low = middle - half if hits > 0 else 0.0
    return Interval(low, middle + half if hits < answers else 1.0, "wilson")


def proportion(share: Share, method: Method, mean_deff: float = 1.0) -> Interval:
    """Return the interval of a share by `method`; 0 and 1 always fall back to `edge`."""
    if share.df <= 0 or share.answers == 0:
        return Interval(None, None, method)
    if share.value <= 0 or share.value >= 1:
        return edge(round(share.value), share.answers, mean_deff, share.confidence)
    t = t_quantile(share.confidence, share.df)
    if share.se == 0:
        return Interval(share.value, share.value, method)
    if method in {"t", "mean"}:
        return Interval(share.value - t * share.se, share.value + t * share.se, method)
    ways = {"logit": _logit, "beta": _korn_graubard, "asin": _arcsine, "wilson": _wilson}
    low, high = ways[method](share, t)
    return Interval(low, high, method)


def fitting_method(share: float, answers: int) -> Method:
    """Choose logit, or beta where the share is extreme or rests on fewer than ten cases."""
    cases = answers * min(share, 1 - share)
    return "beta" if share < 0.1 or share > 0.9 or cases < 10 else "logit"
