"""One owner as the page shows her: the person, her records, who else may be the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from lampit.national import nik as niks
from lampit.outside import vault
from lampit.registry.models import Business, Owner, OwnerMerge, OwnerSource
from lampit.registry.queries import persons as queries
from lampit.registry.queries._naming import name_of
from lampit.registry.queries.persons import Saying
from lampit.registry.queries.profile import age_of, shown_phones
from lampit.registry.queries.surviving import PREFIX, Choice, Option
from lampit.registry.rules import persons, words
from lampit.registry.rules.records import context
from lampit.registry.rules.seeing import Sight

BUSINESSES_AT_MOST = 50
CANDIDATES_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a person: what it says itself, and its businesses."""

    public_id: str
    name: str
    nik: str
    phones: list[str]
    since: datetime
    businesses: list[Business]


@dataclass(frozen=True, slots=True)
class Joined:
    """A merge that stands: which records, when, by whom, why."""

    event: int
    names: list[str]
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another owner who may be the same person, and what agrees."""

    public_id: str
    name: str
    why: str
    businesses: list[str]


@dataclass(frozen=True, slots=True)
class OwnerPage:
    """Everything the page of an owner shows; protected values masked, or left out.

    `sees` names which of `nik` and `phone` stand on the page.
    """

    public_id: str
    name: str
    nik: str
    sex_label: str
    age_label: str
    phones: list[str]
    is_deceased: bool
    records: list[Record]
    joined: list[Joined]
    sees: frozenset[str]
    candidates: list[Candidate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class JoinView:
    """Two persons before they become one: what differs, what agrees, what speaks against it."""

    first: Owner
    other: Owner
    businesses: list[tuple[str, list[str]]]
    choices: list[Choice]
    agreed: list[str]
    conflicts: list[str]


def find(owners: QuerySet[Owner], public_id: str) -> Owner | None:
    """Return one of `owners`, None outside them; one query."""
    return owners.filter(public_id=public_id).first()


def owner_page(owner: Owner, owners: QuerySet[Owner], on: date, sight: Sight) -> OwnerPage:
    """Return the page of an owner; at most eight queries, one NIK opened per record shown.

    Args:
        owner: one of the records.
        owners: those that exist for who asks; the same person is looked for among them.
        on: today.
        sight: what of a person who asks sees.
    """
    rows = Owner.objects.filter(pk__in=queries.same_as(owner.pk)).order_by("pk")
    family = {row.pk: row for row in rows[: persons.TOO_MANY]}
    said = {one.owner_id: one for one in OwnerSource.objects.filter(owner__in=list(family))}
    shops = _businesses(list(family))
    numbers = [owner.phone, owner.phone_2] if sight.sees("phone") else []
    return OwnerPage(
        public_id=owner.public_id,
        name=owner.name,
        nik=_masked(owner) if sight.sees("nik") else "",
        sex_label=str(owner.get_sex_display()),
        age_label=age_of(owner, on),
        phones=shown_phones(numbers, whole=False),
        is_deceased=owner.deceased_on is not None,
        records=[_record(row, said.get(pk) or row, shops, sight) for pk, row in family.items()],
        sees=frozenset(name for name in ("nik", "phone") if sight.sees(name)),
        joined=_joined(family, said),
        candidates=_candidates(owner, owners.exclude(pk__in=list(family))),
    )


def join_view(first: Owner, other: Owner, chosen: Mapping[str, int]) -> JoinView:
    """Return what making one person of two owners would show; about six queries.

    Args:
        first: the one that stands for the person.
        other: who becomes part of it.
        chosen: field → record as a person chose before a refusal.
    """
    both, ids = [first, other], [first.pk, other.pk]
    values = queries.values_of(both, ids)
    usual = queries.usual(both, ids) | dict(chosen)
    rows = {row.pk: row for row in both}
    choices, agreed = [], []
    for name, said in values.items():
        label = gettext(words.field_label(name))
        if len({value.text for value in said}) > 1:
            options = [
                Option(
                    value.record,
                    _text(rows[value.record], name),
                    gettext(words.source_label(value.source)),
                    value.observed_at,
                    usual.get(name) == value.record,
                )
                for value in said
            ]
            choices.append(Choice(f"{PREFIX}{name}", label, options))
        elif said[0].text:
            agreed.append(label)
    found = persons.conflicts(queries.known_of(first), queries.known_of(other))
    shops = _businesses(ids)
    named = [(row.name, [shop.name or "–" for shop in shops.get(row.pk, [])]) for row in both]
    conflicts = [gettext(persons.CONFLICTS[code]) for code in found]
    return JoinView(first, other, named, choices, agreed, conflicts)


def first_of_two(left: Owner, right: Owner) -> tuple[Owner, Owner]:
    """Return two owners, the one that stands for the person first; one query."""
    held = {pk: len(shops) for pk, shops in _businesses([left.pk, right.pk]).items()}
    first, other = queries.first_of((left, right), held)
    return first, other


def _record(
    row: Owner, saying: Saying, shops: Mapping[int, list[Business]], sight: Sight
) -> Record:
    said = [saying.phone, saying.phone_2] if sight.sees("phone") else []
    nik = _masked(saying) if sight.sees("nik") else ""
    numbers, held = shown_phones(said, whole=False), shops.get(row.pk, [])
    return Record(row.public_id, saying.name, nik, numbers, row.created_at, held)


def _businesses(ids: Sequence[int]) -> dict[int, list[Business]]:
    rows = Business.objects.filter(owner__in=ids, withdrawn_at=None).order_by("pk")
    found: dict[int, list[Business]] = {}
    for shop in rows.select_related("golden")[:BUSINESSES_AT_MOST]:
        found.setdefault(shop.owner_id or 0, []).append(shop)
    return found


def _joined(family: Mapping[int, Owner], said: Mapping[int, OwnerSource]) -> list[Joined]:
    rows = OwnerMerge.objects.filter(person__in=list(family)).select_related("actor")
    names = {pk: said[pk].name if pk in said else row.name for pk, row in family.items()}
    return [
        Joined(
            event.pk,
            [names.get(pk, "–") for pk in (event.person_id, *event.members)],
            event.at,
            name_of(event.actor),
            event.reason,
        )
        for event in reversed(queries.standing(list(rows.order_by("id"))))
    ]


def _candidates(owner: Owner, others: QuerySet[Owner]) -> list[Candidate]:
    """Return who else may be this person: the same NIK first, then telephone, then name."""
    numbers = [number for number in (owner.phone, owner.phone_2) if number]
    asked = (
        (gettext("NIK sama"), Q(nik_index=owner.nik_index), owner.nik_index),
        (gettext("HP sama"), Q(phone__in=numbers), numbers),
        (gettext("Nama sama"), Q(name_key=owner.name_key), owner.name_key),
    )
    here = others.filter(region_id=owner.region_id)
    found: dict[int, tuple[Owner, str]] = {}
    for why, condition, value in asked:
        if value:
            for row in here.filter(condition).order_by("pk")[:CANDIDATES_AT_MOST]:
                found.setdefault(row.pk, (row, why))
    chosen = list(found.values())[:CANDIDATES_AT_MOST]
    shops = _businesses([row.pk for row, _why in chosen])
    return [
        Candidate(row.public_id, row.name, why, [one.name for one in shops.get(row.pk, [])[:3]])
        for row, why in chosen
    ]


def _text(owner: Owner, name: str) -> str:
    """Return the value of a field for the page; protected ones masked."""
    if name == "nik":
        return _masked(owner)
    if name == "birth":
        return str(owner.birth_year or "")
    if name == "sex":
        return str(owner.get_sex_display()) if owner.sex else ""
    return str(getattr(owner, persons.COLUMNS[name][0]) or "")


def _masked(saying: Saying) -> str:
    if not saying.nik_sealed:
        return ""
    where = context("owner", saying.public_id, "nik")
    return niks.mask(vault.decrypt(bytes(saying.nik_sealed), where))
