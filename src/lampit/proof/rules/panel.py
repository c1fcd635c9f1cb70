"""Who is compared with whom, and over which months, for the first benefit (domain section 5).

Months are whole numbers (year · 12 + month - 1), so that windows are plain arithmetic. The later
window is the last three whole months, the earlier one the same three a year before: the season is
then the same in both. Treated: onboarded between the windows, at least three months ago. Not yet:
not onboarded by the end. Long onboarded and just onboarded businesses belong to neither.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lampit.science.impact import Effect, Unit, did, on_scale, winsorised

WINDOW_MONTHS = 3
YEAR_MONTHS = 12


def month_number(day: date) -> int:
    """Return the whole number of the month of `day`."""
    return day.year * YEAR_MONTHS + day.month - 1


def first_day(month: int) -> date:
    """Return the first day of a month number."""
    return date(month // YEAR_MONTHS, month % YEAR_MONTHS + 1, 1)


@dataclass(frozen=True)
class Windows:
    """Three spans of months: before the comparison, before, after. Ends are included."""

    earlier: range
    before: range
    after: range

    @property
    def first_on(self) -> date:
        """Return the first day of which sales are needed."""
        return first_day(self.earlier.start)

    @property
    def until_on(self) -> date:
        """Return the day after the last one of which sales are needed."""
        return first_day(self.after.stop)


def windows(on: date) -> Windows:
    """Return the windows that end with the last whole month before `on`."""
    stop = month_number(on)
    after = range(stop - WINDOW_MONTHS, stop)
    before = range(after.start - YEAR_MONTHS, after.stop - YEAR_MONTHS)
    return Windows(range(before.start - WINDOW_MONTHS, before.start), before, after)


@dataclass(frozen=True)
class History:
    """What is known of one business: its village, when it came online, sales by month."""

    business: int
    village: str
    onboarded_on: date | None
    sales: Mapping[int, int]

    def monthly(self, months: range) -> float | None:
        """Return mean monthly sales over a window; None when nothing at all was entered."""
        entered = [self.sales[m] for m in months if m in self.sales]
        return sum(entered) / len(months) if entered else None


def group_of(onboarded_on: date | None, spans: Windows) -> bool | None:
    """Say whether a business is treated, not yet (False), or belongs to neither (None)."""
    month = None if onboarded_on is None else month_number(onboarded_on)
    if month is None or month >= spans.after.stop:
        return False
    if spans.before.stop <= month < spans.after.start:
        return True
    return None


@dataclass(frozen=True)
class Comparison:
    """The first benefit: effect in rupiah, on the log scale, the trend before, who was left out."""

    effect: Effect
    relative: Effect
    trend_before: Effect
    left_out: int
    unknown_sales: int
    spans: Windows

    @property
    def relative_ends(self) -> tuple[float, float, float] | None:
        """Return the effect as a share of sales (0.26 = 26 % more) with its ends, if known."""
        value, low, high = self.relative.value, self.relative.low, self.relative.high
        if value is None or low is None or high is None:
            return None
        return math.expm1(value), math.expm1(low), math.expm1(high)

    @property
    def is_parallel(self) -> bool:
        """Say whether the groups moved alike before; unknown counts as not shown otherwise."""
        low, high = self.trend_before.low, self.trend_before.high
        return low is None or high is None or low <= 0 <= high


def compare(histories: Iterable[History], on: date) -> Comparison:
    """Return the comparison of onboarded and not yet onboarded businesses at `on`."""
    spans = windows(on)
    left_out = unknown = 0
    units: list[Unit] = []
    earlier: list[Unit] = []
    for history in histories:
        treated = group_of(history.onboarded_on, spans)
        before, after = history.monthly(spans.before), history.monthly(spans.after)
        if treated is None:
            left_out += 1
        elif before is None or after is None:
            unknown += 1
        else:
            units.append(Unit(treated, before, after, history.village))
            start = history.monthly(spans.earlier)
            if start is not None:
                earlier.append(Unit(treated, start, before, history.village))
    tamed = winsorised(units)
    return Comparison(
        effect=did(tamed),
        relative=did(on_scale(units, math.log1p)),
        trend_before=did(winsorised(earlier)),
        left_out=left_out,
        unknown_sales=unknown,
        spans=spans,
    )
