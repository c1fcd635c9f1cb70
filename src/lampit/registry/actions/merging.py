"""Merge records into one and part them again: a link, never a deletion; both twice are once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places import queries as places
from lampit.places.models import Region
from lampit.registry import access
from lampit.registry.actions import _values
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions._parting import end_answers
from lampit.registry.actions._surviving import edited_since, replaced, take_back, write
from lampit.registry.actions._uniting import Money, money_of, sums_moved
from lampit.registry.models import Business, Change, ImportRun, MergeEvent
from lampit.registry.queries import merging as queries
from lampit.registry.queries.hearing import heard_of
from lampit.registry.rules import merging
from lampit.registry.rules.changes import differences

Rows = dict[int, Business]


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


def retell(ids: Collection[int], run: ImportRun, *, now: datetime) -> int:
    """Let golden records show what a list told of records merged into them; return how many did.

    The merges of each family are told again, with what holds of each record now: a value that
    the list told is shown where it is believed as much as the one that survived. Parting gives
    each its own again; taking the list back and telling once more shows what was shown before.
    """
    below = Business.objects.filter(pk__in=ids, golden__isnull=False)
    done = 0
    for top in sorted(set(below.values_list("golden_id", flat=True))):
        if top is not None:
            with transaction.atomic():
                done += _told_again(top, run, now)
    return done


def _told_again(top: int, run: ImportRun, now: datetime) -> int:
    rows = _family([top])
    events = _standing(rows)
    if rows[top].withdrawn_at is not None or any("derived" not in one.written for one in events):
        return 0  # nobody is shown, or nobody knows what was there before
    before = {pk: _shown(row, rows) for pk, row in rows.items()}
    amounts, states = money_of(rows), {pk: row.status for pk, row in rows.items()}
    edits = {one.pk: edited_since(one) for one in events}
    for one in reversed(events):
        take_back(one, rows, edits[one.pk])
    heard = heard_of(rows, events)
    for one in events:
        write(one, rows, edits[one.pk], heard.tellers[one.pk])
        one.save(update_fields=["written"])
    for pk in heard.passed:
        rows[pk].status = states[pk]
    _note_sums(rows, before, amounts)
    return _save(rows, before, merging.MERGED, None, now, run)


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
    return [event, *(one for one in _standing(rows) if one.pk > event.pk)]


def _standing(rows: Rows) -> list[MergeEvent]:
    """Return the merges of a family that stand, in their order; one query."""
    events = MergeEvent.objects.filter(golden__in=list(rows)).order_by("id")
    known = {one.pk: one for one in events}
    return [known[link.id] for link in merging.standing(map(queries.link_of, known.values()))]


def _carry_out(
    rows: Rows, taken: list[MergeEvent], added: MergeEvent, actor: User | None, now: datetime
) -> None:
    """Take merges back (the first for good), add the new event, and write what came of it.

    `taken` go in reverse order, so that each finds the record as it left it; all but the first
    are then done again with the same choices.
    """
    before, amounts = {pk: _shown(row, rows) for pk, row in rows.items()}, money_of(rows)
    edits = {one.pk: edited_since(one) for one in taken}
    for one in reversed(taken):
        take_back(one, rows, edits[one.pk])
    added.save()
    _relink(rows)
    for one in taken:
        if edits[one.pk]:
            golden = rows[one.golden_id]
            _values.put_derived(golden, golden.owner, before=replaced(taken[0], {}, golden))
    again = [*taken[1:], *([added] if added.undo_of_id is None else [])]
    # Of all that stand: what a list told of a record merged earlier is heard through those above.
    heard = heard_of(rows, _standing(rows)).tellers if taken[1:] else {}
    for one in again:
        write(one, rows, edits.get(one.pk, set()), heard.get(one.pk))
    for one in again:
        one.save(update_fields=["written"])
    _note_sums(rows, before, amounts)
    source = merging.MERGED if added.undo_of_id is None else merging.PARTED
    _save(rows, before, source, actor, now)


def _note_sums(rows: Rows, before: dict[int, dict[str, Any]], amounts: Money) -> None:
    """Let the journal say where one sum came for another: it keeps no sums."""
    for pk in sums_moved(rows, amounts):
        if before[pk]["sales"] == ("1" if rows[pk].sales_sealed else ""):
            before[pk]["sales"] = "0"


def _relink(rows: Rows) -> None:
    """Link every record as the log tells it; golden records are then found by all their words."""
    linked = merging.links(queries.log_of(list(rows)))
    for pk, row in rows.items():
        if row.golden_id != linked.get(pk):
            row.golden_id = linked.get(pk)
            Business.objects.filter(pk=pk).update(golden=row.golden_id)


def _save(
    rows: Rows,
    before: dict[int, dict[str, Any]],
    source: str,
    actor: User | None,
    now: datetime,
    run: ImportRun | None = None,
) -> int:
    """Save the records that changed, with their changes in the journal; return how many."""
    done = 0
    for pk, row in rows.items():
        after = _shown(row, rows)
        if after == before[pk]:
            continue
        changed = differences(before[pk], after)
        row.version += 1
        row.updated_at = now
        row.save()
        told = [one for one in changed if one.field not in merging.DERIVED]
        note_changes("business", pk, told, source=source, actor=actor, at=now, run=run)
        done += 1
    return done


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
