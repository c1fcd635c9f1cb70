"""Rotation of the field keys over all rooms that seal values."""

from collections.abc import Callable

from django.db import transaction

from lampit.outside import vault
from lampit.privacy.models import Retained
from lampit.registry.actions import Rotation
from lampit.registry.actions import rotate_keys as rotate_registry

CHUNK = 500


def rotate_keys(say: Callable[[int], None] | None = None) -> Rotation:
    """Seal every protected value with the present key while others read and write.

    Told block by block; started again after a fall it passes over what is done already.
    """
    done = rotate_registry(say)
    resealed, unchanged, unreadable = done.resealed, done.unchanged, done.unreadable
    last = 0
    while batch := list(Retained.objects.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = batch[-1].pk
        with transaction.atomic():
            for row in batch:
                outcome = _reseal(row)
                resealed += outcome == "resealed"
                unchanged += outcome == "unchanged"
                unreadable += outcome == "unreadable"
        if say is not None:
            say(resealed + unchanged + unreadable)
    return Rotation(resealed, unchanged, unreadable)


def _reseal(row: Retained) -> str:
    sealed = bytes(row.sealed)
    if vault.key_of(sealed) == vault.current_key():
        return "unchanged"
    where = row.place
    try:
        text = vault.decrypt(sealed, where)
    except vault.VaultError:
        return "unreadable"
    fresh = vault.encrypt(text, where)
    Retained.objects.filter(pk=row.pk, sealed=row.sealed).update(sealed=fresh)
    return "resealed"
