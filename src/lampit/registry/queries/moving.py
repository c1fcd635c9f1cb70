"""Businesses that move between kabupaten, as each of both offices may see them. Bounded."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from lampit.places import queries as places
from lampit.places.models import Region
from lampit.places.rules import VILLAGE, search_key
from lampit.registry.models import Business, Transfer
from lampit.registry.rules import moving
from lampit.web.paging import Page, page_of

Groups = list[tuple[str, list[tuple[str, str]]]]
NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Moved:
    """A request as its page shows it: never an owner, a telephone or a NIK.

    `business` is the public id, known only to the office that has the business.
    """

    number: int
    receipt: str
    name: str
    trade: str
    office_from: str
    office_to: str
    village_from: str
    village_to: str
    asked_by: str
    answered_by: str
    is_incoming: bool
    state: str
    state_label: str
    tag: str
    business: str
    row: Transfer
    counts: list[tuple[str, int]]


def page_of_moves(
    rows: QuerySet[Transfer], region: str, asked: str | None, now: datetime
) -> Page[Moved]:
    """Return one page of requests, newest first; one query."""
    found = page_of(_loaded(rows), asked)
    shown = [_moved(row, region, now) for row in found.object_list]
    return Page(shown, found.number, found.size, found.more)


def move_with(rows: QuerySet[Transfer], number: int, region: str, now: datetime) -> Moved | None:
    """Return one of `rows`, None outside them; one query."""
    found = _loaded(rows).filter(pk=number).first()
    return _moved(found, region, now) if found else None


def waiting_moves(rows: QuerySet[Transfer], now: datetime) -> int:
    """Return how many requests wait for an answer; one query."""
    return moves_waiting(rows, now).count()


def moves_waiting(rows: QuerySet[Transfer], now: datetime) -> QuerySet[Transfer]:
    """Return the requests that wait for an answer; no query yet."""
    return rows.filter(state=moving.WAITING, expires_at__gt=now)


def moves_of(
    business: Business, rows: QuerySet[Transfer], region: str, now: datetime
) -> list[Moved]:
    """Return the last requests about a business that an office may see; one query."""
    return [_moved(row, region, now) for row in _loaded(rows.filter(business=business))[:5]]


def destinations(own: str) -> Groups:
    """Return every other kabupaten and kota by province, the own province first; two queries."""
    provinces = {place.code: place.name for place in places.children("")}
    by_province: dict[str, list[tuple[str, str]]] = {}
    for place in places.districts():
        if place.code != own:
            by_province.setdefault(place.parent_id or "", []).append((place.code, place.name))
    mine = own.partition(".")[0]
    ordered = sorted(by_province, key=lambda code: (code != mine, code))
    return [(provinces.get(code, code), by_province[code]) for code in ordered]


def village_called(text: str, region: str) -> tuple[Region | None, list[str]]:
    """Return the one village of a kabupaten that is called so, else up to three to choose from.

    `Desa, Kecamatan` tells apart two villages of one name; at most one query.
    """
    name, _, above = text.partition(",")
    key, parent = search_key(name), search_key(above)
    near = places.search(name, region, VILLAGE) if key else []
    if parent:
        near = [one for one in near if one.parent and parent in search_key(one.parent.name)]
    exact = [one for one in near if search_key(one.name) == key]
    if len(exact) == 1:
        return exact[0], []
    return None, [_full(one) for one in (exact or near)[:NAMED_AT_MOST]]


def _full(village: Region) -> str:
    return f"{village.name}, {village.parent.name}" if village.parent else village.name


def _loaded(rows: QuerySet[Transfer]) -> QuerySet[Transfer]:
    return rows.select_related(
        "business", "from_region", "to_region", "from_village__parent", "to_village__parent",
        "asked_by", "answered_by",
    )  # fmt: skip


def _moved(row: Transfer, region: str, now: datetime) -> Moved:
    state = moving.OVER if row.state == moving.WAITING and now >= row.expires_at else row.state
    is_here = row.business.region_id == region and row.business.withdrawn_at is None
    return Moved(
        number=row.pk,
        receipt=moving.receipt(row.pk, timezone.localtime(row.asked_at)),
        name=row.name or gettext("Usaha tanpa nama"),
        trade=row.trade,
        office_from=row.from_region.name,
        office_to=row.to_region.name,
        village_from=_full(row.from_village) if row.from_village else "",
        village_to=_full(row.to_village) if row.to_village else "",
        asked_by=_name(row.asked_by),
        answered_by=_name(row.answered_by),
        is_incoming=row.to_region_id == region,
        state=state,
        state_label=gettext(moving.STATES[state]),
        tag=moving.TAGS[state],
        business=row.business.public_id if is_here else "",
        row=row,
        counts=_counts(row.counts),
    )


def _counts(told: dict[str, int]) -> list[tuple[str, int]]:
    return [
        (gettext(label), told[code]) for code, label in moving.COUNTED.items() if told.get(code)
    ]


def _name(person: object) -> str:
    full = getattr(person, "get_full_name", None)
    return (full() or str(person)) if full else ""
