"""What was found in the field, and what of it the register may hold already."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from lampit.measure.models import FoundBusiness
from lampit.registry.models import Business
from lampit.registry.queries import Twin, twins_of
from lampit.registry.rules.records import Told


@dataclass(frozen=True)
class Finding:
    """A found business with the records of the register that look like it."""

    row: FoundBusiness
    likes: list[Twin]


def told_of(found: FoundBusiness) -> Told:
    """Return a found business as the register would be told of it; no query."""
    return Told(
        owner_name=found.owner_name,
        village=found.village_id,
        name=found.name,
        phones=(found.phone,) if found.phone else (),
        note=found.note,
    )


def listed(rows: QuerySet[FoundBusiness], round_id: int) -> QuerySet[FoundBusiness]:
    """Return the undecided findings of a round, oldest first, for a page of them.

    Those whose term is over have no name any more: nobody can decide on them.
    """
    waiting = rows.filter(round_id=round_id, state=FoundBusiness.State.WAITING)
    waiting = waiting.exclude(name="", owner_name="")
    return waiting.select_related("village", "village__parent", "found_by").order_by("id")


def with_likes(rows: Iterable[FoundBusiness], businesses: QuerySet[Business]) -> list[Finding]:
    """Return findings with their look-alikes; three queries for each."""
    return [Finding(row, twins_of(businesses, told_of(row))) for row in rows]


def counts(round_id: int) -> dict[str, int]:
    """Return how many findings of a round are in each state; one query."""
    rows = FoundBusiness.objects.filter(round_id=round_id).order_by()
    return dict(rows.values_list("state").annotate(n=Count("id")))
