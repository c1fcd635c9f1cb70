"""Keeps the orders of the list (`queries.kept`), and makes them anew when many were written since.

Whoever is written is noted by the catalogue under the version of the moment. To make the orders
anew is to begin a version first, then to read: what is noted under an older version by then was
written before the reading, so those notes may go when the orders are there.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from django.db import connection, transaction

from lampit.registry.models import Business, KeptOrder
from lampit.registry.queries import kept
from lampit.registry.queries.paging import KEPT, everyone
from lampit.registry.rules import catalogue as rules

LEAST = 1_000  # so many written make the orders anew
_LOCK = 63_080_001  # any number, the same for all: one process at a time writes the catalogue


def hold_catalogue() -> None:
    """Let one process at a time write the catalogue, until its transaction ends."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def note_written(business_ids: Sequence[int]) -> None:
    """Note who was written since the orders were made; inside the catalogue's transaction."""
    version = kept.mark()
    if version is None:
        return
    ids = np.array(business_ids, np.int64)
    rows = KeptOrder.objects.filter(name=kept.WRITTEN, version=version)
    for number in np.unique(ids // rules.BLOCK).tolist():
        there = rows.filter(number=number).order_by("number")
        before = there.values_list("held", flat=True).first()
        held = rules.unpacked(bytes(before or b""))
        fresh = (ids[ids // rules.BLOCK == number] % rules.BLOCK).astype(np.uint16)
        after = rules.packed(np.union1d(held, fresh))
        KeptOrder.objects.update_or_create(
            name=kept.WRITTEN, number=number, version=version, defaults={"held": after}
        )


def order_again() -> bool:
    """Make the orders anew when a thousand or more were written since; say whether that was done.

    Some four seconds for a million businesses, in which all others may write; then each order
    takes its place at once. Where another process begins later, its orders are the ones to keep.
    """
    if not _is_due():
        return False
    version = _begun()
    for name in KEPT:
        ids = np.fromiter(everyone(name), np.uint32)
        if not _stored(name, version, ids):
            return False
    with transaction.atomic():
        hold_catalogue()
        if kept.mark() != version:
            return False
        KeptOrder.objects.filter(name=kept.WRITTEN, version__lt=version).delete()
    return True


def _is_due() -> bool:
    if kept.mark() is None:
        return Business.objects.order_by().filter(pk__gt=LEAST).exists()
    return kept.written().size >= LEAST


def _begun() -> int:
    """Begin a version: what is noted from now on is noted under it."""
    with transaction.atomic():
        hold_catalogue()
        version = (kept.mark() or 0) + 1
        KeptOrder.objects.filter(name=kept.MARK).delete()
        KeptOrder.objects.create(name=kept.MARK, number=0, version=version, held=b"")
    return version


def _stored(name: str, version: int, ids: "np.ndarray[tuple[int], np.dtype[np.uint32]]") -> bool:
    """Put an order in the place of the one before; say no when a later version was begun."""
    names = {name: rules.followed(ids), kept.places_of(name): rules.places_in(ids)}
    with transaction.atomic():
        hold_catalogue()
        if kept.mark() != version:
            return False
        KeptOrder.objects.filter(name__in=names).delete()
        for one, blocks in names.items():
            KeptOrder.objects.bulk_create(_rows(one, version, blocks), batch_size=4)
    return True


def _rows(name: str, version: int, blocks: Iterator[tuple[int, bytes]]) -> Iterator[KeptOrder]:
    for number, held in blocks:
        yield KeptOrder(name=name, number=number, version=version, held=held)
