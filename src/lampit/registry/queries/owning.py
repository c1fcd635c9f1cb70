"""Who owned a business when. Bounded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext

from lampit.registry.models import Business, OwnerPeriod
from lampit.registry.rules import owning

SHOWN_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Period:
    """A period as the page of the business shows it; an owner of another kabupaten has no name."""

    name: str
    from_on: date | None
    until_on: date | None
    reason: str


def periods_of(business: Business) -> list[Period]:
    """Return who owned a business, the present owner first; empty without a change; one query."""
    rows = OwnerPeriod.objects.filter(business=business).select_related("owner").order_by("-id")
    return [
        Period(
            row.owner.name if row.owner.region_id == business.region_id else "",
            row.from_on,
            row.until_on,
            gettext(owning.REASONS[row.reason]) if row.reason else "",
        )
        for row in rows[:SHOWN_AT_MOST]
    ]


def same_hands(owner_id: int) -> set[int]:
    """Return the records of the person of an owner that gave a business away in one deed with her.

    Records merged into one another are of one person; each has a period of its own. At most two
    queries.
    """
    ended = OwnerPeriod.objects.filter(owner=owner_id, until_on__isnull=False)
    together = Q(pk__in=())
    for business, at in ended.values_list("business_id", "ended_at")[:SHOWN_AT_MOST]:
        kin = Q(business__golden=business) | Q(business__merged=business)
        together |= Q(ended_at=at) & kin
    if not together:
        return {owner_id}
    return {owner_id, *OwnerPeriod.objects.filter(together).values_list("owner_id", flat=True)}


def former_owners(business_ids: Collection[int]) -> set[int]:
    """Return who owned one of these records once and does no more; one query."""
    ended = OwnerPeriod.objects.filter(business__in=business_ids, until_on__isnull=False)
    present = OwnerPeriod.objects.filter(business__in=business_ids, until_on=None)
    return set(ended.exclude(owner__in=present.values("owner")).values_list("owner_id", flat=True))
