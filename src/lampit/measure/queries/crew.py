"""Who goes out for a round: loads, days, results by person, and what to expect at this rate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from lampit.measure.models import ReserveUnit, Round, RoundEnumerator, SampleMember
from lampit.measure.rules.planning import TWO, choices_of, half_widths
from lampit.people.models import User
from lampit.science.survey.response import ResponseFigures

ANSWERED = ("selesai", "sebagian")


@dataclass(frozen=True)
class Load:
    """One enumerator of a round; `person` None: businesses that nobody was given."""

    person: User | None
    per_day: int
    base: str
    has_left: bool
    given: int
    answered: int
    refused: int
    lost: int
    days: int
    last_day: date | None

    @property
    def left(self) -> int:
        """Return how many are still to be asked."""
        return self.given - self.answered - self.refused - self.lost


@dataclass(frozen=True)
class DayLine:
    """One day of field work: planned visits, and results noted on it."""

    day: date
    planned: int
    answered: int
    other: int


def loads(found: Round) -> list[Load]:
    """Return the enumerators with their businesses, and what waits for somebody; two queries."""
    answered = Q(disposition__in=ANSWERED)
    refused = Q(disposition="menolak")
    rows = (
        SampleMember.objects.filter(round=found)
        .order_by()
        .values("assigned_to")
        .annotate(
            given=Count("id"),
            answered=Count("id", filter=answered),
            refused=Count("id", filter=refused),
            lost=Count("id", filter=~Q(disposition="") & ~answered & ~refused),
            days=Count("route_day", distinct=True),
        )
    )
    counted = {row["assigned_to"]: row for row in rows}
    crew = RoundEnumerator.objects.filter(round=found).select_related("person", "base")
    told = [_load(row.person, row, counted.pop(row.person_id, None)) for row in crew]
    return told + [_load(None, None, row) for row in counted.values()]


def _load(
    person: User | None, row: RoundEnumerator | None, counted: Mapping[str, Any] | None
) -> Load:
    n = counted or {}
    return Load(
        person,
        row.per_day if row else 0,
        row.base.name if row and row.base else "",
        row is not None and row.left_on is not None,
        n.get("given", 0),
        n.get("answered", 0),
        n.get("refused", 0),
        n.get("lost", 0),
        n.get("days", 0),
        None,
    )


def by_day(found: Round, most: int = 60) -> list[DayLine]:
    """Return the days of a round with plan and result, the last ones, oldest first; two queries."""
    rows = SampleMember.objects.filter(round=found).order_by()
    planned = dict(rows.exclude(route_day=None).values_list("route_day").annotate(n=Count("id")))
    done = {
        day: (answered, every - answered)
        for day, answered, every in rows.exclude(disposed_at=None)
        .values_list("disposed_at__date")
        .annotate(a=Count("id", filter=Q(disposition__in=ANSWERED)), n=Count("id"))
    }
    days = sorted({*planned, *done})[-most:]
    return [DayLine(day, planned.get(day, 0), *done.get(day, (0, 0))) for day in days]


def expected_now(found: Round, figures: ResponseFigures) -> tuple[float, float] | None:
    """Return the half widths (index points, share points) to expect if the rest answer likewise.

    None before the first result. One query.
    """
    rate = figures.rate
    if not rate:
        return None
    choices = choices_of(found.plan)
    rows = (
        SampleMember.objects.filter(round=found)
        .exclude(number=None)
        .order_by()
        .values_list("psu_stratum" if choices.design == TWO else "stratum")
        .annotate(n=Count("id"))
    )
    drawn = dict(rows)
    weights = _population(found, choices.design == TWO)
    sizes = {name: max(weights.get(name, n), n) for name, n in drawn.items()}
    return half_widths(sizes, drawn, choices, rate)


def _population(found: Round, clustered: bool) -> dict[str, int]:
    """Return how many businesses each stratum stands for: the sum of its weights; one query."""
    name = "psu_stratum" if clustered else "stratum"
    told: dict[str, float] = {}
    rows = SampleMember.objects.filter(round=found).exclude(number=None)
    for stratum, chance in rows.values_list(name, "probability"):
        told[stratum] = told.get(stratum, 0.0) + 1 / chance
    return {stratum: round(total) for stratum, total in told.items()}


def waiting(found: Round) -> list[int]:
    """Return the open businesses that nobody was given; one query."""
    rows = SampleMember.objects.filter(round=found, assigned_to=None, disposition="")
    return list(rows.values_list("pk", flat=True))


def reserve_left(found: Round) -> int:
    """Return how many of the reserve were not released; one query."""
    return ReserveUnit.objects.filter(round=found, batch=None).count()


def route_of(members: QuerySet[SampleMember], found: Round, person: int) -> list[SampleMember]:
    """Return what a person of a round is to ask, by day and order; one query."""
    rows = members.filter(round=found, assigned_to_id=person).select_related(
        "business", "business__owner", "business__village", "business__district", "submission"
    )
    return list(rows.order_by("route_day", "route_order", "id")[:2_000])


def people_of(rows: Iterable[Load]) -> list[User]:
    """Return the enumerators that still go out."""
    return [row.person for row in rows if row.person is not None and not row.has_left]
