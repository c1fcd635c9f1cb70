"""Days off: those of the nation from a file of the house, those of an office from its table."""

import csv
from datetime import date
from functools import lru_cache
from pathlib import Path

from lampit.measure.models import OffDay
from lampit.measure.rules.calendar import Calendar, Holiday, Marked, calendar

HOLIDAYS = Path(__file__).resolve().parent.parent / "data" / "holidays.csv"


@lru_cache(maxsize=1)
def holidays() -> tuple[Holiday, ...]:
    """Return the national holidays and days of common leave that are known, by day; from a file."""
    with HOLIDAYS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Holiday(date.fromisoformat(r["day"]), r["name"], r["kind"] == "cuti", r["source"])
        for r in rows
    )


def years_decreed() -> list[int]:
    """Return the years whose movable holidays are known too."""
    return sorted({one.day.year for one in holidays() if one.is_leave})


def off_days(region: str) -> list[OffDay]:
    """Return what an office said of days, weekly ones and by day; one query."""
    return list(OffDay.objects.filter(region=region).order_by("day", "weekday", "id")[:500])


def calendar_of(region: str) -> Calendar:
    """Return the days on which an office goes out; one query."""
    marked = [Marked(row.kind, row.day, row.weekday, row.place) for row in off_days(region)]
    return calendar(holidays(), marked)
