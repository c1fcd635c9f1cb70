"""Rotation of the field keys over all rooms that seal values."""

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from lampit.outside import vault
from lampit.privacy.models import Erasure, Retained
from lampit.registry.actions import Rotation
from lampit.registry.actions import rotate_keys as rotate_registry

CHUNK = 500
Row = TypeVar("Row", Retained, Erasure)


def rotate_keys(say: Callable[[int], None] | None = None) -> Rotation:
    """Seal every protected value with the present key while others read and write.

    Told block by block; started again after a fall it passes over what is done already.
    """
    done = rotate_registry(say)
    counts = Counter(resealed=done.resealed, unchanged=done.unchanged, unreadable=done.unreadable)
    _rotate(Retained.objects.all(), "sealed", counts, say)
    _rotate(Erasure.objects.exclude(addressee=None), "addressee", counts, say)
    return Rotation(counts["resealed"], counts["unchanged"], counts["unreadable"])


def _rotate(
    rows: QuerySet[Row],
    field: str,
    counts: Counter[str],
    say: Callable[[int], None] | None,
) -> None:
    """Seal one field of some rows anew, block by block, and count what came of it."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = batch[-1].pk
        with transaction.atomic():
            counts.update(_reseal(row, field) for row in batch)
        if say is not None:
            say(counts.total())


def _reseal(row: Retained | Erasure, field: str) -> str:
    kept = getattr(row, field)
    if vault.key_of(bytes(kept)) == vault.current_key():
        return "unchanged"
    try:
        text = vault.decrypt(bytes(kept), row.place)
    except vault.VaultError:
        return "unreadable"
    fresh = vault.encrypt(text, row.place)
    type(row).objects.filter(pk=row.pk, **{field: kept}).update(**{field: fresh})
    return "resealed"
