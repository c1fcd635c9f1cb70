"""Sealed values that the journals of imports and merges keep, so that they can be put back."""

import base64
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import transaction

from lampit.outside import vault
from lampit.places.models import Region
from lampit.registry.models import Business, ImportRow, MergeEvent, Owner
from lampit.registry.rules.importing.points import coarse_column
from lampit.registry.rules.records import context

CHUNK = 500
ENTITIES: tuple[tuple[str, str, type[Business] | type[Owner]], ...] = (
    ("business", "business_id", Business),
    ("owner", "owner_id", Owner),
)
SEALED = "_sealed"


def rotate_journal() -> Iterator[str]:
    """Seal the values of both journals with the present key; yield what became of each.

    A row that an erasure emptied meanwhile stays empty: only what was read is replaced.
    """
    last = 0
    while True:
        rows = ImportRow.objects.filter(pk__gt=last, before__isnull=False).order_by("pk")
        ids = list(rows.values_list("pk", flat=True)[:CHUNK])
        if not ids:
            return
        last = ids[-1]
        with transaction.atomic():
            # Locked of itself: an erasure or an undo of these rows waits for the block.
            held = list(ImportRow.objects.select_for_update(no_key=True).filter(pk__in=ids))
            yield from _block([row for row in held if row.before])


def rotate_merges() -> Iterator[str]:
    """Seal the sums that golden records had before their merges; yield what became of each.

    One merge at a time, its kabupaten locked as merging does, so that none is at work meanwhile.
    """
    rows = MergeEvent.objects.filter(written__before__sales__isnull=False).order_by("pk")
    for pk, region, golden in rows.values_list("pk", "region_id", "golden__public_id"):
        with transaction.atomic():
            list(Region.objects.select_for_update(no_key=True).filter(pk=region))
            event = MergeEvent.objects.select_for_update(no_key=True, of=("self",)).get(pk=pk)
            noted: dict[str, Any] = event.written.get("before", {}).get("sales") or {}
            outcomes = []
            for field in [name for name in noted if name.endswith(SEALED)]:
                where = context("business", golden, field.removesuffix(SEALED))
                noted[field], outcome = _turned(noted[field], where)
                outcomes += [outcome] if outcome else []
            if "resealed" in outcomes:
                MergeEvent.objects.filter(pk=pk).update(written=event.written)
        yield from outcomes


def _block(rows: Sequence[ImportRow]) -> Iterator[str]:
    names = {name: _public_ids(rows, column, model) for name, column, model in ENTITIES}
    for row in rows:
        before: dict[str, dict[str, list[Any]] | None] = row.before or {}
        moved = False
        for name, column, _model in ENTITIES:
            public_id = names[name].get(getattr(row, column) or 0)
            for field, pair in (before.get(name) or {}).items():
                if public_id is None or not field.endswith(SEALED):
                    continue
                where = context(name, public_id, field.removesuffix(SEALED))
                for place, value in enumerate(pair):
                    pair[place], outcome = _turned(value, where)
                    moved |= outcome == "resealed"
                    if outcome:
                        yield outcome
        if moved:
            ImportRow.objects.filter(pk=row.pk).update(before=before)


def _public_ids(
    rows: Sequence[ImportRow], column: str, model: type[Business] | type[Owner]
) -> dict[int, str]:
    wanted = {getattr(row, column) for row in rows}
    return dict(model._default_manager.filter(pk__in=wanted).values_list("pk", "public_id"))


def _turned(value: Any, where: str) -> tuple[Any, str]:
    """Return a packed value sealed with the present key, and what became of it; empty for none."""
    if not isinstance(value, dict) or "sealed" not in value:
        return value, ""
    old = base64.b64decode(value["sealed"])
    if vault.key_of(old) == vault.current_key():
        return value, "unchanged"
    try:
        content = vault.decrypt_bytes(old, where)
    except vault.VaultError:
        return value, "unreadable"
    fresh = vault.encrypt_bytes(content, where)
    return {"sealed": base64.b64encode(fresh).decode()}, "resealed"


def is_still(present: Any, told: Any, name: str, entity: str, public_id: str) -> bool:
    """Say whether a packed column still holds what the journal tells.

    A sealed value is opened where its bytes differ: keys that rotated changed the bytes and not
    the value.

    Args:
        present: the column now, packed.
        told: what the journal says, packed.
        name: of the column.
        entity: `business` or `owner`.
        public_id: of the record.
    """
    if present == told or not name.endswith(SEALED):
        # Points are cut in journals before they are in records: the same place is the same value.
        return bool(present == told or coarse_column(name, present) == coarse_column(name, told))
    where = context(entity, public_id, name.removesuffix(SEALED))
    both = [_opened(value, where) for value in (present, told)]
    return both[0] is not None and both[0] == both[1]


def _opened(value: Any, where: str) -> str | None:
    if not isinstance(value, dict) or "sealed" not in value:
        return None
    try:
        return vault.decrypt(base64.b64decode(value["sealed"]), where)
    except vault.VaultError:
        return None
