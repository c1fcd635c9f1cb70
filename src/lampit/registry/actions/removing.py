"""Makes the deletion of a part of a record whole: journals lose what they repeat of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.actions import _values
from lampit.registry.actions._forgetting import empty_parted
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions._numbers_gone import forget_number, unsay
from lampit.registry.actions.erasing import SOURCE, rows_of_lists
from lampit.registry.actions.wording import refresh_words
from lampit.registry.models import (
    Business,
    Change,
    Claim,
    Consent,
    ConsentFile,
    ImportRow,
    MergeEvent,
    Owner,
    OwnerSource,
)
from lampit.registry.queries.personal import Records
from lampit.registry.queries.removals import Removed
from lampit.registry.rules import removals
from lampit.registry.rules.changes import FieldChange
from lampit.registry.rules.veils import GONE

Columns = dict[str, Any]


def forget_removed(
    actor: User, records: Records, gone: Iterable[Removed], *, now: datetime
) -> None:
    """Let nothing bring back what was deleted of a person: no revert, undo, parting or history.

    The records that are merged with the one that was emptied lose it too; a telephone number goes
    by itself, wherever it stands (see `forget_number`). Of papers the journal keeps that there was
    one and of which kind; of a withdrawn consent where its proof lay goes. Files of lists stay
    until their term: whoever answers says so.

    Raises:
        Refusal: `not_allowed`.
    """
    if not access.may_answer_for(actor, records.owner_ids):
        raise Refusal("not_allowed", "Permintaan ini dijawab oleh dinas di wilayahnya.")
    parts = list(gone)
    fields = [one for one in parts if one.kind == removals.FIELD]
    with transaction.atomic():
        for one in parts:
            if one.kind == removals.COLUMN:
                _forget_column(actor, one, records, now)
            elif one.kind == removals.PAPER:
                Change.objects.filter(pk=int(one.key[1:])).update(old=removals.REMOVED_PAPER)
            elif one.kind == removals.CONSENT:
                _drop_proofs(records.owner_ids, one.what)
        if fields:
            _forget_fields(fields, records, now)
        refresh_words(records.business_ids)


def _forget_fields(gone: Collection[Removed], records: Records, now: datetime) -> None:
    """Empty fields with all that repeats them; of telephones the numbers that are gone."""
    places: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in gone:
        if not one.number:
            places[one.entity, one.what].add(one.entity_id)
    _forget_numbers([one for one in gone if one.number], records, now)
    for (entity, field), ids in places.items():
        _forget_field(entity, field, ids, records, now)
    _forget_lists(records, places)
    named = {one.what for one in gone}
    named |= set(removals.PHONES) if named & set(removals.PHONES) else set()
    empty_parted(records.business_ids, records.owner_ids, only=named)


def _forget_numbers(gone: Iterable[Removed], records: Records, now: datetime) -> None:
    for one in gone:
        is_hers = one.entity == "owner"
        ids = set(records.business_ids) if is_hers else _family([one.entity_id], records)
        forget_number(one.number, ids, records, now)


def _forget_field(entity: str, field: str, ids: set[int], records: Records, now: datetime) -> None:
    """Empty a field on all records of a business or person, and in what tells of it."""
    columns = removals.goes_with(entity, field)
    if entity == "owner":
        same = set(records.owner_ids)
        Owner.objects.filter(pk__in=same).exclude(**columns).update(
            **columns, updated_at=now, version=F("version") + 1
        )
        OwnerSource.objects.filter(owner__in=same).update(**columns)
    else:
        same = _family(ids, records)
        Business.objects.filter(pk__in=same).exclude(**columns).update(
            **columns, updated_at=now, version=F("version") + 1
        )
        _forget_sizes(same, columns)
        _forget_notes(same, columns, _values_told(same, field))
    told = Change.objects.filter(entity=entity, entity_id__in=same, field=field)
    told.update(old="", new="")
    names = {field, *columns}
    Claim.objects.filter(entity=entity, entity_id__in=same, field__in=names).delete()


def _forget_sizes(ids: Collection[int], columns: Columns) -> None:
    """Reckon the class of size anew from what is left, where it went with sales or capital."""
    if "size_class" not in columns:
        return
    known = Q(sales_sealed__isnull=False) | Q(capital_sealed__isnull=False)
    for row in Business.objects.filter(known, pk__in=ids):
        _values.classify(row)
        Business.objects.filter(pk=row.pk).update(size_class=row.size_class)


def _values_told(ids: Collection[int], field: str) -> set[str]:
    """Return by which numbers records were found that go now: of all fields the NIB alone."""
    if field != "nib":
        return set()
    told = Change.objects.filter(entity="business", entity_id__in=ids, field=field)
    return {one for pair in told.values_list("old", "new") for one in pair if one}


def _forget_column(actor: User, one: Removed, records: Records, now: datetime) -> None:
    """Delete a kept column of a business, and what journals repeat of it.

    A mark stays in its place, so that the next list with this heading does not bring it back.
    """
    same = _family([one.entity_id], records)
    for row in Business.objects.select_for_update().filter(pk__in=same).exclude(extras={}):
        if one.what in row.extras:
            row.extras[one.what] = GONE
            row.updated_at, row.version = now, row.version + 1
            row.save(update_fields=["extras", "updated_at", "version"])
    told = Change.objects.filter(entity="business", entity_id__in=same, field="extras")
    told.update(old="", new="")
    rows = list(rows_of_lists(records))
    for line in rows:
        before = ((line.before or {}).get("business") or {}).get("extras") or []
        if any(one.what in (kept or {}) for kept in before):
            # In what was there before, too: taking the list back leaves the mark.
            _mark_gone(one.what, before)
    ImportRow.objects.bulk_update(rows, ["before"], batch_size=200)
    for event in MergeEvent.objects.filter(golden__in=same):
        notes = event.written.get("before", {}).values()
        _mark_gone(one.what, [old.get("extras") for old in notes if "extras" in old])
        MergeEvent.objects.filter(pk=event.pk).update(written=event.written)
    note_changes(
        "business", one.entity_id, [FieldChange("extras", one.what, "")], source=SOURCE,
        actor=actor, at=now,
    )  # fmt: skip


def _mark_gone(header: str, kept: Iterable[object]) -> None:
    """Put the mark of a deleted column among kept columns."""
    for columns in kept:
        if isinstance(columns, dict):
            columns[header] = GONE


def _family(ids: Collection[int], records: Records) -> set[int]:
    """Return the records of a person that are one business with some."""
    tops = Business.objects.filter(pk__in=ids).values_list("golden", "pk")
    golden = {top or pk for top, pk in tops}
    family = Business.objects.filter(Q(pk__in=golden) | Q(golden__in=golden))
    return set(family.filter(pk__in=records.business_ids).values_list("pk", flat=True))


def _forget_notes(ids: Collection[int], columns: Mapping[str, Any], words: Collection[str]) -> None:
    """Empty columns in what merges noted of a golden record: a parting puts nothing back.

    `words` are numbers by which it was found, and is no longer.
    """
    for event in MergeEvent.objects.filter(golden__in=ids):
        before = event.written.get("before", {})
        touched = [old for old in before.values() if old.keys() & columns.keys()]
        for old in touched:
            old.update({name: value for name, value in columns.items() if name in old})
        for word in words:
            unsay(event, word)
        if touched or words:
            MergeEvent.objects.filter(pk=event.pk).update(written=event.written)


def _forget_lists(records: Records, fields: Iterable[tuple[str, str]]) -> None:
    """Empty the cells that lists told, and the fields in what an undo would put back.

    `fields` are pairs of `business` or `owner` and a field.
    """
    gone: dict[str, set[str]] = defaultdict(set)
    for entity, field in fields:
        gone[entity] |= removals.goes_with(entity, field).keys()
    rows = list(rows_of_lists(records))
    for row in rows:
        row.cells, row.problems = [], []
        for entity, columns in gone.items():
            before = (row.before or {}).get(entity)
            if isinstance(before, dict):
                for name in columns & before.keys():
                    del before[name]
    ImportRow.objects.bulk_update(rows, ["cells", "problems", "before"], batch_size=200)


def _drop_proofs(owner_ids: Collection[int], purpose: str) -> None:
    """Drop where the proofs of a withdrawn consent lie, but of the withdrawal itself."""
    said = Consent.objects.filter(owner__in=owner_ids, purpose=purpose, is_given=True)
    ConsentFile.objects.filter(consent__in=said).delete()
    said.update(proof_sealed=None)
