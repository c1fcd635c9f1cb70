"""Mends what lists of before left untrue in the register: once, by the clock, block by block.

A kecamatan that is not the one of the stored village, and classes of sales and size that do not
fit the sums that are kept. The journal says that the register corrected itself.
"""

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Left
from django.utils import timezone

from lampit.outside import vault
from lampit.places.rules import SUBDISTRICT_LENGTH, subdistrict_of
from lampit.registry.actions import _values
from lampit.registry.actions._blockwise import Work, do_blocks
from lampit.registry.actions._journal import note_changes
from lampit.registry.models import Business
from lampit.registry.rules.changes import differences
from lampit.registry.rules.provenance import CORRECTED


def mend_records(now: datetime) -> int:
    """Mend the next blocks of records and return how many were mended; see `do_blocks`."""
    return do_blocks(WORK, now)


def _parted() -> QuerySet[Business]:
    """Return who stands in another kecamatan than the village; no query yet."""
    known = Business.objects.filter(withdrawn_at=None, village__isnull=False)
    return known.annotate(own=Left("village_id", SUBDISTRICT_LENGTH)).exclude(district=F("own"))


def _place(row: Business) -> list[str]:
    before = {"district": row.district_id}
    row.district_id = subdistrict_of(row.village_id or "")
    return _noted(row, before, {"district": row.district_id})


def _summed() -> QuerySet[Business]:
    """Return who has told sums; no query yet."""
    told = Q(sales_sealed__isnull=False) | Q(capital_sealed__isnull=False)
    return Business.objects.filter(told, withdrawn_at=None)


def _classes(row: Business) -> list[str]:
    names = ("sales_band", "size_class")
    before = {name: getattr(row, name) for name in names}
    try:
        _values.classify(row)
    except vault.VaultError:  # under a key that is gone: nobody knows better
        return []
    return _noted(row, before, {name: getattr(row, name) for name in names})


def _noted(row: Business, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return the columns to be saved, with the correction told; programs see a new state."""
    changed = differences(before, after)
    if not changed:
        return []
    now = timezone.now()
    note_changes("business", row.pk, changed, source=CORRECTED, actor=None, at=now)
    row.version, row.updated_at = row.version + 1, now
    return [*(one.field for one in changed), "version", "updated_at"]


WORK: Work = {"kecamatan_mended": (_parted, _place), "classes_mended": (_summed, _classes)}
