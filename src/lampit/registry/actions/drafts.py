"""Lets go of files that somebody sent and nobody ever took further: a month, by the clock."""

from datetime import datetime, timedelta

from lampit.registry.actions.erasing import drop_upload
from lampit.registry.actions.importing.holding import uploads
from lampit.registry.models import FieldListing, ImportRun

KEPT = timedelta(days=30)
AT_ONCE = 100
PART_KEPT = timedelta(days=1)  # no upload takes so long


def drop_drafts(now: datetime) -> int:
    """Delete files of imports never begun and of listings never compared; return how many.

    The import stays in the list as cancelled, with its hash; a listing of which nothing came
    goes whole. What is left of an upload that was killed goes after a day.
    """
    return _imports(now) + _listings(now) + _parts(now)


def _imports(now: datetime) -> int:
    drafts = ImportRun.objects.filter(state=ImportRun.State.DRAFT, created_at__lt=now - KEPT)
    dropped = 0
    for run in drafts.exclude(path="").order_by("pk")[:AT_ONCE]:
        still = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.DRAFT)
        if still.update(state=ImportRun.State.CANCELLED, finished_at=now):
            dropped += drop_upload(run)
    return dropped


def _listings(now: datetime) -> int:
    waiting = FieldListing.objects.filter(
        state=FieldListing.State.WAITING, made_at__lt=now - KEPT, rows=None
    )
    found = list(waiting.order_by("pk")[:AT_ONCE])
    for listing in found:
        if listing.path:
            (uploads() / listing.path).unlink(missing_ok=True)
        listing.delete()
    return len(found)


def _parts(now: datetime) -> int:
    """Delete pieces of uploads that never came to their end: nobody knows of them any more."""
    dropped = 0
    for path in uploads().glob("*.part"):
        try:
            if path.stat().st_mtime < (now - PART_KEPT).timestamp():
                path.unlink()
                dropped += 1
        except FileNotFoundError:  # its upload ended just now
            continue
    return dropped
