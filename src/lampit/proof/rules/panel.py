"""Who is compared with whom, and over which months, for the first benefit (domain section 5).

Months are whole numbers (year · 12 + month - 1), so that windows are plain arithmetic. The later
window is the last three whole months, the earlier one the same three a year before: the season is
then the same in both. Treated: onboarded between the windows, at least three months ago. Not yet:
not onboarded by the end. Long onboarded and just onboarded businesses belong to neither.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lampit.science.impact import Effect, Unit, did, on_scale, winsorised
from lampit.science.survey.disclosure import SMALLEST_SHOWN, may_show_money

WINDOW_MONTHS = 3
YEAR_MONTHS = 12
TOO_FEW_BUSINESSES = "too_few_businesses"


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
    """What is known of one business: village, when it came online, sales by month, its board."""

    business: int
    village: str
    onboarded_on: date | None
    sales: Mapping[int, int]
    board: str = ""

    def monthly(self, months: range) -> float | None:
        """Return mean monthly sales over a window; None when nothing at all was entered.

        A business that keeps its ledger sold nothing in a month without an entry.
        """
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
    boards: list[tuple[str, bool]] = []
    for history in histories:
        treated = group_of(history.onboarded_on, spans)
        before, after = history.monthly(spans.before), history.monthly(spans.after)
        if treated is None:
            left_out += 1
        elif before is None or after is None:
            unknown += 1
        else:
            units.append(Unit(treated, before, after, history.village))
            boards.append((history.board, treated))
            start = history.monthly(spans.earlier)
            if start is not None:
                earlier.append(Unit(treated, start, before, history.village))
    tamed = winsorised(units)
    found = Comparison(
        effect=did(tamed),
        relative=did(on_scale(units, math.log1p)),
        trend_before=did(winsorised(earlier)),
        left_out=left_out,
        unknown_sales=unknown,
        spans=spans,
    )
    return found if _may_be_told(tamed, boards) else _withheld(found)


def _may_be_told(units: Sequence[Unit], boards: Sequence[tuple[str, bool]]) -> bool:
    """Say whether the means of both groups give no business away.

    Three in each group, none with more than 70 % of its group's sales; and the businesses of
    boards that do not tell their own comparison are either none or three as well.
    """
    for flag in (True, False):
        group = [unit for unit in units if unit.treated is flag]
        amounts = ([u.before for u in group], [u.after for u in group])
        if group and not all(may_show_money(len(told), sum(told), max(told)) for told in amounts):
            return False
    count = Counter(boards)
    names = {board for board, _ in boards}
    small = {b for b in names if min(count[b, True], count[b, False]) < SMALLEST_SHOWN}
    if len(names) < 2:
        return True
    left = [sum(count[board, flag] for board in small) for flag in (True, False)]
    return all(n == 0 or n >= SMALLEST_SHOWN for n in left)


def _withheld(found: Comparison) -> Comparison:
    """Return a comparison with its counts alone."""
    return replace(
        found,
        effect=_emptied(found.effect),
        relative=_emptied(found.relative),
        trend_before=_emptied(found.trend_before),
    )


def _emptied(effect: Effect) -> Effect:
    """Return an effect without its amounts."""
    return replace(
        effect, value=None, se=None, low=None, high=None, treated_change=None,
        control_change=None, treated_before=None, control_before=None, reason=TOO_FEW_BUSINESSES,
    )  # fmt: skip
