"""Age of a business and the answer to "is it a start-up?". Pure."""

from datetime import date

# A business is new under 3.5 years (the habit of the Global Entrepreneurship Monitor).
NEW_UNDER_MONTHS = 42


def months_between(start: date, on: date) -> int:
    """Return whole calendar months from the month of `start` to the month of `on`."""
    return (on.year - start.year) * 12 + on.month - start.month


def is_startup(start: date | None, precision: str, on: date) -> str:
    """Return `ya`, `tidak`, `mungkin` (the year alone does not decide) or empty when unknown.

    Args:
        start: first day of the period in which the business began.
        precision: `day`, `month` or `year`; empty means the start is not known.
        on: the reference date.
    """
    if start is None or not precision:
        return ""
    first = months_between(start, on) < NEW_UNDER_MONTHS
    if precision != "year":
        return "ya" if first else "tidak"
    last = months_between(start.replace(month=12), on) < NEW_UNDER_MONTHS
    if first == last:
        return "ya" if first else "tidak"
    return "mungkin"


def start_shown(first_day: date | None, precision: str) -> str:
    """Return when a business began as surely as it is known: `12-03-2019`, `03-2019`, `2019`."""
    if first_day is None:
        return ""
    shown = {"day": first_day.strftime("%d-%m-%Y"), "month": first_day.strftime("%m-%Y")}
    return shown.get(precision, str(first_day.year))
