"""Make one person of records of owners and part them again: a link, never a deletion.

All records of a person show the same values, so whoever reads an owner reads the person;
`OwnerSource` keeps what each record says itself. What a record shows follows from those sayings
and the log of merges alone: parting gives each record back what it said, with what was changed
on it since.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.models import Region
from lampit.registry import access
from lampit.registry.actions._showing import (
    Rows,
    differs,
    of_person,
    said_by,
    sources_of,
    teller_of,
    what_shows,
    write,
)
from lampit.registry.actions.wording import refresh_words
from lampit.registry.models import Business, Owner, OwnerMerge, OwnerSource
from lampit.registry.queries import persons as queries
from lampit.registry.rules import merging, persons


def merge_owners(
    actor: User,
    ids: Sequence[int],
    *,
    now: datetime,
    choices: Mapping[str, int] | None = None,
    reason: str = "",
) -> OwnerMerge:
    """Make one person of records of owners and return the event; done twice is done once.

    Their businesses, consents, aid, requests and papers stay with their record.

    Args:
        actor: who decided; the records lie in this person's region.
        ids: two records or more, also such as were merged before.
        now: the moment of the merge.
        choices: field → record whose value the person shows, against the rule.
        reason: why, needed when hard evidence speaks against it.

    Raises:
        Refusal: `not_allowed`, `not_found`, `one_record`, `choice_unknown`, `conflict_reason`,
            `person_too_large`.
    """
    if len(set(ids)) < 2:
        raise Refusal("one_record", "Pilih dua catatan pemilik untuk disatukan.")
    with transaction.atomic():
        _check_reach(actor, ids)
        rows = _family(ids)
        persons.check_size(len(rows))
        tops = {rows[pk].person_id or pk for pk in ids}
        if len(tops) == 1:
            return queries.standing(queries.log_of(list(rows)))[-1]
        _settle_rows(rows, now)
        ordered = queries.first_of((rows[pk] for pk in tops), _held(rows))
        first, others = ordered[0], ordered[1:]
        known = queries.known_of(first)
        for other in others:
            persons.check_conflicts(persons.conflicts(known, queries.known_of(other)), reason)
        event = OwnerMerge(
            region_id=first.region_id,
            person=first,
            members=[row.pk for row in others],
            survivorship=_survivors(rows, ordered, choices or {}),
            actor=actor,
            reason=" ".join(reason.split())[:200],
            at=now,
        )
        event.save()
        _carry_out(rows, merging.MERGED, actor, now)
        _audit(actor, "merge_owners", event, now)
    return event


def part_owners(actor: User, event_id: int, *, now: datetime, reason: str = "") -> OwnerMerge:
    """Take a merge of owners back and return the event that undid it; twice is once.

    Each record gets back what it said itself; what was changed on it since stays on it, and
    later merges of the same records stay.

    Raises:
        Refusal: `not_allowed` or `not_found`.
    """
    if not access.may_decide(actor):
        raise Refusal("not_allowed", "Hanya petugas dan kepala yang boleh memisahkan catatan.")
    with transaction.atomic():
        found = access.visible_owner_merges(actor).filter(pk=event_id, undo_of=None).first()
        if found is None:
            raise Refusal("not_found", "Penyatuan ini tidak ada di wilayah Anda.")
        rows = _family([found.person_id, *found.members])
        done = OwnerMerge.objects.filter(undo_of=found).first()
        if done is not None:
            return done
        _settle_rows(rows, now)
        undo = OwnerMerge(
            region_id=found.region_id,
            person_id=found.person_id,
            members=found.members,
            actor=actor,
            reason=" ".join(reason.split())[:200],
            at=now,
            undo_of=found,
        )
        undo.save()
        _carry_out(rows, merging.PARTED, actor, now)
        _audit(actor, "part_owners", undo, now)
    return undo


def settle(ids: Collection[int], now: datetime) -> int:
    """Let the other records of a person follow what was just written on some; return how many.

    Whoever writes an owner calls this in the same transaction. What differs from what the person
    showed was changed on that record: it is kept as that record's own word.
    """
    rows = Owner.objects.filter(pk__in=ids, person__isnull=False)
    tops = sorted(set(rows.order_by().values_list("person_id", flat=True)))
    done = 0
    for top in tops:
        family = Owner.objects.filter(person=top).order_by("pk").select_for_update()
        done += _settle_rows({row.pk: row for row in family}, now)
    return done


def _check_reach(actor: User, ids: Sequence[int]) -> None:
    """Refuse records outside the region of who decides.

    Raises:
        Refusal: `not_allowed` or `not_found`.
    """
    if not access.may_decide(actor):
        raise Refusal("not_allowed", "Hanya petugas dan kepala yang boleh menyatukan catatan.")
    found = dict(access.visible_owners(actor).filter(pk__in=ids).values_list("pk", "region_id"))
    if len(found) != len(set(ids)) or len(set(found.values())) != 1:
        raise Refusal("not_found", "Pemilik ini tidak ada di wilayah Anda.")


def _family(ids: Sequence[int]) -> Rows:
    """Return records with all of the same persons, locked; one merge of a kabupaten at a time."""
    regions = set(Owner.objects.filter(pk__in=ids).values_list("region_id", flat=True))
    list(Region.objects.select_for_update(no_key=True).filter(pk__in=regions))
    locked = Owner.objects.filter(pk__in=queries.family_of(ids)).order_by("pk")
    return {row.pk: row for row in locked.select_for_update()}


def _held(rows: Rows) -> dict[int, int]:
    """Return person → how many businesses hang on its records; one query."""
    counted = Business.objects.filter(owner__in=list(rows), withdrawn_at=None).order_by()
    found: dict[int, int] = {}
    for pk, count in counted.values_list("owner_id").annotate(n=Count("pk")):
        top = rows[pk].person_id or pk
        found[top] = found.get(top, 0) + count
    return found


def _survivors(rows: Rows, ordered: Sequence[Owner], choices: Mapping[str, int]) -> dict[str, int]:
    """Return field → the record that says it, where the choice is among whole persons."""
    usual = queries.usual(ordered, [row.pk for row in ordered])
    chosen = persons.choices_checked(choices, [row.pk for row in ordered], usual)
    log, sources = queries.log_of(list(rows)), sources_of(rows)
    found = {}
    for field, top in chosen.items():
        family = of_person(rows, top)
        found[field] = teller_of(field, family, log, sources, rows) or top
    return found


def _carry_out(rows: Rows, source: str, actor: User, now: datetime) -> None:
    """Link the records as the log tells, and let each show what follows from it."""
    log, sources = queries.log_of(list(rows)), sources_of(rows)
    linked = queries.links(log)
    fresh = [said_by(rows[pk]) for pk in sorted(linked) if pk in rows and pk not in sources]
    OwnerSource.objects.bulk_create(fresh)
    sources |= {one.owner_id: one for one in fresh}
    moved = {pk for pk, row in rows.items() if row.person_id != linked.get(pk)}
    for pk in moved:
        rows[pk].person_id = linked.get(pk)
    shown = {pk: what_shows(pk, rows, log, sources) for pk in rows}
    for pk, row in rows.items():
        write(row, shown[pk], source, actor, now, is_moved=pk in moved)
    alone = [pk for pk, row in rows.items() if row.person_id is None]
    OwnerSource.objects.filter(owner__in=alone).delete()
    _reword(rows)


def _settle_rows(rows: Rows, now: datetime) -> int:
    """Keep what was changed on records as their own word, and let the others follow."""
    sources, log = sources_of(rows), queries.log_of(list(rows))
    # All before any is kept: the word of one changes what the others should show.
    wanted = {pk: what_shows(pk, rows, log, sources) for pk in rows if pk in sources}
    changed = {}
    for pk, shown in wanted.items():
        fields = [field for field in shown if differs(rows[pk], shown[field], field)]
        if rows[pk].person_id is not None and fields:
            changed[pk] = fields
    for pk, fields in changed.items():
        _keep(rows[pk], sources[pk], fields, now)
    if not changed:
        return 0
    done = 0
    for pk, shown in {pk: what_shows(pk, rows, log, sources) for pk in wanted}.items():
        done += write(rows[pk], shown, merging.MERGED, None, now)
    _reword(rows)
    return done


def _keep(row: Owner, own: OwnerSource, fields: Sequence[str], now: datetime) -> None:
    for field in fields:
        for name in persons.COLUMNS[field]:
            setattr(own, name, getattr(row, name))
        own.edited[field] = now.isoformat()
    own.save()


def _reword(rows: Rows) -> None:
    """Let the businesses of the records be found by the names they show now."""
    ids = Business.objects.filter(owner__in=list(rows)).values_list("pk", flat=True)
    refresh_words(list(ids))


def _audit(actor: User, deed: str, event: OwnerMerge, now: datetime) -> None:
    audit(
        actor,
        deed,
        subject_kind="owner",
        subject_id=event.person.public_id,
        fields=[str(pk) for pk in event.members],
        reason=event.reason,
        region=event.region_id,
        at=now,
    )
