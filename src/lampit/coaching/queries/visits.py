"""Visits as lists: pages, the week, open steps, the month for the honorarium."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from lampit.coaching import rules
from lampit.coaching.models import Visit
from lampit.people.models import User
from lampit.registry.queries import belonging
from lampit.web.paging import Page, page_of

MOST_STEPS = 10
MOST_HISTORY = 100
MOST_IN_A_MONTH = 2_000


def page(visits: QuerySet[Visit], asked: str | None) -> Page[Visit]:
    """Return one page of `visits`, newest first, with business and mentor loaded; one query."""
    return page_of(visits.select_related("business__village", "mentor"), asked)


def history(visits: QuerySet[Visit], business_id: int) -> list[Visit]:
    """Return the last 100 visits to a business, newest first; one query."""
    rows = visits.filter(business__in=belonging(business_id)).select_related("mentor")
    return list(rows[:MOST_HISTORY])


@dataclass(frozen=True)
class Step:
    """An agreed step still open, with the days left (negative = overdue)."""

    visit: Visit
    days_left: int

    @property
    def days_late(self) -> int:
        """Return the days over its day, for showing."""
        return -self.days_left


@dataclass(frozen=True)
class Steps:
    """The most overdue open steps, and how many there are in all."""

    rows: list[Step]
    count: int
    overdue: int


def open_steps(visits: QuerySet[Visit], *, today: date) -> Steps:
    """Return at most ten open steps, the most overdue first, with the counts; two queries."""
    rows = visits.filter(done_on__isnull=True, due_on__isnull=False)
    shown = rows.select_related("business").order_by("due_on", "id")[:MOST_STEPS]
    counts = rows.aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    steps = [Step(v, (v.due_on - today).days) for v in shown if v.due_on]
    return Steps(steps, counts["all"], counts["late"])


@dataclass(frozen=True)
class Day:
    """A day of the week with its visits and the steps that fall due."""

    on: date
    visits: list[Visit]
    due: list[Visit]


def week(visits: QuerySet[Visit], day: date) -> list[Day]:
    """Return the working week of `day`, Saturday and Sunday only when used; two queries."""
    days = rules.week_of(day)
    seen = list(
        visits.filter(on__range=(days[0], days[-1])).select_related("business")[:MOST_HISTORY]
    )
    due = list(
        visits.filter(done_on__isnull=True, due_on__range=(days[0], days[-1])).select_related(
            "business"
        )[:MOST_HISTORY]
    )
    found = [
        Day(on, [v for v in seen if v.on == on], [v for v in due if v.due_on == on]) for on in days
    ]
    return [one for place, one in enumerate(found) if place < 5 or one.visits or one.due]


def recap(visits: QuerySet[Visit], first: date, stop: date) -> list[Visit]:
    """Return the visits of a month by mentor and day, at most 2,000; one query."""
    rows = visits.filter(on__gte=first, on__lt=stop).select_related("business__village", "mentor")
    return list(rows.order_by("mentor__username", "on", "id")[:MOST_IN_A_MONTH])


@dataclass(frozen=True)
class MentorLoad:
    """A mentor with the number of businesses looked after now."""

    mentor: User
    businesses: int


def loads(mentors: QuerySet[User], region: str) -> list[MentorLoad]:
    """Return mentors with their present load in a region, by name, at most 200; one query."""
    here = Q(
        assignments__until_on__isnull=True,
        assignments__business__region__code__startswith=region,
    )
    rows = mentors.annotate(load=Count("assignments", filter=here, distinct=True))
    return [MentorLoad(row, row.load) for row in rows.order_by("username")[:200]]


def mentor_choices(mentors: QuerySet[User]) -> list[tuple[str, str]]:
    """Return at most 200 mentors as choices of a form, by name; one query."""
    rows = mentors.order_by("username")[:200]
    return [(str(row.pk), row.get_full_name() or row.username) for row in rows]


def photographed(visits: QuerySet[Visit], business: int, at_most: int) -> list[Visit]:
    """Return the last visits of a business that have a photo; one query."""
    rows = visits.filter(business=business).exclude(photo="")
    return list(rows.order_by("-pk")[:at_most])
