"""Where the present value of each field came from, and what other sources say of it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from lampit.places import queries as places
from lampit.registry.models import Business, Change, Claim, ImportRun
from lampit.registry.queries.history import REVERTABLE, said, source_of
from lampit.registry.rules.changes import MASK, SECRET_FIELDS, written
from lampit.registry.rules.merging import MERGED

CHANGES_AT_MOST = 400
CLAIMS_AT_MOST = 200
OTHERS_AT_MOST = 6
OWNER_COLUMNS = {"owner_name": "name", "sex": "sex"}
CLAIMED, NEW, OLD = "c", "n", "o"  # where another value stands: a claim, or a side of a change


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from: source and person in words, and when."""

    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Other:
    """What another source says of a field; `key` names it for `pakai ini`, empty when it cannot."""

    key: str
    text: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """Field → origin, and field → other values; fields never changed fall under `registered`."""

    origins: dict[str, Origin]
    others: dict[str, list[Other]]


@dataclass(frozen=True, slots=True)
class Told:
    """One value of a field as somebody told it."""

    key: str
    field: str
    value: str
    change: Change | Claim


def known_of(business: Business) -> Known:
    """Return origins and other values of a business and its owner; at most three queries.

    What an import wrote that was undone counts for nothing.
    """
    changes: list[Change] = list(_told(Change, business)[:CHANGES_AT_MOST])
    claims: list[Claim] = list(_told(Claim, business)[:CLAIMS_AT_MOST])
    origins: dict[str, Origin] = {}
    for change in changes:
        origins.setdefault(change.field, Origin(source_of(change), change.at))
    told = sorted(
        [*_of_claims(claims), *_of_changes(changes)], key=lambda one: one.change.at, reverse=True
    )
    codes = [one.value for one in told if one.field == "village"]
    villages = places.names_of(codes) if codes else {}
    others: dict[str, list[Other]] = defaultdict(list)
    seen = {(field, present_of(business, field)) for field in REVERTABLE}
    for one in told:
        if (one.field, one.value) in seen or len(others[one.field]) == OTHERS_AT_MOST:
            continue
        seen.add((one.field, one.value))
        others[one.field].append(_other(one, villages))
    return Known(origins, dict(others))


def told_as(business: Business, key: str) -> Told | None:
    """Return the value that `key` names among those of a business, None when there is none."""
    kind, number = key[:1], key[1:]
    if kind not in (CLAIMED, NEW, OLD) or not number.isascii() or not number.isdigit():
        return None
    model = Claim if kind == CLAIMED else Change
    found = _told(model, business).filter(pk=int(number[:18])).first()
    if found is None:
        return None
    if isinstance(found, Claim):
        return Told(key, found.field, found.value, found)
    return Told(key, found.field, found.new if kind == NEW else found.old, found)


def sources_of_fields(entity: str, ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return record → field → source of the change that set it last; one query.

    What a golden record shows of a list that told it of a merged one is no choice of a person.
    """
    rows = _standing(Change.objects.filter(entity=entity, entity_id__in=ids)).order_by("id")
    rows = rows.exclude(source=MERGED, run__isnull=False)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for entity_id, field, source in rows.values_list("entity_id", "field", "source"):
        found[entity_id][field] = source
    return found


def claims_known(entity: str, ids: Collection[int]) -> set[tuple[int, str, str]]:
    """Return (record, field, value) of what is noted beside records already; one query."""
    rows = _standing(Claim.objects.filter(entity=entity, entity_id__in=ids))
    return set(rows.values_list("entity_id", "field", "value"))


def present_of(business: Business, field: str) -> str:
    """Return the value of a field as the change table keeps it; no query when loaded."""
    if field in OWNER_COLUMNS:
        return written(getattr(business.owner, OWNER_COLUMNS[field], ""))
    if field == "village":
        return business.village_id or ""
    return written(getattr(business, field, ""))


def _told(model: type[Any], business: Business) -> QuerySet[Any]:
    """Return the changes or claims of a business and its owner that stand, newest first."""
    condition = Q(entity="business", entity_id=business.pk)
    if business.owner_id:
        condition |= Q(entity="owner", entity_id=business.owner_id)
    rows = _standing(model._default_manager.filter(condition))
    return rows.select_related("actor", "run").order_by("-id")


def _standing(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out what imports told that were undone."""
    return rows.exclude(run__state=ImportRun.State.UNDONE)


def _of_claims(claims: Iterable[Claim]) -> list[Told]:
    return [Told(f"{CLAIMED}{one.pk}", one.field, one.value, one) for one in claims if one.value]


def _of_changes(changes: Iterable[Change]) -> list[Told]:
    """Return the values that changes wrote, and of the first change of a field what it replaced."""
    found: list[Told] = []
    first: dict[str, Change] = {}
    for change in changes:
        first[change.field] = change  # newest first: the last one met is the oldest
        if change.new and change.field in REVERTABLE:
            found.append(Told(f"{NEW}{change.pk}", change.field, change.new, change))
    found += [
        Told(f"{OLD}{change.pk}", field, change.old, change)
        for field, change in first.items()
        if change.old and field in REVERTABLE
    ]
    return found


def _other(one: Told, villages: dict[str, str]) -> Other:
    is_usable = one.field in REVERTABLE and one.value != MASK
    source = "" if one.key[:1] == OLD else source_of(one.change)
    text = "" if one.field in SECRET_FIELDS else said(one.field, one.value, villages)
    return Other(one.key if is_usable else "", text, source, one.change.at)
