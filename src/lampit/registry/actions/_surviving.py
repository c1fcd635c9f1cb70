"""Puts the surviving values of a merge on its golden record, and takes them back."""

import base64
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Max

from lampit.registry.actions import _values
from lampit.registry.actions._uniting import united
from lampit.registry.models import Business, Change, MergeEvent
from lampit.registry.rules import merging

Rows = Mapping[int, Business]
DATES = frozenset({"started_on", "confirmed_on"})


def write(
    event: MergeEvent, rows: Rows, dropped: set[str], tellers: Mapping[str, int] | None = None
) -> None:
    """Put the surviving values on the golden record and remember what was there.

    `tellers` is whose they are now, where lists told other values since the merge.
    """
    tellers = event.survivorship if tellers is None else tellers
    golden = rows[event.golden_id]
    others = [rows[pk] for pk in event.members]
    derived = {name: getattr(golden, name) for name in merging.DERIVED}
    edited = merging.columns_of(dropped)
    # A sign of life of a member reaches its golden record later: what was there is kept at once.
    alive = {name: _packed(getattr(golden, name)) for name in merging.UNITED[merging.CONFIRMED]}
    before: dict[str, dict[str, Any]] = {
        merging.CONFIRMED: alive,
        merging.STATUS: {"status": golden.status},
    }
    rule = event.written.get("rule", 1)
    for field in [name for name in merging.COLUMNS if name in tellers]:
        teller = rows[tellers[field]]
        if teller is not golden and not _strays(rule, field, teller, golden):
            values = {name: getattr(teller, name) for name in merging.COLUMNS[field]}
            _put(golden, field, values, before, edited)
    earner = rows[tellers[merging.MONEY]] if merging.MONEY in tellers else None
    for field, values in united(golden, others, earner).items():
        _put(golden, field, values, before, edited)
    _values.put_derived(golden, golden.owner, before=replaced(event, before, golden))
    event.written = {
        "before": before,
        "derived": derived,
        "owner": golden.owner_id,
        "dropped": sorted(dropped),
        "mark": _last_change(golden.pk),
        "rule": rule,
    }


def replaced(event: MergeEvent, before: dict[str, dict[str, Any]], golden: Business) -> list[str]:
    """Return the names that a golden record had before this merge and those that stand already."""
    standing = golden.merge_events.filter(undo_of=None, undone_by=None, pk__lt=event.pk)
    earlier = [note.get("before", {}) for note in standing.values_list("written", flat=True)]
    return [note.get("name", {}).get("name", "") for note in (*earlier, before)]


def _strays(rule: int, field: str, teller: Business, golden: Business) -> bool:
    """Say whether a field told of one village would stand beside another.

    Both knew the same when they were merged; an earlier merge that is taken back, or an edit since,
    can have moved one of them. Merges of the first rule never asked.
    """
    if rule == 1 or field not in merging.WITHIN_VILLAGE:
        return False
    villages = {row.village_id for row in (teller, golden) if row.village_id}
    return len(villages) > 1


def _put(
    golden: Business, field: str, told: dict[str, Any], before: dict[str, dict[str, Any]],
    edited: set[str],
) -> None:  # fmt: skip
    """Put what a record told on the golden one, but for the columns that people changed since."""
    values = {name: value for name, value in told.items() if name not in edited}
    old = {name: getattr(golden, name) for name in values}
    if old == values:
        return
    before[field] = {name: _packed(value) for name, value in old.items()}
    for name, value in values.items():
        setattr(golden, name, value)


def edited_since(event: MergeEvent) -> set[str]:
    """Return the fields that people changed on the golden record since a merge; one query."""
    later = Change.objects.filter(
        entity="business", entity_id=event.golden_id, id__gt=event.written.get("mark", 0)
    ).exclude(source__in=(merging.MERGED, merging.PARTED))
    fields = set(later.values_list("field", flat=True))
    touched = {
        field for field in merging.ALL_COLUMNS
        if field not in merging.PARTS and fields & set(merging.TOLD_AS.get(field, (field,)))
    }  # fmt: skip
    return touched | set(event.written.get("dropped", ()))


def take_back(event: MergeEvent, rows: Rows, edited: set[str]) -> None:
    """Put back what the golden record had before a merge, but for what people changed since."""
    golden, note = rows[event.golden_id], event.written
    for field, old in note["before"].items():
        if field == "owner" and golden.owner_id != note["owner"]:
            edited.add(field)
        kept = merging.columns_of(edited)
        for name, value in old.items():
            if name not in kept:
                setattr(golden, name, _unpacked(name, value))
    for name, value in note["derived"].items():
        setattr(golden, name, value)


def _last_change(pk: int) -> int:
    found = Change.objects.filter(entity="business", entity_id=pk).aggregate(last=Max("id"))
    return found["last"] or 0


def _packed(value: Any) -> Any:
    """Return a column's value as JSON; a sealed one stays sealed, for the row it stood in."""
    if isinstance(value, bytes | memoryview):
        return {"sealed": base64.b64encode(bytes(value)).decode()}
    return value.isoformat() if isinstance(value, date) else value


def _unpacked(name: str, value: Any) -> Any:
    if name in DATES and value:
        return date.fromisoformat(value)
    if isinstance(value, dict) and "sealed" in value:
        return base64.b64decode(value["sealed"])
    return value
