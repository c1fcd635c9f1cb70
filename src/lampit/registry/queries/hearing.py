"""What lists told of merged records since they were merged: whose value a golden record shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lampit.registry.models import Business, Change, ImportRun, MergeEvent
from lampit.registry.queries import merging as queries
from lampit.registry.rules import merging, provenance

LISTED = provenance.rank(provenance.LIST)
Last = Mapping[tuple[int, str], tuple[str, datetime]]  # (record, field) → its newest change
Borrowed = Mapping[tuple[int, str], int]  # (golden record, field) → the record whose value it shows


@dataclass(frozen=True, slots=True)
class Heard:
    """Merge → field → the record whose value survives now; records whose state is to stay.

    The last got it from a sign of life of one merged into them, which no merge tells again.
    """

    tellers: dict[int, dict[str, int]]
    passed: set[int]


def heard_of(rows: Mapping[int, Business], events: Sequence[MergeEvent]) -> Heard:
    """Return whose values survive in standing merges, all of a family in their order; one query.

    A field goes to the record of which a list told it anew since the merge, unless the value
    that was to survive comes from somebody believed more; of several the newest. Where the list
    that told what was to survive was taken back and left nothing, another record's value does.
    """
    last, passed, gone = _changes(rows, events)
    below = {pk: {pk} for pk in rows}
    borrowed: dict[tuple[int, str], int] = {}
    found: dict[int, dict[str, int]] = {}
    for event in events:
        chosen = dict(event.survivorship)
        for field in _fields(event):
            present = chosen.get(field)
            teller = _newest(event, field, last, below)
            if teller is None:
                is_emptied = present is not None and _is_emptied(
                    rows, gone, borrowed, present, field
                )
                teller = _best(event, rows, last, borrowed, field) if is_emptied else None
            elif present is not None and _rank(rows, last, borrowed, present, field) < LISTED:
                continue
            if teller is None:
                continue
            chosen[field] = teller
            if field == "village" and rows[teller].village_id != _village(rows, present):
                chosen |= dict.fromkeys(merging.WITHIN_VILLAGE, teller)
        borrowed |= {(event.golden_id, field): pk for field, pk in chosen.items()}
        for member in event.members:
            below[event.golden_id] |= below[member]
        found[event.pk] = chosen
    return Heard(found, passed)


def _changes(
    rows: Mapping[int, Business], events: Iterable[MergeEvent]
) -> tuple[Last, set[int], set[tuple[int, str]]]:
    """Return the newest change of each field that stands and is no merge, and passed states.

    And (record, field) of what lists told that were taken back.
    """
    since = {event.golden_id: event.at for event in events}
    merged = {event.at for event in events}
    told = Change.objects.filter(entity="business", entity_id__in=list(rows)).order_by("id")
    last: dict[tuple[int, str], tuple[str, datetime]] = {}
    passed: set[int] = set()
    gone: set[tuple[int, str]] = set()
    for pk, field, source, run, state, at in told.values_list(
        "entity_id", "field", "source", "run_id", "run__state", "at"
    ):
        if state == ImportRun.State.UNDONE:
            gone.add((pk, field))
        elif source not in (merging.MERGED, merging.PARTED):
            last[pk, field] = (source, at)
        elif (
            field == merging.STATUS and not run and at not in merged and pk in since
            and at > since[pk]
        ):  # fmt: skip
            passed.add(pk)
    return last, passed, gone


def _fields(event: MergeEvent) -> list[str]:
    """Return the fields between whose values a merge chose, or had nothing to choose."""
    is_whole = event.written.get("rule", 1) > 1
    is_apart = any(part in event.survivorship for part in merging.PARTS[merging.PLACE])
    none = {merging.WORKERS, merging.PLACE}
    if is_whole:
        none = {*merging.PARTS[merging.WORKERS]}
        none |= {merging.PLACE} if is_apart else {*merging.PARTS[merging.PLACE]}
    if merging.MONEY not in event.survivorship:  # what fills a gap is not chosen
        none = {*none, merging.MONEY}
    return [field for field in merging.CHOSEN if field not in none and field != "owner"]


def _newest(event: MergeEvent, field: str, last: Last, below: Mapping[int, set[int]]) -> int | None:
    """Return the member of which, or of what hangs on it, a list told a field since the merge."""
    told = [
        (last[pk, name][1], member)
        for member in event.members
        for pk in below[member]
        for name in _names(field)
        if last.get((pk, name), ("",))[0] == provenance.LIST and last[pk, name][1] > event.at
    ]
    return max(told)[1] if told else None


def _village(rows: Mapping[int, Business], record: int | None) -> str | None:
    return rows[record].village_id if record is not None else None


def _names(field: str) -> tuple[str, ...]:
    """Return the fields of the journal of which one that survives consists."""
    parts = merging.PARTS.get(field, (field,))
    return tuple([name for part in parts for name in merging.TOLD_AS.get(part, (part,))])


def _source(borrowed: Borrowed, record: int, field: str) -> int:
    """Return the record from which another has a value, through all merges below it."""
    seen = {record}
    while (record, field) in borrowed and borrowed[record, field] not in seen:
        record = borrowed[record, field]
        seen.add(record)
    return record


def _is_emptied(
    rows: Mapping[int, Business], gone: set[tuple[int, str]], borrowed: Borrowed, record: int,
    field: str,
) -> bool:  # fmt: skip
    """Say whether a value came from a list that was taken back, and nothing is there now.

    Nothing that a person chose is nothing still.
    """
    source = _source(borrowed, record, field)
    was_told = any((source, name) in gone for name in _names(field))
    return was_told and not queries.told(rows[source], field)


def _best(
    event: MergeEvent, rows: Mapping[int, Business], last: Last, borrowed: Borrowed, field: str
) -> int | None:
    """Return the record that knows a field and is believed most; of equals the golden one."""
    knowing = [
        pk for pk in (event.golden_id, *event.members)
        if queries.told(rows[_source(borrowed, pk, field)], field)
    ]  # fmt: skip
    return min(knowing, key=lambda pk: _rank(rows, last, borrowed, pk, field), default=None)


def _rank(
    rows: Mapping[int, Business], last: Last, borrowed: Borrowed, record: int, field: str
) -> int:
    """Return the place of the source of a value, 0 is believed most."""
    record = _source(borrowed, record, field)
    told = [last[record, name][0] for name in _names(field) if (record, name) in last]
    return min(map(provenance.rank, told or [rows[record].source]))
