"""Raw counts of all boards: one grouping over the register, and the newest survey of each."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from lampit.measure.models import Round
from lampit.measure.queries import RoundFigure, round_figures
from lampit.proof.models import Figure
from lampit.proof.rules.board import INDEX, RESPONSE, Raw
from lampit.registry.queries import counts, present
from lampit.registry.queries.quality import last_counts
from lampit.registry.rules.quality import Counts


def register_counts() -> dict[str, Raw]:
    """Return the counts of every board with a register; three queries, two of them groupings.

    How complete and fresh it is was counted once that day, as the register's own page tells it.
    """
    counted = last_counts()
    changed = dict(present().order_by().values_list("region_id").annotate(Max("updated_at")))
    return {
        row.region: Raw(
            registered=row.businesses,
            updated_on=timezone.localdate(changed[row.region]) if row.region in changed else None,
            **(_counted(*counted[row.region]) if row.region in counted else {}),
        )
        for row in counts()
    }


def _counted(told: Counts, at: datetime) -> dict[str, Any]:
    return {
        "filled": told.filled_cells, "fillable": told.scored_cells, "fresh": told.fresh,
        "framed": told.framed, "counted_on": timezone.localdate(at),
    }  # fmt: skip


def _surveyed(raw: Raw, figure: RoundFigure) -> Raw:
    """Add a newly estimated survey to the counts of a board."""
    return replace(
        raw,
        drawn=figure.drawn,
        answered=figure.answers,
        index=figure.index.value,
        low=figure.index.low,
        high=figure.index.high,
        se=figure.index.se,
        response=figure.response_rate,
        quality=figure.index.quality,
        surveyed_on=figure.on,
    )


def _carried(outside: str) -> dict[str, dict[str, Figure]]:
    """Return the survey figures of the last refresh of boards outside a region; one query."""
    last = _last_period()
    if last is None:
        return {}
    rows = Figure.objects.filter(region__isnull=False, indicator__in=(INDEX, RESPONSE), period=last)
    found: dict[str, dict[str, Figure]] = {}
    for row in rows:
        code = row.region_id or ""
        if "." in code and not code.startswith(outside):
            found.setdefault(code, {})[row.indicator] = row
    return found


def _last_period() -> date | None:
    """Return the newest day of which figures exist; one query."""
    found: date | None = Figure.objects.aggregate(last=Max("period"))["last"]
    return found


def _taken_over(raw: Raw, figures: dict[str, Figure]) -> Raw:
    """Add the survey of an earlier refresh to the counts of a board."""
    index, response = figures.get(INDEX), figures.get(RESPONSE)
    if index is None or response is None:
        return raw
    return replace(
        raw,
        drawn=response.n,
        answered=index.n,
        index=index.value,
        low=index.low,
        high=index.high,
        se=index.se,
        response=response.value,
        quality=index.quality,
        surveyed_on=index.updated_on,
    )


def raw_boards(region: str, on: date) -> dict[str, Raw]:
    """Return the raw counts of all boards with any data at `on`; at most seven queries.

    Surveys inside `region` are estimated anew, those outside taken from the last refresh.
    """
    found = register_counts()
    rounds = Round.objects.filter(reference_on__lte=on)
    if region:
        rounds = rounds.filter(region__code__startswith=region)
        for code, figures in _carried(region).items():
            found[code] = _taken_over(found.get(code, Raw()), figures)
    for figure in round_figures(rounds):
        found[figure.region] = _surveyed(found.get(figure.region, Raw()), figure)
    return found
