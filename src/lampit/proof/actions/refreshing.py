"""Fills the published figures from the rooms below: boards first, then provinces and nation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lampit.proof.models import Figure
from lampit.proof.queries.boards import raw_boards
from lampit.proof.rules.board import NATION, Published, roll_up

BLOCK = 500
DAILY_FOR = timedelta(days=31)  # afterwards only the first of each month is kept


@dataclass(frozen=True)
class Refreshed:
    """What a refresh wrote: boards with data, figures, and how many were hidden."""

    period: date
    boards: int
    figures: int
    hidden: int


def refresh_figures(region: str, on: date, *, now: datetime) -> Refreshed:
    """Compute and write all published figures for the day `on`, and return what was written.

    Provinces and nation need every board, and whether a cell must be hidden depends on its
    neighbours, so all boards are read whatever `region` is; outside `region` the survey figures
    of the last refresh are taken over instead of being estimated anew. One transaction: readers
    see the old figures or the new ones. Doing it twice on a day replaces that day's figures.
    """
    found = roll_up(raw_boards(region, on))
    rows = [_row(code, figure, on, now) for code, figures in found.items() for figure in figures]
    with transaction.atomic():
        Figure.objects.filter(period=on).delete()
        Figure.objects.filter(period__lt=on - DAILY_FOR).exclude(period__day=1).delete()
        Figure.objects.bulk_create(rows, batch_size=BLOCK)
    return Refreshed(on, _boards(found), len(rows), sum(row.hidden for row in rows))


def refresh_due(now: datetime) -> int:
    """Refresh once a local day, and return how many boards were published; 0 when done already."""
    today = timezone.localdate(now)
    if Figure.objects.filter(period__gte=today).exists():
        return 0
    return refresh_figures("", today, now=now).boards


def _boards(codes: Iterable[str]) -> int:
    """Return how many of the codes are boards."""
    return sum("." in code for code in codes)


def _row(code: str, figure: Published, on: date, now: datetime) -> Figure:
    """Return the table row of a published figure."""
    return Figure(
        region_id=None if code == NATION else code,
        indicator=figure.indicator,
        period=on,
        n=figure.n,
        boards=figure.boards,
        value=figure.value,
        se=figure.se,
        low=figure.low,
        high=figure.high,
        quality=figure.quality,
        hidden=figure.hidden,
        method=figure.method,
        updated_on=figure.updated_on,
        refreshed_at=now,
    )
