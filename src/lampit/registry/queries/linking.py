"""The golden records of a kabupaten as the search for doubles reads them: columns, no objects."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Exists, Max, Model, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from lampit.outside import vault
from lampit.registry.models import Business, Change, MergeEvent
from lampit.registry.queries.frames import present
from lampit.registry.rules.records import context

COLUMNS = ("id", "name", "owner", "nik", "phone", "village_code", "birth_date", "address", "kbli")
READ_AT_ONCE = 5_000
# Of ids that are asked for; SQLite takes 32,766 values in one question.
ASKED_AT_ONCE = 5_000
# What is written of a business without touching what the search compares.
BESIDE = ("confirmed_on", "confirmed_by", "status", "permit", "member", "note", "deceased_on")
# A transaction that began earlier may end later: so many numbers are looked at again.
SLACK = 200
_READ = (
    "id", "name", "owner__name", "owner__nik_sealed", "owner__public_id", "phone", "phone_2",
    "owner__phone", "village_id", "owner__birth_sealed", "rt", "kbli",
)  # fmt: skip


def records_of(region: str, subdistricts: Collection[str] | None = None) -> dict[str, list[Any]]:
    """Return the records of a region, or of some kecamatan of it, as columns, by id; one query.

    NIK and birth dates are opened in memory, for the comparison alone; nothing is kept of them.
    """
    asked = present(region)
    if subdistricts is not None:
        asked = asked.filter(district_id__in=list(subdistricts))
    rows = asked.order_by("id").values_list(*_READ)
    return _columns(rows.iterator(chunk_size=READ_AT_ONCE))


def records_with(region: str, ids: Collection[int]) -> dict[str, list[Any]]:
    """Return those of some records of a region that are golden and present, as columns.

    One query per 5,000 ids. NIK and birth dates are opened as in `records_of`.
    """
    known = sorted(ids)
    asked = (
        present(region).filter(pk__in=known[start : start + ASKED_AT_ONCE])
        for start in range(0, len(known), ASKED_AT_ONCE)
    )
    return _columns(
        row for part in asked for row in part.order_by("id").values_list(*_READ).iterator()
    )


@dataclass(frozen=True, slots=True)
class Marks:
    """How far the journals had come when a register was read: the last number of each."""

    business: int
    change: int
    merge: int

    def as_json(self) -> dict[str, int]:
        """Return the marks as what `Marks(**told)` takes."""
        return asdict(self)


def marks() -> Marks:
    """Return how far the journals have come; three queries."""
    return Marks(max(0, _last(Business) - SLACK), max(0, _last(Change) - SLACK), _last(MergeEvent))


def _last(model: type[Model]) -> int:
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0)


def changed_since(region: str, since: Marks, at_most: int) -> set[int]:
    """Return the ids of records of a region that came or changed since, withdrawn ones too.

    More than `at_most` is not counted to its end, and then more than that is returned. At most
    six queries.
    """
    rows = Business.objects.filter(region_id=region).order_by("pk")
    found = set(rows.filter(pk__gt=since.business).values_list("pk", flat=True)[: at_most + 1])
    found |= _told_of("business", rows.filter(pk=OuterRef("entity_id")), since, at_most)
    # Each of these owners has a record here, and no record has two owners.
    owners = _told_of("owner", rows.filter(owner_id=OuterRef("entity_id")), since, at_most)
    if owners:
        found |= set(rows.filter(owner_id__in=owners).values_list("pk", flat=True)[: at_most + 1])
    events = MergeEvent.objects.filter(pk__gt=since.merge, region_id=region)
    for golden, members in events.values_list("golden_id", "members"):
        found |= {golden, *members}
    return set(rows.filter(pk__in=found).values_list("pk", flat=True)) if found else found


def _told_of(entity: str, here: QuerySet[Business], since: Marks, at_most: int) -> set[int]:
    """Return whose change the journal tells since, of those that `here` finds; each once."""
    # Joined to nothing, so that the journal is begun at its end and not by its index of entities.
    of = Concat("entity", Value(""))
    changes = Change.objects.alias(of=of).filter(Exists(here), pk__gt=since.change, of=entity)
    ids = changes.exclude(field__in=BESIDE).order_by().values_list("entity_id", flat=True)
    return set(ids.distinct()[: at_most + 1])


def _columns(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    for (
        pk, name, owner, nik, owner_id, phone, phone_2, owner_phone, village, birth, rt, kbli
    ) in rows:  # fmt: skip
        told = (
            pk, name, owner or "", _opened(nik, owner_id, "nik"),
            ", ".join(dict.fromkeys(n for n in (phone, phone_2, owner_phone) if n)),
            village or "", _opened(birth, owner_id, "birth"), f"RT {rt}" if rt else "", kbli,
        )  # fmt: skip
        for column, value in zip(COLUMNS, told, strict=True):
            found[column].append(value)
    return found


def _opened(sealed: Any, owner_id: str | None, name: str) -> str:
    if not sealed or not owner_id:
        return ""
    try:
        return vault.decrypt(bytes(sealed), context("owner", owner_id, name))
    except vault.VaultError:
        return ""
