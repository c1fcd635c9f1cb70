"""Golden records and their members; what each says, and which value would survive a merge."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, When
from django.db.models import Value as Constant
from django.utils.translation import gettext

from lampit.registry.models import Business, Change, MergeEvent, Owner
from lampit.registry.rules import merging, provenance, words
from lampit.registry.rules.changes import written
from lampit.registry.rules.merging import Link, Person, Value

MEMBERS_AT_MOST = 200
# Tables of higher rooms that hang on a business, with the word for their rows.
CHILDREN = {
    "orders_sale": words.CHILD_SALES,
    "shops_maker": words.CHILD_SHOPS,
    "coaching_visit": words.CHILD_VISITS,
    "aid_grant": words.CHILD_AID,
    "measure_submission": words.CHILD_ANSWERS,
    "registry_permit": words.CHILD_PERMITS,
}
SELLING = frozenset({"orders_sale", "shops_maker", "aid_grant"})


def golden_records() -> QuerySet[Business]:
    """Return the businesses as everybody counts and lists them: no members of merges."""
    return Business.objects.filter(withdrawn_at=None, golden=None)


def golden_of(business: int) -> int:
    """Return the golden record of a business, itself when it was not merged; one query."""
    found = Business.objects.filter(pk=business).values_list("golden_id", flat=True).first()
    return found or business


def members_of(business: int) -> list[int]:
    """Return the golden record of a business and all its members, golden first; two queries."""
    top = golden_of(business)
    below = Business.objects.filter(golden=top).order_by("id").values_list("pk", flat=True)
    return [top, *below]


def belonging(business: int | OuterRef) -> QuerySet[Business, int]:
    """Return the ids of a golden record and its members, for `business__in` of other rooms."""
    rows = Business.objects.filter(Q(pk=business) | Q(golden=business))
    return rows.order_by().values_list("pk", flat=True)


def golden_id(field: str = "business") -> Case:
    """Return the expression "golden record of the business of this row", for grouping by it."""
    linked = f"{field}__golden_id"
    return Case(When(**{f"{linked}__isnull": False}, then=F(linked)), default=F(f"{field}_id"))


def log_of(ids: Collection[int]) -> list[Link]:
    """Return the merges and undoings whose golden record is one of `ids`; one query."""
    rows = MergeEvent.objects.filter(golden__in=ids).order_by("id")
    return [link_of(event) for event in rows]


def link_of(event: MergeEvent) -> Link:
    """Return an event as the rules read it; no query."""
    return Link(event.pk, event.golden_id, tuple(event.members), event.undo_of_id)


def member_in_reach(businesses: QuerySet[Business], public_id: str) -> str:
    """Return the public id of the golden record of a merged one, "" when there is none.

    Args:
        businesses: the golden records that exist for the person.
        public_id: of the member.
    """
    found = businesses.filter(merged__public_id=public_id).values_list("public_id", flat=True)
    return found.first() or ""


@dataclass(frozen=True, slots=True)
class MergedRecord:
    """A member of a golden record as its page lists it."""

    event: int
    public_id: str
    name: str
    owner_name: str
    source: str
    merged_at: datetime
    merged_by: str
    reason: str


def merged_records(business: Business) -> list[MergedRecord]:
    """Return the records that hang on a golden one, by merge; two queries."""
    rows = Business.objects.filter(golden=business).select_related("owner")
    below = {row.pk: row for row in rows.order_by("id")[:MEMBERS_AT_MOST]}
    if not below:
        return []
    events = MergeEvent.objects.filter(golden__in=[business.pk, *below]).select_related("actor")
    known = {event.pk: event for event in events.order_by("id")}
    standing = merging.standing(link_of(event) for event in known.values())
    return [
        _merged(known[link.id], below[pk])
        for link in reversed(standing)
        for pk in link.members
        if pk in below
    ]


def _merged(event: MergeEvent, row: Business) -> MergedRecord:
    who = event.actor.get_full_name() or event.actor.username if event.actor else ""
    owner = row.owner.name if row.owner else ""
    return MergedRecord(
        event.pk,
        row.public_id,
        row.name or owner,
        owner,
        gettext(words.source_label(row.source)),
        event.at,
        who,
        event.reason,
    )


def children(ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Return business → table → rows that hang on it, for each table of `CHILDREN`; one query."""
    found: dict[int, dict[str, int]] = {pk: {} for pk in ids}
    counts = []
    for relation in Business._meta.related_objects:
        below: Any = relation.related_model
        table, column = below._meta.db_table, relation.field.attname
        if table not in CHILDREN:
            continue
        rows = below._default_manager.filter(**{f"{relation.field.name}__in": list(ids)})
        named = (
            rows.order_by().annotate(child_table=Constant(table)).values_list(column, "child_table")
        )
        counts.append(named.annotate(n=Count("pk")))
    for pk, table, count in counts[0].union(*counts[1:], all=True):
        found[pk][table] = count
    return found


def sells(counted: dict[str, int]) -> bool:
    """Say whether money or aid hangs on a record, by its counted children."""
    return any(counted.get(table) for table in SELLING)


def person_of(owner: Owner | None) -> Person:
    """Return what conflicts are looked for in; no query."""
    if owner is None:
        return Person()
    return Person(
        owner.nik_index, owner.nik_status == "ok", owner.sex, owner.birth_year, owner.account_id
    )


