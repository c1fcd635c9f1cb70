"""The villages that somebody lists, as a phone takes them along."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from django.db.models import Count, QuerySet

from lampit.measure.models import ListedDraw, ListedEntry, VillageListing
from lampit.measure.rules import listing as rules
from lampit.measure.rules import states

MOST_VILLAGES, MOST_ENTRIES = 40, 3_000


def told_villages(listable: QuerySet[VillageListing], account_id: int) -> list[dict[str, Any]]:
    """Return the villages given to an account whose businesses are not drawn yet; two queries.

    Of the entries only what finds them: name, owner, address. Whoever left the register or the
    kabupaten has none any more. At most 40 villages and 3,000 entries; a village comes whole or
    not at all, for half a list would look complete.
    """
    rows = list(
        listable.filter(lister_id=account_id, drawn__round__state=states.DRAWN)
        .exclude(state=rules.UNLISTED)
        .exclude(drawn__round__in=ListedDraw.objects.values("round"))
        .select_related("drawn__round", "drawn__village__parent")
        .annotate(held=Count("entries"))
        .order_by("drawn__round", "drawn__village")[:MOST_VILLAGES]
    )
    sums = accumulate(one.held for one in rows)
    rows = [one for one, so_far in zip(rows, sums, strict=True) if so_far <= MOST_ENTRIES]
    held = _entries(rows)
    return [
        {
            "id": one.pk,
            "round": one.drawn.round_id,
            "round_name": one.drawn.round.name,
            "code": one.drawn.village_id,
            "name": one.drawn.village.name,
            "district": one.drawn.village.parent.name if one.drawn.village.parent else "",
            "state": one.state,
            "entries": held.get(one.pk, []),
        }
        for one in rows
    ]


def _entries(rows: Sequence[VillageListing]) -> dict[int, list[dict[str, Any]]]:
    """Return listing → its entries by name; one query."""
    regions = {one.pk: one.drawn.round.region_id for one in rows}
    found: dict[int, list[dict[str, Any]]] = {}
    entries = ListedEntry.objects.filter(listing__in=regions, business__withdrawn_at=None)
    wanted = entries.select_related("business__owner").order_by("business__name", "id")
    for entry in wanted:
        business, owner = entry.business, entry.business.owner
        if business.region_id != regions[entry.listing_id]:
            continue
        found.setdefault(entry.listing_id, []).append(
            {
                "id": entry.pk,
                "name": business.name,
                "owner": owner.name if owner is not None else "",
                "address": business.address,
                "rt": business.rt,
                "outcome": entry.outcome,
            }
        )
    return found
