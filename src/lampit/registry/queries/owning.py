"""Who owned a business when. Bounded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

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


def former_owners(business_ids: Collection[int]) -> set[int]:
    """Return who owned one of these records once and does no more; one query."""
    ended = OwnerPeriod.objects.filter(business__in=business_ids, until_on__isnull=False)
    present = OwnerPeriod.objects.filter(business__in=business_ids, until_on=None)
    return set(ended.exclude(owner__in=present.values("owner")).values_list("owner_id", flat=True))
