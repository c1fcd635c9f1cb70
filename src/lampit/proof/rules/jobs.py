"""The third benefit: net jobs of surveyed businesses, and young businesses (domain section 5)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from lampit.science.survey import total
from lampit.science.survey.design import Design, Floats
from lampit.science.survey.disclosure import SMALLEST_SHOWN
from lampit.science.survey.intervals import student

FEWEST_ANSWERS = 10
NEW_MONTHS = 42  # 3.5 years, the habit of the GEM surveys; a setting of the office in time

NEW, OLD, PERHAPS, UNKNOWN = "baru", "lama", "mungkin", "belum_diketahui"


@dataclass(frozen=True, eq=False)
class Panel:
    """Drawn businesses in the design of their round: workers now and a year ago, NaN = not told."""

    design: Design
    present: Floats
    past: Floats


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


def net_jobs(panel: Panel | None, *, fewest: int = FEWEST_ANSWERS) -> NetJobs:
    """Return Σ w (J₁ - J₀) over the panel; births have J₀ = 0 and deaths J₁ = 0.

    The interval follows the design of the round, with its strata and finite populations; rows
    without an answer stay in the design. With fewer than `fewest` answers there is no interval.
    """
    if panel is None:
        return NetJobs(None, None, None, None, 0, None, None)
    change = panel.present - panel.past
    known = np.isfinite(change)
    design, weights = panel.design, panel.design.weights[known]
    point = total(design, change, known)
    low = high = None
    if point.answers >= fewest and point.estimate is not None and point.se is not None:
        interval = student(point.estimate, point.se, point.df, design.confidence)
        low, high = interval.low, interval.high
    return NetJobs(
        value=point.estimate,
        se=point.se,
        low=low,
        high=high,
        n=point.answers,
        now=float(np.sum(weights * panel.present[known])) if point.answers else None,
        before=float(np.sum(weights * panel.past[known])) if point.answers else None,
    )


def publishable(found: NetJobs) -> NetJobs:
    """Return what may leave the board: without an interval nothing but the number of answers."""
    if found.low is not None:
        return found
    return NetJobs(None, None, None, None, found.n, None, None)


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
    """Young businesses between two bounds, of how many with a known start.

    `hidden`: the register of this region is too small to be told, or covers one that is.
    """

    low: int
    high: int
    known: int
    unknown: int
    hidden: bool = False

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


def counted(found: Young, *, hidden: bool) -> Young:
    """Return what may be told: nothing where the register's count is `hidden`, or one or two."""
    if hidden or 0 < found.known + found.unknown < SMALLEST_SHOWN:
        return Young(0, 0, 0, 0, hidden=True)
    return found
