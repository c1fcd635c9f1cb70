"""Takes a telephone number that was deleted out of everything that tells of its person."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q, QuerySet

from lampit.registry.models import (
    Business,
    Change,
    Claim,
    ImportRow,
    MergeEvent,
    Owner,
    OwnerSource,
)
from lampit.registry.queries.personal import Records
from lampit.registry.rules import removals


def forget_number(number: str, ids: Collection[int], records: Records, now: datetime) -> None:
    """Take a number off records, history, other sources and notes, in whichever place it stands.

    Where another business of hers still shows it nobody deleted it there: only the records of
    the named business lose it then, else all of the person do, she herself included.

    Args:
        number: as the register keeps it.
        ids: the records of the business it was deleted of; all of hers where it was her own.
        records: of the person.
        now: when.
    """
    shown = Business.objects.filter(
        _has(number), pk__in=records.business_ids, golden=None, withdrawn_at=None
    )
    is_kept = shown.exclude(pk__in=ids).exists()
    shops = set(ids) if is_kept else set(records.business_ids)
    owners = set[int]() if is_kept else set(records.owner_ids)
    for rows in (Business.objects.filter(pk__in=shops), Owner.objects.filter(pk__in=owners)):
        for row in rows.filter(_has(number)).select_for_update(of=("self",)):
            left = removals.without({"phone": row.phone, "phone_2": row.phone_2}, number)
            type(row)._default_manager.filter(pk=row.pk).update(
                **left, updated_at=now, version=F("version") + 1
            )
    for said in OwnerSource.objects.filter(_has(number), owner__in=owners):
        left = removals.without({"phone": said.phone, "phone_2": said.phone_2}, number)
        OwnerSource.objects.filter(pk=said.pk).update(**left)
    whose = Q(entity="business", entity_id__in=shops) | Q(entity="owner", entity_id__in=owners)
    told = Change.objects.filter(whose, field__in=removals.PHONES)
    told.filter(old=number).update(old="")
    told.filter(new=number).update(new="")
    Claim.objects.filter(whose, field__in=removals.PHONES, value=number).delete()
    _notes(number, shops)
    _lists(number, ImportRow.objects.filter(Q(business_id__in=shops) | Q(owner_id__in=owners)))


def _has(number: str) -> Q:
    return Q(phone=number) | Q(phone_2=number)


def _notes(number: str, ids: Collection[int]) -> None:
    """Take a number out of what merges noted: a parting puts it back nowhere."""
    above = Business.objects.filter(pk__in=ids, golden__isnull=False).values("golden")
    for event in MergeEvent.objects.filter(Q(golden__in=ids) | Q(golden__in=above)):
        was = str(event.written)
        for old in event.written.get("before", {}).values():
            if number in (old.get("phone"), old.get("phone_2")):
                left = removals.without(old, number)
                old.update({name: left[name] for name in old.keys() & left.keys()})
        unsay(event, number)
        if str(event.written) != was:
            MergeEvent.objects.filter(pk=event.pk).update(written=event.written)


def unsay(event: MergeEvent, gone: str) -> None:
    """Take a number or NIB out of the words that a parting would put back; nothing is saved."""
    derived = event.written.get("derived", {})
    if derived.get("search_key"):
        derived["search_key"] = removals.unsaid(derived["search_key"], gone)


def _lists(number: str, rows: QuerySet[ImportRow]) -> None:
    """Take a number out of what an undo would put back, and its words with it."""
    cut = []
    for row in rows.filter(before__isnull=False):
        touched = [
            columns
            for columns in (row.before or {}).values()
            if isinstance(columns, dict) and _drop(number, columns)
        ]
        if touched:
            cut.append(row)
    ImportRow.objects.bulk_update(cut, ["before"], batch_size=200)


def _drop(number: str, columns: dict[str, list[object]]) -> bool:
    """Drop the pairs of values with a number from the journal of a row; say whether any was."""
    gone = [name for name in removals.PHONES if number in columns.get(name, ())]
    for name in gone:
        del columns[name]
    words = columns.get("search_key", [])
    kept = [removals.unsaid(one, number) if isinstance(one, str) else one for one in words]
    if kept != words:
        columns["search_key"] = kept
    return bool(gone) or kept != words
