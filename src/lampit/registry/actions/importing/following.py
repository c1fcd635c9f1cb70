"""What follows from a run for records that others hang on: persons and words of a search."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from lampit.registry.actions.importing.planning import UPDATE
from lampit.registry.actions.importing.stamping import Clock
from lampit.registry.actions.merging import retell
from lampit.registry.actions.persons import settle
from lampit.registry.actions.wording import refresh_words
from lampit.registry.models import Business, ImportRow, ImportRun, Owner

CHUNK = 400


def follow_run(run: ImportRun, *, now: datetime) -> int:
    """Let records merged with those a run wrote follow it; return how many changed.

    A run writes a record by itself: the other records of its owner's person do not know, and a
    golden record shows neither what was told of those merged into it nor has their words. Asked
    from the few merged records to the journal of the run, never from a million rows to them.
    """
    done, clock = 0, Clock(now)
    for ids in _merged(run.region_id):
        rows = ImportRow.objects.filter(run=run, business_id__in=ids)
        written = {pk for pk in rows.values_list("business_id", flat=True) if pk is not None}
        if not written:
            continue
        changed = rows.filter(action=UPDATE).values_list("business_id", flat=True)
        done += retell([pk for pk in changed if pk is not None], run, now=clock.stamp())
        with transaction.atomic():
            owners = Business.objects.filter(pk__in=written, owner__person__isnull=False)
            done += settle(set(owners.values_list("owner_id", flat=True)), clock.stamp())
            done += refresh_words(written)
    return done


def _merged(region: str) -> Iterator[list[int]]:
    """Yield the ids of the records of a kabupaten that hang together with others, in blocks."""
    here = Business.objects.filter(region_id=region)
    below = here.filter(golden__isnull=False)
    ids = set(below.values_list("pk", flat=True)) | set(below.values_list("golden__pk", flat=True))
    # Asked from the few, too: from the businesses each owner of the kabupaten would be looked at.
    shared = Owner.objects.filter(person__isnull=False, region_id=region).order_by()
    for owners in _pieces(list(shared.values_list("pk", flat=True))):
        ids |= set(here.filter(owner__in=owners).values_list("pk", flat=True))
    yield from _pieces(sorted(ids))


def _pieces(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
