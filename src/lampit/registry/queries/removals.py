"""What was deleted of a person, part by part, and is still gone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max, Q

from lampit.registry.models import Business, Change, Consent, ImportRow, ImportRun, Owner
from lampit.registry.queries.personal import Records
from lampit.registry.rules import removals
from lampit.registry.rules.veils import GONE

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Removed:
    """One part that is gone, or that goes by being named.

    Attributes:
        key: its name in a form: `c12` a change, `k3` an answer in the ledger of consents, `x7` and
            a heading a kept column of business 7.
        kind: `isian`, `surat`, `izin` or `kolom`.
        what: field, kind of paper, purpose or heading.
        entity: `business` or `owner`, and `entity_id` which; of a consent the owner.
        entity_id: see there.
        place: name of the business, empty where it is about the person.
        at: when; None for a kept column, which goes when it is named.
        by: who, empty when nobody is known.
        number: the telephone number that is gone; for the deed alone, shown to nobody.
    """

    key: str
    kind: str
    what: str
    entity: str
    entity_id: int
    place: str
    at: datetime | None
    by: str
    number: str = field(default="", repr=False)


def removed_since(records: Records, since: datetime) -> list[Removed]:
    """Return what was deleted of a person since an instant and is gone now, newest first.

    A field counts when it was emptied and nobody has filled it again; one that the record it was
    merged into shows does not, nor what another record of the person tells of her. A telephone
    number counts when neither its record nor that one shows it any more, in whichever place it
    stood. Six queries, at most fifty parts of each kind.
    """
    found = [*_fields(records, since), *_consents(records.owner_ids, since)]
    return sorted(found, key=lambda one: one.at or since, reverse=True)


def kept_columns(records: Records) -> list[Removed]:
    """Return the columns that lists told of a person and no field was read from; one query.

    No form empties them: they are deleted by naming them in an answer.
    """
    rows = Business.objects.filter(pk__in=records.business_ids, withdrawn_at=None)
    return [
        Removed(f"x{shop.pk} {header}", removals.COLUMN, header, "business", shop.pk, shop.name,
                None, "")
        for shop in rows.exclude(extras={}).order_by("pk")
        for header, text in shop.extras.items()
        if text not in ("", GONE)
    ][: SHOWN * 2]  # fmt: skip


def _fields(records: Records, since: datetime) -> list[Removed]:
    mine = Q(entity="business", entity_id__in=records.business_ids) | Q(
        entity="owner", entity_id__in=records.owner_ids
    )
    named = Q(field=removals.PAPER_FIELD) | Q(field__in=[*removals.OF_BUSINESS, *removals.OF_OWNER])
    rows = Change.objects.filter(mine, named, at__gte=since).select_related("actor")
    shops = Business.objects.filter(pk__in=records.business_ids).select_related("golden")
    owners = Owner.objects.filter(pk__in=records.owner_ids)
    present = {one.pk: one for one in shops}
    persons = {one.pk: one for one in owners}
    seen, found = set[tuple[str, int, str]](), []
    for change in rows.order_by("-id")[: SHOWN * 4]:
        is_paper = change.field == removals.PAPER_FIELD
        number = change.old if change.field in removals.PHONES else ""
        where = change.entity, change.entity_id
        key = (*where, number or change.field)
        if not is_paper and key in seen:
            continue
        seen.add(key)
        shop = present.get(change.entity_id) if change.entity == "business" else None
        if shop is None and not (change.entity == "owner" and change.entity_id in persons):
            continue
        of_all: list[Business | Owner] = [*persons.values(), *_visible(present.values())]
        if not _is_gone(change, _showing(shop) if shop else of_all):
            continue
        kind = removals.PAPER if is_paper else removals.FIELD
        what = removals.paper_kind(change.old) if is_paper else change.field
        by = change.actor.username if change.actor else ""
        place = shop.name if shop else ""
        found.append(Removed(f"c{change.pk}", kind, what, *where, place, change.at, by, number))
    return found[:SHOWN]


def _showing(shop: Business) -> list[Business]:
    """Return who shows what a record tells: it, and the one that it was merged into."""
    return [shop, shop.golden] if shop.golden is not None else [shop]


def _visible(shops: Iterable[Business]) -> list[Business]:
    return [one for one in shops if one.golden_id is None and one.withdrawn_at is None]


def _is_gone(change: Change, showing: Iterable[Business | Owner]) -> bool:
    """Say whether what a change took away stands on none of the records that would show it."""
    if change.field == removals.PAPER_FIELD:
        return bool(change.old) and not change.new
    columns = removals.COLUMNS[change.entity].get(change.field, {})
    if not change.old or not columns:
        return False
    if change.field in removals.PHONES:
        return all(change.old not in (row.phone, row.phone_2) for row in showing)
    of = Owner if change.entity == "owner" else Business
    return all(is_empty(row, columns) for row in showing if isinstance(row, of))


def is_empty(row: Business | Owner, columns: Mapping[str, Any]) -> bool:
    """Say whether nothing stands in some columns of a record."""
    return all(not getattr(row, name) and getattr(row, name) != 0 for name in columns)


def _consents(owner_ids: Collection[int], since: datetime) -> list[Removed]:
    """Return the consents withdrawn since and not given again."""
    mine = Consent.objects.filter(owner__in=owner_ids)
    last = mine.values("purpose").annotate(last=Max("pk")).values("last")
    rows = mine.filter(pk__in=last, is_given=False, at__gte=since).select_related("by")
    asked = set(mine.filter(is_given=True).values_list("purpose", flat=True))
    return [
        Removed(f"k{one.pk}", removals.CONSENT, one.purpose, "owner", one.owner_id, "", one.at,
                one.by.username if one.by else "")
        for one in rows.order_by("-pk")[:SHOWN] if one.purpose in asked
    ]  # fmt: skip


def files_with(records: Records) -> tuple[int, datetime | None]:
    """Return how many files of lists still hold a person, and when the youngest came; one query."""
    mine = Q(business_id__in=records.business_ids) | Q(owner_id__in=records.owner_ids)
    runs = ImportRow.objects.filter(mine).values("run")
    made = list(
        ImportRun.objects.filter(pk__in=runs).exclude(path="").values_list("created_at", flat=True)
    )
    return len(made), max(made, default=None)
