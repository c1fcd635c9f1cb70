"""Work over whole tables: once, block by block, by the clock; a killed one goes on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from lampit.registry.actions.wording import refresh_words
from lampit.registry.models import Business, Chore

BLOCK = 500
BLOCKS_AT_ONCE = 40  # of a tick: the clock has other things to do
# Name of the work → the rows it is about, and what it changes: a row → its changed columns.
Work = dict[str, tuple[Callable[[], QuerySet[Any]], Callable[[Any], list[str]]]]


def do_blocks(work: Work, now: datetime) -> int:
    """Do the next blocks of what has not been looked at; return how many rows changed.

    A killed process goes on with the block it was in; two at once take turns by the row of the
    work. Once all is done this costs one query.
    """
    done = set(Chore.objects.filter(done_at__isnull=False).values_list("name", flat=True))
    blocks, changed = BLOCKS_AT_ONCE, 0
    for name, (rows, deed) in work.items():
        while name not in done and blocks:
            blocks -= 1
            more = _block(name, rows, deed, now)
            if more is None:
                done.add(name)
            else:
                changed += more
    return changed


def _block(
    name: str, rows: Callable[[], QuerySet[Any]], work: Callable[[Any], list[str]], now: datetime
) -> int | None:
    """Cut one block and return how many rows it changed, None when nothing was left."""
    Chore.objects.get_or_create(name=name)
    with transaction.atomic():
        chore = Chore.objects.select_for_update().get(name=name)
        if chore.done_at is not None:
            return None
        found = rows().filter(pk__gt=chore.after).order_by("pk").select_for_update(of=("self",))
        block = list(found[:BLOCK])
        if not block:
            Chore.objects.filter(pk=name).update(done_at=now)
            return None
        changed = [row.pk for row in block if _write(row, work(row))]
        if rows().model is Business and changed:
            refresh_words(changed)  # of golden records above, too: they hold the members' words
        Chore.objects.filter(pk=name).update(after=block[-1].pk)
    return len(changed)


def _write(row: Model, columns: list[str]) -> bool:
    if columns:
        row.save(update_fields=columns)
    return bool(columns)
