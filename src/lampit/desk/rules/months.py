"""Months of promotion: which have ended long enough to be summed."""

from datetime import date, timedelta

GRACE = timedelta(days=10)  # for slips that are written down late


def first_of_next(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def last_day(month: date) -> date:
    """Return the last day of a month."""
    return first_of_next(month) - timedelta(days=1)


def due_months(today: date, most: int) -> list[date]:
    """Return the first days of the last months that ended ten days ago or earlier, newest first."""
    month, found = today.replace(day=1), list[date]()
    while len(found) < most:
        after, month = month, (month - timedelta(days=1)).replace(day=1)
        if after + GRACE <= today:
            found.append(month)
    return found
