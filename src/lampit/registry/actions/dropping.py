"""Drops files of lists, because they hold somebody who is erased."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.actions.importing.holding import uploads
from lampit.registry.models import DoubtfulValue, FieldListing, ImportRun
from lampit.registry.queries.kept_lists import AHEAD, IMPORT, Kept


def drop_lists(actor: User | None, lists: Iterable[Kept], *, now: datetime) -> int:
    """Delete files of lists, and what the check of those that wait had noted; return how many.

    An import stays in the list with its hash, cancelled when it waited. Files go when the
    transaction of the caller is done. One that was brought in and is too large to look into stays
    to its term.

    Raises:
        Refusal: `list_waiting`: one is being brought in, stands in line, or is too large to tell
            whom it holds.
    """
    done = 0
    for one in lists:
        if one.is_done and one.is_unread:
            continue
        with transaction.atomic():
            if one.is_begun or one.is_unread or not _dropped(one, now):
                raise Refusal(
                    "list_waiting",
                    f"Daftar {one.name} masih menunggu atau sedang dimasukkan. Masukkan atau "
                    "batalkan dulu.",
                )
            audit(
                actor, "list_dropped", subject_kind="import" if one.kind == IMPORT else "list",
                subject_id=one.number, region=_region_of(one), at=now,
            )  # fmt: skip
        done += 1
    return done


def _dropped(one: Kept, now: datetime) -> bool:
    """Delete one list; False when somebody has begun with it meanwhile."""
    if one.kind == IMPORT:
        rows = ImportRun.objects.select_for_update()
        same = rows.filter(path=one.path)
        if any(run.state in AHEAD for run in same):
            return False
        DoubtfulValue.objects.filter(run=one.number).delete()
        ImportRun.objects.filter(pk=one.number, state=ImportRun.State.DRAFT).update(
            state=ImportRun.State.CANCELLED, finished_at=now, counts={}, checked=None
        )
        ImportRun.objects.filter(path=one.path).update(path="")
    else:
        listing = FieldListing.objects.filter(pk=one.number).exclude(path="")
        listing.update(path="")
        FieldListing.objects.filter(pk=one.number, rows=None).delete()
    path = uploads() / one.path
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
    return True


def _region_of(one: Kept) -> str:
    table = ImportRun if one.kind == IMPORT else FieldListing
    rows = table._default_manager.filter(pk=one.number)
    return str(rows.values_list("region", flat=True).first() or "")
