"""Businesses that a kabupaten handed over, by the keys under which an old list tells of them."""

from lampit.registry.models import Transfer
from lampit.registry.rules import moving
from lampit.registry.rules.importing.departed import Departed

KEPT_AT_MOST = 20_000


def departed_from(region: str) -> list[Departed]:
    """Return what was handed over and did not come back, newest first; one query.

    Nothing of the new register is opened: hashes and evened names tell whether a row is one of
    them, and all that is said of it is the receipt, which the old office holds.
    """
    rows = Transfer.objects.filter(from_region=region, state=moving.ACCEPTED)
    rows = rows.exclude(business__region=region).filter(business__withdrawn_at=None)
    loaded = rows.select_related("business__owner", "to_region").order_by("-pk")[:KEPT_AT_MOST]
    return [
        Departed(
            row.business.owner.nik_index if row.business.owner else "",
            row.business.owner.name_key if row.business.owner else "",
            row.business.name_key,
            f"{moving.receipt(row.pk, row.asked_at)}, {row.to_region.name}",
        )
        for row in loaded
    ]
