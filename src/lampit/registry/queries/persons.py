"""Records of owners that are one person: which they are, and what each says itself."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet

from lampit.registry.models import Business, Change, Owner, OwnerMerge, OwnerSource
from lampit.registry.rules import merging, persons
from lampit.registry.rules.merging import Link, Value

Saying = Owner | OwnerSource


def same_as(owner: int | OuterRef) -> QuerySet[Owner, int]:
    """Return the ids of the records of the same person, for `owner__in` of other rooms.

    Args:
        owner: id of a record, or the way to it in a query around this one.
    """
    return _with_family(Q(pk=owner))


def named_as(public_id: str) -> QuerySet[Owner, int]:
    """Return the ids of the records of a person, by the public id of one of them."""
    return _with_family(Q(public_id=public_id))


def with_nik(index: str) -> QuerySet[Owner, int]:
    """Return the ids of the records that hold a NIK, also one that their person does not show.

    Args:
        index: the blind index of a whole NIK.
    """
    said = OwnerSource.objects.filter(nik_index=index).values("owner")
    rows = Owner.objects.filter(Q(nik_index=index) | Q(pk__in=said))
    return rows.order_by().values_list("pk", flat=True)


def _with_family(one: Q) -> QuerySet[Owner, int]:
    person = Owner.objects.filter(one, person__isnull=False).values("person")
    rows = Owner.objects.filter(one | Q(person__in=person))
    return rows.order_by().values_list("pk", flat=True)


def family_of(ids: Collection[int]) -> set[int]:
    """Return the ids of records and of all that are the same persons; two queries."""
    tops = Owner.objects.filter(pk__in=ids, person__isnull=False).values_list("person", flat=True)
    rows = Owner.objects.filter(person__in=set(tops)) if tops else Owner.objects.none()
    return set(ids) | set(rows.values_list("pk", flat=True))


def known_of(owner: Saying | None) -> persons.Known:
    """Return what conflicts are looked for in; no query."""
    if owner is None:
        return persons.Known()
    nik = owner.nik_index if owner.nik_status == "ok" else ""
    return persons.Known(owner.name, nik, owner.sex, owner.account_id)


def is_one_person(left: Owner | None, right: Owner | None) -> bool:
    """Say whether two owners are one record, were called one person, or pass for it; no query."""
    if left is None or right is None:
        return False
    if left.pk == right.pk or (left.person_id is not None and left.person_id == right.person_id):
        return True
    return persons.same_person(known_of(left), known_of(right))


def are_joined(left: Owner | None, right: Owner | None) -> bool:
    """Say whether two owners are one record or were called one person by somebody; no query."""
    if left is None or right is None:
        return False
    return left.pk == right.pk or (left.person_id or left.pk) == (right.person_id or right.pk)


def log_of(ids: Collection[int]) -> list[OwnerMerge]:
    """Return the merges and undoings of some records, oldest first; one query."""
    return list(OwnerMerge.objects.filter(person__in=ids).order_by("id"))


def link_of(event: OwnerMerge) -> Link:
    """Return an event as the rules read it; no query."""
    return Link(event.pk, event.person_id, tuple(event.members), event.undo_of_id)


def links(log: Iterable[OwnerMerge]) -> dict[int, int]:
    """Return record → the one that stands for the person, that one too; no query."""
    found = merging.links(map(link_of, log))
    return found | {top: top for top in found.values()}


def standing(log: Sequence[OwnerMerge]) -> list[OwnerMerge]:
    """Return the merges that nothing has undone; no query."""
    known = {event.pk: event for event in log}
    return [known[link.id] for link in merging.standing(map(link_of, log))]


def is_filled(saying: Saying, field: str) -> bool:
    """Say whether a record knows a value of a field; no query."""
    return getattr(saying, persons.COLUMNS[field][0]) not in (None, "", b"")


def first_of(owners: Iterable[Owner], held: Mapping[int, int]) -> list[Owner]:
    """Return records, the one that should stand for the person first; no query.

    An account weighs most, then the number of businesses, then how much is known, then age.
    """
    return sorted(
        owners,
        key=lambda row: (
            row.account_id is None,
            -held.get(row.pk, 0),
            -sum(is_filled(row, field) for field in persons.COLUMNS),
            row.pk,
        ),
    )


def text_of(saying: Saying, field: str) -> str:
    """Return by what two values of a field are told apart, empty when unknown; no query.

    Of protected values it is their index or year, never they themselves.
    """
    if field == "nik":
        return saying.nik_index
    if field == "birth":
        return str(saying.birth_year or "?") if saying.birth_sealed else ""
    return str(getattr(saying, persons.COLUMNS[field][0]) or "")


def usual(sayings: Sequence[Saying], ids: Sequence[int]) -> dict[str, int]:
    """Return field → record whose value survives by the rule, for what a person may choose.

    Args:
        sayings: what each record says itself, the one that stands for the person first.
        ids: of the records, in the same order.
    """
    values = values_of(sayings, ids)
    found = {field: merging.survivor(said) for field, said in values.items()}
    return {field: record for field, record in found.items() if record is not None}


def values_of(sayings: Sequence[Saying], ids: Sequence[int]) -> dict[str, list[Value]]:
    """Return field → what each record says and how much that is worth; two queries."""
    origins, first = _origins(ids), _first(ids)
    found = {}
    for field in persons.CHOSEN:
        said = []
        for pk, saying in zip(ids, sayings, strict=True):
            source, at = origins.get((pk, field)) or first[pk]
            filled = sum(is_filled(saying, name) for name in persons.COLUMNS)
            said.append(Value(pk, text_of(saying, field), source, at, filled))
        found[field] = said
    return found


def _origins(ids: Sequence[int]) -> dict[tuple[int, str], tuple[str, datetime]]:
    """Return (record, field) → source and moment of its newest change that is no merge."""
    rows = Change.objects.filter(entity="owner", entity_id__in=ids).exclude(
        source__in=(merging.MERGED, merging.PARTED)
    )
    told = rows.order_by("id").values_list("entity_id", "field", "source", "at")
    return {(pk, field): (source, at) for pk, field, source, at in told}


def _first(ids: Sequence[int]) -> dict[int, tuple[str, datetime]]:
    """Return record → the source that first told of it, by its oldest business, and when."""
    found: dict[int, tuple[str, datetime]] = {}
    rows = Business.objects.filter(owner__in=ids).order_by("-pk")
    for pk, source, at in rows.values_list("owner_id", "source", "created_at"):
        found[pk or 0] = (source, at)
    for owner in Owner.objects.filter(pk__in=set(ids) - set(found)):
        found[owner.pk] = ("petugas", owner.created_at)
    return found
