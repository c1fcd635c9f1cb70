"""The third benefit: net jobs of surveyed businesses, and young businesses (domain section 5)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from lampit.science.survey import make_design, total
from lampit.science.survey.intervals import student

FEWEST_ANSWERS = 10
NEW_MONTHS = 42  # 3.5 years, the habit of the GEM surveys; a setting of the office in time

NEW, OLD, PERHAPS, UNKNOWN = "baru", "lama", "mungkin", "belum_diketahui"


@dataclass(frozen=True)
class Member:
    """One answered business: survey weight, stratum, cluster, workers now and a year ago."""

    weight: float
    stratum: str
    cluster: str
    workers: int
    workers_before: int


@dataclass(frozen=True)
class NetJobs:
    """Weighted sum of (workers now - a year ago) with its interval; None = not to be told."""

    value: float | None
    se: float | None
    low: float | None
    high: float | None
    n: int
    now: float | None
    before: float | None


def net_jobs(panel: Sequence[Member], *, fewest: int = FEWEST_ANSWERS) -> NetJobs:
    """Return Σ w (J₁ - J₀) over the panel; births have J₀ = 0 and deaths J₁ = 0.

    The interval follows the sampling design; with fewer than `fewest` answers there is none.
    """
    if not panel:
        return NetJobs(None, None, None, None, 0, None, None)
    design = make_design(
        len(panel),
        weights=[m.weight for m in panel],
        strata=[[m.stratum for m in panel]],
        clusters=[[m.cluster for m in panel]],
        lonely="adjust",
    )
    inside = np.ones(len(panel), dtype=np.bool_)
    point = total(design, np.array([float(m.workers - m.workers_before) for m in panel]), inside)
    low = high = None
    if len(panel) >= fewest and point.estimate is not None and point.se is not None:
        interval = student(point.estimate, point.se, point.df, design.confidence)
        low, high = interval.low, interval.high
    return NetJobs(
        value=point.estimate,
        se=point.se,
        low=low,
        high=high,
        n=len(panel),
        now=sum(m.weight * m.workers for m in panel),
        before=sum(m.weight * m.workers_before for m in panel),
    )


def age_months(year: int, month: int, on: date) -> int:
    """Return the months between a start (month precision) and `on`."""
    return (on.year - year) * 12 + on.month - month


def newness(year: int | None, month: int | None, on: date) -> str:
    """Say whether a business is young (< 42 months): `baru`, `lama`, `mungkin`, or unknown.

    A start known only by its year may be both: it is counted in the upper bound alone.
    """
    if year is None:
        return UNKNOWN
    if month is not None:
        return NEW if age_months(year, month, on) < NEW_MONTHS else OLD
    youngest, oldest = age_months(year, 12, on), age_months(year, 1, on)
    if oldest < NEW_MONTHS:
        return NEW
    return PERHAPS if youngest < NEW_MONTHS else OLD


@dataclass(frozen=True)
class Young:
    """Young businesses between two bounds, of how many with a known start."""

    low: int
    high: int
    known: int
    unknown: int

    def per_thousand(self, count: int) -> float | None:
        """Return a count per 1,000 businesses with a known start; None when none is known."""
        return count * 1000 / self.known if self.known else None


def young(starts: Iterable[tuple[int | None, int | None, int]], on: date) -> Young:
    """Count young businesses of (year, month, how many): certain ones low, with perhaps high."""
    found: Counter[str] = Counter()
    for year, month, count in starts:
        found[newness(year, month, on)] += count
    certain, maybe = found[NEW], found[PERHAPS]
    return Young(certain, certain + maybe, certain + maybe + found[OLD], found[UNKNOWN])
