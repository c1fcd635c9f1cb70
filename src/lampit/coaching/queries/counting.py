"""Counts of visits for other rooms and the desk: no names, a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, DateField, OuterRef, Q, Subquery

from lampit.coaching.models import Assignment, Visit
from lampit.coaching.rules import NOT_MET
from lampit.registry.queries import golden_id
from lampit.web.tallies import Tally


@dataclass(frozen=True)
class VisitCounts:
    """How many visits, with somebody met, to how many businesses, by how many mentors."""

    visits: int
    met: int
    businesses: int
    mentors: int
    overdue_steps: int


def visit_counts(region: str, since: date, *, today: date) -> VisitCounts:
    """Return the counts of visits in a region from `since` on, and steps overdue; one query."""
    return VisitCounts(**visits_tallied(region, since, today=today).alone())


def visits_tallied(region: str, since: date, *, today: date) -> Tally:
    """Return what `VisitCounts` holds, to be counted together with others; no query yet."""
    lately, late = Q(on__gte=since), Q(done_on__isnull=True, due_on__lt=today)
    visits = Visit.objects.filter(lately | late, business__region__code__startswith=region)
    return Tally(visits, {
        "visits": Count("id", filter=lately),
        "met": Count("id", filter=lately & ~Q(result=NOT_MET)),
        "businesses": Count(golden_id(), distinct=True, filter=lately),
        "mentors": Count("mentor", distinct=True, filter=lately),
        "overdue_steps": Count("id", filter=late),
    })  # fmt: skip


@dataclass(frozen=True)
class NotVisited:
    """Coached businesses without a visit since a day: how many, and how many never."""

    assigned: int
    count: int
    never: int


def not_visited(region: str, before: date) -> NotVisited:
    """Return how many coached businesses were last seen before a day, or never; one query."""
    return not_visited_of(unseen_tallied(region, before).alone())


def not_visited_of(counted: Mapping[str, int]) -> NotVisited:
    """Return the counts of `unseen_tallied` as they are told."""
    return NotVisited(counted["assigned"], counted["never"] + counted["old"], counted["never"])


def unseen_tallied(region: str, before: date) -> Tally:
    """Return what `NotVisited` is made of, to be counted together with others; no query yet."""
    seen = Visit.objects.filter(business=OuterRef("business")).order_by("-on")
    rows = Assignment.objects.filter(
        until_on__isnull=True, business__region__code__startswith=region
    ).annotate(last=Subquery(seen.values("on")[:1], output_field=DateField()))
    return Tally(rows, {
        "assigned": Count("pk"),
        "never": Count("pk", filter=Q(last__isnull=True)),
        "old": Count("pk", filter=Q(last__lt=before)),
    })  # fmt: skip
