"""Merge records into one and part them again: a link, never a deletion; both twice are once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places import queries as places
from lampit.places.models import Region
from lampit.registry import access
from lampit.registry.actions import _values
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions._parting import end_answers
from lampit.registry.actions._uniting import united
from lampit.registry.models import Business, Change, MergeEvent
from lampit.registry.queries import merging as queries
from lampit.registry.rules import merging
from lampit.registry.rules.changes import differences

Rows = dict[int, Business]
DATES = frozenset({"started_on", "confirmed_on"})


def merge(
    actor: User,
    ids: Sequence[int],
    *,
    now: datetime,
    choices: Mapping[str, int] | None = None,
    reason: str = "",
) -> MergeEvent:
    """Link records to the golden one among them and return the event; done twice is done once.

    Args:
        actor: who decided; the records lie in this person's region.
        ids: two records or more, golden or members of earlier merges.
        now: the moment of the merge.
        choices: field → record whose value survives, where a person chose against the rule.
        reason: why, needed when hard evidence speaks against it.

    Raises:
        Refusal: `not_allowed`, `not_found`, `one_record`, `choice_unknown`, `conflict_reason`.
    """
    if len(set(ids)) < 2:
        raise Refusal("one_record", "Pilih dua catatan untuk digabungkan.")
    with transaction.atomic():
        _check_reach(actor, ids)
        rows = _family(ids)
        _check_reach(actor, ids)  # nothing moves away, or is erased, from now on
        tops = {rows[pk].golden_id or pk for pk in ids}
        if len(tops) == 1:
            return _standing_on(tops.pop())
        counted = queries.children(tops)
        ordered = queries.golden_first((rows[pk] for pk in tops), counted)
        golden, others = ordered[0], ordered[1:]
        for other in others:
            merging.check_conflicts(queries.conflicts_of(golden, other, counted), reason)
        usual = queries.usual(queries.values_of(ordered))
        event = MergeEvent(
            region_id=golden.region_id,
            golden=golden,
            members=[row.pk for row in others],
            survivorship=merging.choices_checked(
                choices or {}, list(tops), usual, queries.offered(ordered)
            ),
            written={"rule": merging.RULE},
            actor=actor,
            reason=" ".join(reason.split())[:200],
            at=now,
        )
        _carry_out(rows, [], event, actor, now)
        _audit(actor, "merge_businesses", event, now)
    return event


def unmerge(
    actor: User, event_id: int, *, now: datetime, reason: str = "", is_asked_again: bool = False
) -> MergeEvent:
    """Take a merge back, restore every member exactly, and return the event that undid it.

    What people changed on the golden record since stays on it; later merges of the same records
    stay merged. Who parts records says that they are different, unless they are to be asked
    about again. Done twice is done once.

    Raises:
        Refusal: `not_allowed` or `not_found`.
    """
    if not access.may_decide(actor):
        raise Refusal("not_allowed", "Hanya petugas dan kepala yang boleh memisahkan catatan.")
    with transaction.atomic():
        found = access.visible_merges(actor).filter(pk=event_id, undo_of=None).first()
        if found is None:
            raise Refusal("not_found", "Penggabungan ini tidak ada di wilayah Anda.")
        _check_reach(actor, [found.golden_id, *found.members])
        places.held(found.region_id)
        _check_reach(actor, [found.golden_id, *found.members])  # it may have moved away meanwhile
        return _undone(found.pk, actor, now, reason, is_asked_again=is_asked_again)


def part_from_others(ids: Collection[int], *, now: datetime) -> int:
    """Take back the merges of records with others than `ids`; return how many.

    For an erasure: the others stand alone again with what they said themselves, and the journal
    forgets what they showed meanwhile.
    """
    mine, done = set(ids), 0
    linked = Business.objects.filter(pk__in=mine).values_list("pk", "golden_id")
    tops = {top or pk for pk, top in linked}
    family = Business.objects.filter(Q(pk__in=tops) | Q(golden__in=tops))
    log = queries.log_of(list(family.values_list("pk", flat=True)))
    for link in reversed(merging.standing(log)):
        both = {link.golden, *link.members}
        if both & mine and both - mine:
            _undone(link.id, None, now, "")
            journal = Change.objects.filter(entity="business", entity_id__in=both - mine)
            journal = journal.filter(source__in=(merging.MERGED, merging.PARTED))
            journal.update(old="", new="")
            done += 1
    return done


def _undone(
    event_id: int, actor: User | None, now: datetime, reason: str, *, is_asked_again: bool = False
) -> MergeEvent:
    """Take a merge back inside a transaction, and return the event that says so."""
    known = MergeEvent.objects.get(pk=event_id)
    rows = _family([known.golden_id, *known.members])
    event = MergeEvent.objects.get(pk=event_id)
    done = MergeEvent.objects.filter(undo_of=event).first()
    if done is not None:
        return done
    undo = MergeEvent(
        region_id=event.region_id,
        golden_id=event.golden_id,
        members=event.members,
        actor=actor,
        reason=" ".join(reason.split())[:200],
        at=now,
        undo_of=event,
    )
    _carry_out(rows, _after(rows, event), undo, actor, now)
    end_answers(rows.values(), None if is_asked_again else actor, undo.reason, now)
    _audit(actor, "unmerge_businesses", undo, now)
    return undo


def _check_reach(actor: User, ids: Sequence[int]) -> None:
    """Refuse records outside the region of who decides.

    Raises:
        Refusal: `not_allowed` or `not_found`.
    """
    if not access.may_decide(actor):
        raise Refusal("not_allowed", "Hanya petugas dan kepala yang boleh menggabungkan catatan.")
    within = access.linked_businesses(actor).filter(pk__in=ids)
    found = dict(within.values_list("pk", "region_id"))
    if len(found) != len(set(ids)) or len(set(found.values())) != 1:
        raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")


def _family(ids: Sequence[int]) -> Rows:
    """Return records with all that hang together with them, locked; one merge at a time.

    Raises:
        Refusal: `not_found` where a record is gone.
    """
    within = Business.objects.filter(pk__in=ids)
    # One merge of a kabupaten at a time, so that links never cross; edits lock their own record.
    regions = set(within.values_list("region_id", flat=True))
    list(Region.objects.select_for_update(no_key=True).filter(pk__in=regions))
    tops = {top or pk for pk, top in within.values_list("pk", "golden_id")}
    family = Business.objects.filter(Q(pk__in=tops) | Q(golden__in=tops))
    locked = family.order_by("pk").select_for_update(of=("self",)).select_related("owner")
    rows = {row.pk: row for row in locked}
    if not rows.keys() >= set(ids):
        raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")
    return rows


def _standing_on(top: int) -> MergeEvent:
    """Return the newest merge that stands on a golden record."""
    ids = queries.members_of(top)
    last = merging.standing(queries.log_of(ids))[-1]
    return MergeEvent.objects.get(pk=last.id)


def _after(rows: Rows, event: MergeEvent) -> list[MergeEvent]:
    """Return the event and the later merges that stand on the same records, in their order."""
    events = MergeEvent.objects.filter(golden__in=list(rows)).order_by("id")
    known = {one.pk: one for one in events}
    standing = merging.standing(queries.link_of(one) for one in known.values())
    return [event, *(known[link.id] for link in standing if link.id > event.pk)]


def _carry_out(
    rows: Rows, taken: list[MergeEvent], added: MergeEvent, actor: User | None, now: datetime
) -> None:
    """Take merges back (the first for good), add the new event, and write what came of it.

    `taken` go in reverse order, so that each finds the record as it left it; all but the first
    are then done again with the same choices.
    """
    before = {pk: _shown(row, rows) for pk, row in rows.items()}
    edits = {one.pk: _edited_since(one) for one in taken}
    for one in reversed(taken):
        _take_back(one, rows, edits[one.pk])
    added.save()
    _relink(rows)
    for one in taken:
        if edits[one.pk]:
            golden = rows[one.golden_id]
            _values.put_derived(golden, golden.owner, before=_replaced(taken[0], {}, golden))
    again = [*taken[1:], *([added] if added.undo_of_id is None else [])]
    for one in again:
        _write(one, rows, edits.get(one.pk, set()))
    for one in again:
        one.save(update_fields=["written"])
    _save(rows, before, added, actor, now)


def _relink(rows: Rows) -> None:
    """Link every record as the log tells it; golden records are then found by all their words."""
    linked = merging.links(queries.log_of(list(rows)))
    for pk, row in rows.items():
        if row.golden_id != linked.get(pk):
            row.golden_id = linked.get(pk)
            Business.objects.filter(pk=pk).update(golden=row.golden_id)


def _write(event: MergeEvent, rows: Rows, dropped: set[str]) -> None:
    """Put the surviving values on the golden record and remember what was there."""
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
    for field in [name for name in merging.COLUMNS if name in event.survivorship]:
        teller = rows[event.survivorship[field]]
        if teller is not golden and not _strays(rule, field, teller, golden):
            values = {name: getattr(teller, name) for name in merging.COLUMNS[field]}
            _put(golden, field, values, before, edited)
    for field, values in united(golden, others).items():
        _put(golden, field, values, before, edited)
    _values.put_derived(golden, golden.owner, before=_replaced(event, before, golden))
    event.written = {
        "before": before,
        "derived": derived,
        "owner": golden.owner_id,
        "dropped": sorted(dropped),
        "mark": _last_change(golden.pk),
        "rule": rule,
    }


def _replaced(event: MergeEvent, before: dict[str, dict[str, Any]], golden: Business) -> list[str]:
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


def _edited_since(event: MergeEvent) -> set[str]:
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


def _take_back(event: MergeEvent, rows: Rows, edited: set[str]) -> None:
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


def _save(
    rows: Rows,
    before: dict[int, dict[str, Any]],
    event: MergeEvent,
    actor: User | None,
    now: datetime,
) -> None:
    """Save the records that changed, with their changes in the journal."""
    source = merging.MERGED if event.undo_of_id is None else merging.PARTED
    for pk, row in rows.items():
        after = _shown(row, rows)
        if after == before[pk]:
            continue
        changed = differences(before[pk], after)
        row.version += 1
        row.updated_at = now
        row.save()
        told = [one for one in changed if one.field not in merging.DERIVED]
        note_changes("business", pk, told, source=source, actor=actor, at=now)


def _shown(row: Business, rows: Rows) -> dict[str, Any]:
    """Return what the journal keeps of a record, with what only merges move."""
    owner, top = row.owner, rows.get(row.golden_id or 0)
    return (
        _values.shown(row)
        | {name: getattr(row, name) for name in merging.DERIVED}
        | {
            "owner": owner.name or owner.public_id if owner else "",
            "golden": top.public_id if top else "",
            "email": row.email,
            "confirmed_on": row.confirmed_on,
            "confirmed_by": row.confirmed_by,
            "sales": "1" if row.sales_sealed else "",
        }
    )


def _last_change(pk: int) -> int:
    found = Change.objects.filter(entity="business", entity_id=pk).aggregate(last=Max("id"))
    return found["last"] or 0


def _packed(value: Any) -> Any:
    """Return a column's value as JSON; sealed ones are never kept here: they filled a gap."""
    return value.isoformat() if isinstance(value, date) else value


def _unpacked(name: str, value: Any) -> Any:
    if name in DATES and value:
        return date.fromisoformat(value)
    return value


def _audit(actor: User | None, deed: str, event: MergeEvent, now: datetime) -> None:
    golden = event.golden
    audit(
        actor,
        deed,
        subject_kind="business",
        subject_id=golden.public_id,
        fields=[str(pk) for pk in event.members],
        reason=event.reason,
        region=event.region_id,
        at=now,
    )