def conflicts_of(left: Business, right: Business, counted: dict[int, dict[str, int]]) -> list[str]:
    """Return the hard conflicts of two loaded records; no query."""
    both = sells(counted.get(left.pk, {})) and sells(counted.get(right.pk, {}))
    return merging.conflicts(person_of(left.owner), person_of(right.owner), both_sell=both)


def golden_first(records: Iterable[Business], counted: dict[int, dict[str, int]]) -> list[Business]:
    """Return the records, the one that others should hang on first; no query.

    An owner's account weighs most, then money, then how much is filled, then age in the register.
    """
    return sorted(
        records,
        key=lambda row: (
            not (row.owner and row.owner.account_id),
            not sells(counted.get(row.pk, {})),
            -filled(row),
            row.pk,
        ),
    )


def filled(business: Business) -> int:
    """Return how many columns of a record are known; no query."""
    names = merging.columns_of(merging.ALL_COLUMNS)
    known = sum(getattr(business, name) not in (None, "", []) for name in names)
    owner = business.owner
    return known + (3 if owner is not None and owner.nik_index else 0)


def values_of(records: Sequence[Business]) -> dict[str, list[Value]]:
    """Return field → what each record says and how much that is worth; three queries.

    Of a field that an earlier merge filled, the worth is that of the record it came from; of
    several that survive together, that of the best told among them.
    """
    below = Business.objects.filter(golden__in=records).select_related("owner")
    family = {row.pk: row for row in (*below, *records)}
    origins = _origins(family)
    borrowed: dict[tuple[int, str], int] = {}
    events = MergeEvent.objects.filter(golden__in=list(family)).order_by("id")
    known = {event.pk: event for event in events}
    for link in merging.standing(link_of(event) for event in known.values()):
        for field, record in known[link.id].survivorship.items():
            for part in merging.PARTS.get(field, (field,)):
                borrowed[link.golden, part] = record

    def origin(row: Business, field: str) -> tuple[str, datetime]:
        teller = _teller(borrowed, row.pk, field)
        return origins.get((teller, field), _first(family.get(teller, row)))

    found: dict[str, list[Value]] = defaultdict(list)
    for field in offered(records):
        for row in records:
            parts = [part for part in merging.PARTS.get(field, ()) if told(row, part)]
            parts = list(merging.TOLD_AS[field]) if field == merging.MONEY else parts
            source, at = min((origin(row, part) for part in parts or [field]), key=_worth)
            if field == "owner" and row.owner is not None and row.owner.account_id:
                source = "pemilik"  # who keeps the account must find the business again
            found[field].append(Value(row.pk, told(row, field), source, at, filled(row)))
    return dict(found)


def offered(records: Iterable[Business]) -> list[str]:
    """Return the fields that a merge of these records chooses between; no query."""
    return merging.offered(row.village_id or "" for row in records)


def _worth(origin: tuple[str, datetime]) -> tuple[int, float]:
    source, at = origin
    return provenance.rank(source), -at.timestamp()


def usual(values: dict[str, list[Value]]) -> dict[str, int]:
    """Return field → the record whose value survives by the rule; fields nobody knows are left."""
    found = {field: merging.survivor(said) for field, said in values.items()}
    return {field: record for field, record in found.items() if record is not None}


def told(business: Business, field: str) -> str:
    """Return what a record says in a field as text, empty when unknown; no query."""
    if field == "owner":
        return business.owner.name or "?" if business.owner else ""
    if field == "kbli":
        return business.kbli or business.sector
    if field == merging.MONEY:  # sums are sealed: those of two records are never known to agree
        sealed = (business.sales_sealed, business.capital_sealed)
        is_known = any(sealed) or business.sales_band is not None
        return str(business.pk) if is_known else ""
    if field in merging.PARTS:
        said = [told(business, part) for part in merging.PARTS[field]]
        return "|".join(said) if any(said) else ""
    return written(getattr(business, merging.COLUMNS[field][0]))


def _teller(borrowed: dict[tuple[int, str], int], record: int, field: str) -> int:
    seen = {record}
    while (record, field) in borrowed and borrowed[record, field] not in seen:
        record = borrowed[record, field]
        seen.add(record)
    return record


def _first(business: Business) -> tuple[str, datetime]:
    return business.source, business.created_at


def _origins(family: dict[int, Business]) -> dict[tuple[int, str], tuple[str, datetime]]:
    """Return (record, field) → source and moment of its newest change that is no merge."""
    owners = {row.owner_id: row.pk for row in family.values() if row.owner_id}
    rows = Change.objects.filter(
        Q(entity="business", entity_id__in=list(family))
        | Q(entity="owner", entity_id__in=list(owners), field="owner_name")
    ).exclude(source__in=(merging.MERGED, merging.PARTED))
    found: dict[tuple[int, str], tuple[str, datetime]] = {}
    for entity, pk, field, source, at in rows.order_by("id").values_list(
        "entity", "entity_id", "field", "source", "at"
    ):
        record = pk if entity == "business" else owners[pk]
        found[record, "owner" if field == "owner_name" else field] = (source, at)
    return found
