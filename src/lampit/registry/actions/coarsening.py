"""Cuts the points of homes that lists of before left whole: once, by the clock, block by block.

What could bring a point back goes first: what an undo or a parting puts back, the history, values
told beside. The records themselves come last. What is cut already is not written.
"""

import ast
from datetime import datetime

from django.db.models import Q

from lampit.registry.actions._blockwise import Work, do_blocks
from lampit.registry.models import Business, Change, Claim, ImportRow, MergeEvent
from lampit.registry.rules.importing.points import FREE, coarse_column, coarse_free, coarse_kept

TOLD = (*FREE, "extras")


def coarsen_points(now: datetime) -> int:
    """Cut the next blocks of what has not been looked at; return how many rows were cut.

    A killed process goes on with the block it was in; two at once take turns by the row of the
    work. Once all is done this costs one query.
    """
    return do_blocks(WORK, now)


def _undone(row: ImportRow) -> list[str]:
    """Cut what an undo would put back, and what it compares the present values with."""
    before = (row.before or {}).get("business")
    if not isinstance(before, dict):
        return []
    cut = {
        name: [coarse_column(name, one) for one in before[name]] for name in TOLD if name in before
    }
    if all(before[name] == values for name, values in cut.items()):
        return []
    before.update(cut)
    return ["before"]


def _parted(row: MergeEvent) -> list[str]:
    """Cut what a parting would put back."""
    is_cut = False
    for old in (row.written or {}).get("before", {}).values():
        for name in TOLD:
            if name in old and (value := coarse_column(name, old[name])) != old[name]:
                old[name], is_cut = value, True
    return ["written"] if is_cut else []


def _told(row: Change) -> list[str]:
    cut = []
    for name in ("old", "new"):
        value = _line(row.field, getattr(row, name))
        if value != getattr(row, name):
            setattr(row, name, value)
            cut.append(name)
    return cut


def _beside(row: Claim) -> list[str]:
    value = coarse_free(row.value)
    if value == row.value:
        return []
    row.value = value
    return ["value"]


def _kept(row: Business) -> list[str]:
    """Cut a record; its version stays: nobody edited it."""
    cut = []
    for name in TOLD:
        value = coarse_column(name, getattr(row, name))
        if value != getattr(row, name):
            setattr(row, name, value)
            cut.append(name)
    return cut


def _line(field: str, text: str) -> str:
    """Return a value of the history, cut; kept columns stand there as Python writes a dict."""
    if field != "extras" or not text.startswith("{"):
        return coarse_free(text)
    try:
        kept = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return coarse_free(text)
    return str(coarse_kept(kept)) if isinstance(kept, dict) else coarse_free(text)


WORK: Work = {
    "points_undone": (
        lambda: ImportRow.objects.filter(before__isnull=False).only("before"), _undone
    ),
    "points_parted": (lambda: MergeEvent.objects.only("written"), _parted),
    "points_told": (
        lambda: Change.objects.filter(entity="business", field__in=TOLD).exclude(old="", new=""),
        _told,
    ),
    "points_beside": (lambda: Claim.objects.filter(field__in=FREE), _beside),
    "points_kept": (
        lambda: Business.objects.filter(~Q(extras={}) | ~Q(address="") | ~Q(note="")).only(*TOLD),
        _kept,
    ),
}  # fmt: skip
