"""Whom to visit next: businesses with the reasons, the most pressing first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Case, DateField, F, OuterRef, QuerySet, Subquery, Value, When
from django.utils.translation import gettext

from lampit.coaching import rules
from lampit.coaching.models import Assignment, Visit
from lampit.registry.models import Business
from lampit.registry.queries import Asked, belonging, chosen, golden_id
from lampit.registry.queries.listing import page_of_businesses
from lampit.registry.queries.paging import Turn
from lampit.web.paging import KeysetPage

NAMELESS = Case(When(name="", then=Value(1)), default=Value(0))  # named ones first
MOST = 200  # more than the most a mentor may have; an office list goes page by page


@dataclass(frozen=True)
class Need:
    """A business with what is known of its coaching and why it should be seen."""

    business: Business
    standing: rules.Standing
    reasons: tuple[rules.Reason, ...]
    step: str
    due_on: date

    @property
    def weight(self) -> int:
        """Return how pressing a visit is."""
        return rules.need(self.reasons)


def _records() -> QuerySet[Business, int]:
    """Return a business of the outer query with the records merged into it."""
    return belonging(OuterRef(OuterRef("pk")))


def _open() -> QuerySet[Assignment]:
    """Return the open assignments of a business of the outer query, the newest first."""
    rows = Assignment.objects.filter(business__in=_records(), until_on__isnull=True)
    return rows.order_by("-from_on", "-id")


def standing_of(businesses: QuerySet[Business]) -> QuerySet[Business]:
    """Add last visit, earliest open step and start of the present assignment to businesses."""
    visits = Visit.objects.filter(business__in=_records()).order_by("-on", "-id")
    open_visits = (
        Visit.objects.filter(business__in=_records(), done_on__isnull=True, due_on__isnull=False)
    ).order_by("due_on", "id")
    assigned = _open()
    return businesses.annotate(
        visited_on=Subquery(visits.values("on")[:1], output_field=DateField()),
        step_due_on=Subquery(open_visits.values("due_on")[:1], output_field=DateField()),
        step=Subquery(open_visits.values("next_step")[:1]),
        assigned_on=Subquery(assigned.values("from_on")[:1], output_field=DateField()),
    )


def _need(business: Business, today: date) -> Need:
    """Read the annotated figures of one business and weigh them."""
    standing = rules.Standing(
        visited_on=getattr(business, "visited_on", None),
        confirmed_on=business.confirmed_on,
        step_due_on=getattr(business, "step_due_on", None),
        assigned_on=getattr(business, "assigned_on", None),
    )
    return Need(
        business,
        standing,
        rules.reasons(standing, today=today),
        getattr(business, "step", None) or "",
        rules.next_visit_on(standing, today=today),
    )


def by_need(businesses: QuerySet[Business], *, today: date) -> list[Need]:
    """Return at most 200 of `businesses`, the most pressing first; one query.

    The database pre-sorts so that what is cut off is what presses least.
    """
    rows = (
        standing_of(businesses)
        .select_related("village")
        .order_by(
            F("step_due_on").asc(nulls_last=True), F("visited_on").asc(nulls_first=True), "pk"
        )[:MOST]
    )
    found = [_need(business, today) for business in rows]
    return sorted(found, key=lambda need: (-need.weight, need.due_on, need.business.name))


def need_of(businesses: QuerySet[Business], pk: int, *, today: date) -> Need | None:
    """Return one of `businesses` with its reasons, None outside them; one query."""
    row = standing_of(businesses).select_related("village").filter(pk=pk).first()
    return _need(row, today) if row else None


def coached(businesses: QuerySet[Business]) -> QuerySet[Business]:
    """Return those of `businesses` that somebody looks after now."""
    return businesses.filter(pk__in=_looked_after())


def free(
    businesses: QuerySet[Business],
    words: str,
    turn: Turn,
    on: date,
    *,
    regions: Sequence[str] | None,
) -> KeysetPage[Business]:
    """Return a page of businesses nobody looks after that `words` find.

    The register's own search, at most ten queries however large it is; `regions` as in
    `registry.queries.chosen`.
    """
    found = chosen(businesses, Asked(text=words), on, regions=regions)
    taken = np.unique(np.fromiter(_looked_after().iterator(20_000), np.int64))
    return page_of_businesses(businesses, found.without(taken), turn)


def _looked_after() -> QuerySet[Assignment, int]:
    """Return the golden records of all that somebody looks after now."""
    rows = Assignment.objects.filter(until_on__isnull=True).order_by()
    return rows.annotate(top=golden_id()).values_list("top", flat=True)


def choices(businesses: QuerySet[Business]) -> list[tuple[str, str]]:
    """Return at most 200 businesses as choices of a form, by name; one query."""
    rows = businesses.select_related("village").order_by(NAMELESS, "name", "pk")[:MOST]
    return [(str(row.pk), _label(row)) for row in rows]


def _label(business: Business) -> str:
    """Return name and village of a business, as far as they are known."""
    name = business.name or business.activity or gettext("Usaha tanpa nama")
    return f"{name}, {business.village.name}" if business.village else name
