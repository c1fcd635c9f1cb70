"""Notes overlaps of grants: found anew each time, decided ones remembered."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection

from lampit.aid.models import Grant, Overlap
from lampit.aid.queries.overlaps import found_for
from lampit.aid.rules import overlaps
from lampit.places.models import Region


def one_at_a_time(region: str) -> None:
    """Let decisions about aid of a kabupaten follow each other, until the transaction ends.

    Two grants to one household share no row that both could lock: NIK, KK, phone and golden
    records all may tie them. So the kabupaten is what is locked.
    """
    list(Region.objects.select_for_update(no_key=True).filter(pk=region))


def hold_persons(keys: Collection[str]) -> None:
    """Let approvals for the same NIK or family card follow each other across kabupaten.

    No row is shared by two kabupaten, so the number itself is held until the transaction ends,
    always in the same order. SQLite has one writer at a time anyway.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for key in sorted(set(keys) - {""}):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"aid|{key}"])


def note_overlaps(grant: Grant, now: datetime) -> list[Overlap]:
    """Bring the overlaps of a loaded grant up to date and return those that hold now."""
    found = {one.other.pk: one for one in found_for(grant)}
    known = {row.other_id: row for row in grant.overlaps.select_related("other__programme")}
    for pk, row in known.items():
        if pk not in found and row.state == overlaps.OPEN:
            row.state = overlaps.GONE
            row.save(update_fields=["state"])
    holding = []
    for pk, one in found.items():
        row = known.get(pk) or Overlap(
            grant=grant, other=one.other, region_id=grant.region_id, found_at=now
        )
        if row.state == overlaps.GONE:
            row.state = overlaps.OPEN
        row.basis, row.is_hint = one.basis, one.is_hint
        row.save()
        holding.append(row)
    return holding


def note_all(rows: Iterable[Grant], now: datetime) -> int:
    """Bring the overlaps of several loaded grants up to date and return how many hold."""
    return sum(len(note_overlaps(grant, now)) for grant in rows)
