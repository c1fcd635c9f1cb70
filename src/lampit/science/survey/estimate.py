"""The figure as it is handed on: estimate, error, interval, quality, method; frozen."""

from dataclasses import dataclass
from typing import cast

from lampit.science.survey import intervals
from lampit.science.survey.estimators import Point
from lampit.science.survey.intervals import Interval
from lampit.science.survey.quality import Evidence, Quality, judge


@dataclass(frozen=True)
class Estimate:
    """One estimated figure. None = cannot be estimated, never zero.

    `domain` is "" for the whole population, else `column=value`; `q` only for quantiles.
    """

    indicator: str
    variable: str
    domain: str
    n: int
    estimate: float | None
    se: float | None
    ci_low: float | None
    ci_high: float | None
    deff: float | None
    rse: float | None
    df: int
    quality: Quality
    reasons: tuple[str, ...]
    method: str
    q: float | None = None

    def as_contract(self) -> dict[str, object]:
        """Return the keys that `lampit survey estimate --json` promises, numbers unrounded."""
        return {
            "indicator": self.indicator,
            "variable": self.variable,
            "domain": self.domain,
            "q": self.q,
            "n": self.n,
            "estimate": self.estimate,
            "se": self.se,
            "ci_low": self.ci_low,
            "ci_high": self.ci_high,
            "deff": self.deff,
            "rse": self.rse,
            "quality": self.quality,
            "method": self.method,
        }


@dataclass(frozen=True)
class Title:
    """How an estimate is called: indicator, variable, domain and, for quantiles, the share."""

    indicator: str
    variable: str
    domain: str = ""
    q: float | None = None


@dataclass(frozen=True)
class Field:
    """What field work says about a domain; None = not known, does not count against a figure."""

    response_rate: float | None = None
    businesses: int | None = None
    largest_share: float | None = None


NO_FIELD = Field()


def interval_of_share(
    point: Point, rows: int, method: str, mean_deff: float, confidence: float
) -> Interval:
    """Return the interval of a proportion; `method` "" is logit, "auto" fits the share.

    `rows` are those of the domain, answered or not; `mean_deff` serves shares of 0 and 1.
    """
    if point.estimate is None or point.se is None:
        return Interval(None, None, "logit")
    way = method or "logit"
    if way == "auto":
        way = intervals.fitting_method(point.estimate, point.answers)
    share = intervals.Share(
        point.estimate, point.se, point.df, rows, point.answers, point.deff, confidence
    )
    return intervals.proportion(share, cast("intervals.Method", way), mean_deff)


def finished(
    title: Title,
    point: Point,
    interval: Interval,
    *,
    is_share: bool,
    field: Field = NO_FIELD,
    variance: str = "taylor",
) -> Estimate:
    """Judge a point with its interval and return the estimate to hand on.

    `variance` is the design's `variance_method`; it stands before the interval's in `method`.
    """
    evidence = Evidence(
        is_share,
        point.estimate,
        point.se,
        interval.low,
        interval.high,
        point.answers,
        point.df,
        field.response_rate,
        field.businesses,
        field.largest_share,
    )
    verdict = judge(evidence)
    relative = None
    if point.estimate and point.se is not None:
        relative = point.se / abs(point.estimate)
    return Estimate(
        title.indicator,
        title.variable,
        title.domain,
        point.answers,
        point.estimate,
        point.se,
        interval.low,
        interval.high,
        point.deff,
        relative,
        point.df,
        verdict.quality,
        verdict.reasons,
        f"{variance}:{interval.method}",
        title.q,
    )
