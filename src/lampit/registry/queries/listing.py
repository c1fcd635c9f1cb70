"""The list of businesses: search, filters, pages. Bounded, no query per row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from lampit.outside import vault
from lampit.places.queries import Below
from lampit.registry.models import Business
from lampit.registry.queries import catalogue, paging
from lampit.registry.queries.paging import FIRST, Turn
from lampit.registry.queries.persons import named_as, with_nik
from lampit.registry.rules import freshness, placing, search, words
from lampit.registry.rules.asking import UNKNOWN, Asked
from lampit.registry.rules.numbers import Ids, Numbers
from lampit.trades import queries as trades
from lampit.trades.rules import SECTOR_LABELS
from lampit.web.paging import KeysetPage

CALLED_AT_MOST = 10
CALLED_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One business as the list shows it."""

    id: int
    public_id: str
    name: str
    owner_name: str
    subdistrict: str
    village: str
    trade: str
    status: str
    status_label: str
    status_tag: str
    band: str
    band_label: str
    band_tag: str
    confirmed_on: date | None
    has_nib: bool
    is_digital: bool | None


class Shown(NamedTuple):
    """What the list reads of a business, by the names of its columns, with its owner's and places.

    Values, not a `Business`: a page of those with their owner and places costs three times as much.
    """

    id: int
    public_id: str
    name: str
    activity: str
    sector: str
    status: str
    confirmed_on: date | None
    nib: str
    is_online: bool | None
    owner__name: str | None
    district__name: str | None
    village__name: str | None
    withdrawn_at: datetime | None
    golden_id: int | None
    trade: str | None


@dataclass(frozen=True, slots=True)
class Also:
    """A further filter of a list: as the catalogue knows it, and as the rows say it."""

    facet: catalogue.Facet
    condition: Q


def chosen(
    rows: QuerySet[Business],
    asked: Asked,
    on: date,
    *,
    regions: Sequence[str] | None,
    below: Sequence[Below] = (),
    also: Sequence[Also] = (),
) -> Numbers:
    """Return the numbers of those of `rows` that match: how many there are is exact.

    One query, two for words, two more for words that are found only with a slip; one more while
    written businesses wait for the catalogue.

    Args:
        rows: the businesses that exist for who asks.
        asked: what is asked for.
        on: the day on which freshness is told.
        regions: the kabupaten whose whole list `rows` is; empty for all, None when it is not one.
        below: villages and kecamatan that are looked for by name.
        also: further filters.
    """
    rows = rows.filter(*(one.condition for one in also))
    if regions is None or asked.owner or search.is_nik(asked.text):
        found = filtered(rows, asked, on, below=below).order_by("pk")
        numbers = found.values_list("pk", flat=True).iterator(20_000)
        return Numbers(np.fromiter(numbers, np.int64))
    facets = [one.facet for one in also]
    named = placing.named(asked.text, below)
    known = catalogue.known(regions, asked, on, named, also=facets)
    fresh = _Fresh(rows.filter(_plain_conditions(asked, on)), asked, known.recent)
    found_ids = fresh.put_among(known.ids, named, nearly=False)
    if found_ids.size or not search.words_of(asked.text) or search.digits_of(asked.text):
        return found_ids
    named = placing.nearly_named(asked.text, below)
    near = catalogue.known(regions, asked, on, named, nearly=True, also=facets)
    return fresh.put_among(near.ids, named, nearly=True)


Told = tuple[int, str | None, str | None, str]  # number, kecamatan, village, search key


class _Fresh:
    """The businesses that the catalogue does not know yet, or knows as they were."""

    def __init__(self, rows: QuerySet[Business], asked: Asked, recent: Ids) -> None:
        self._rows = catalogue.alive(rows, recent)
        self._recent, self._text = recent, asked.text

    def put_among(self, known: Numbers, named: Sequence[str], *, nearly: bool) -> Numbers:
        """Return the known ones as they are now: without those written, with those that match."""
        if not self._recent.size:
            return known
        fresh = np.sort(np.array(self._matching(named, nearly=nearly), np.int64))
        return known.without(self._recent).joined(fresh)

    def _matching(self, named: Sequence[str], *, nearly: bool) -> list[int]:
        if not self._text.strip():
            return [told[0] for told in self._told]
        wanted = search.wanted_of(self._text)
        if self._recent.size > catalogue.CHECKED_AT_ONCE:
            return _holding(self._rows, wanted, named, nearly=nearly)
        return _fitting(self._told, wanted, named, nearly=nearly)

    @cached_property
    def _told(self) -> list[Told]:
        return list(_told_of(self._rows).iterator(5_000))


def filtered(
    businesses: QuerySet[Business], asked: Asked, on: date, *, below: Sequence[Below] = ()
) -> QuerySet[Business]:
    """Return those of some `businesses` that match; for long lists `chosen` is quicker.

    Words are looked for in names, and among the villages and kecamatan `below`.
    """
    rows = businesses.filter(_plain_conditions(asked, on))
    if not asked.text.strip():
        return rows
    if search.is_nik(asked.text):
        number = vault.blind_index("nik", search.digits_of(asked.text))
        return rows.filter(owner_id__in=with_nik(number))
    wanted = search.wanted_of(asked.text)
    found = _holding(rows, wanted, placing.named(asked.text, below))
    if not found and not search.digits_of(asked.text):
        found = _holding(rows, wanted, placing.nearly_named(asked.text, below), nearly=True)
    return rows.filter(pk__in=found)


def _holding(
    rows: QuerySet[Business], wanted: list[str], named: Sequence[str], *, nearly: bool = False
) -> list[int]:
    """Return the ids of rows with all wanted words, or in one of the places; one query."""
    likely = Q(village_id__in=named) | Q(district_id__in=named)
    if wanted:
        likely |= _likely(wanted, nearly=nearly)
    return _fitting(_told_of(rows.filter(likely)).iterator(5_000), wanted, named, nearly=nearly)


def _told_of(rows: QuerySet[Business]) -> "QuerySet[Business, Told]":
    return rows.order_by().values_list("pk", "district_id", "village_id", "search_key")


def _fitting(
    told: Iterable[Told], wanted: list[str], named: Sequence[str], *, nearly: bool
) -> list[int]:
    fits, places = search.holds_nearly if nearly else search.holds, set(named)
    return [
        pk
        for pk, district, village, key in told
        if (wanted and all(fits(key, word) for word in wanted))
        or village in places
        or district in places
    ]


def _likely(wanted: list[str], *, nearly: bool) -> Q:
    """Return what the database can look for: a slip leaves one half of a word whole."""
    condition = Q()
    for word in wanted:
        either = Q(search_key__contains=word)
        for part in search.halves(word) if nearly else ():
            either |= Q(search_key__contains=part)
        condition &= either
    return condition


def page(
    rows: QuerySet[Business],
    found: Numbers,
    order: str,
    on: date,
    turn: Turn = FIRST,
    *,
    region: str = "",
    lead: Sequence[int] = (),
) -> KeysetPage[Row]:
    """Return one page of who was `found`, ready to show; two to five queries, however deep.

    Where the order is not kept yet, or a thousand were written since, up to eight.

    Args:
        rows: the businesses that exist for who asks; a page begins at one of them only.
        found: numbers out of `chosen`, which looks among those alone.
        order: one of `paging.ORDERS`, perhaps with `-`.
        on: the day on which freshness is told.
        turn: behind or before which business.
        region: the kabupaten that all are in, when it is one.
        lead: some of them that stand before all others, out of `called`.
    """
    rest = found.without(np.sort(np.array(lead, np.int64))) if lead else found
    part = paging.part(rows, rest, order, turn, region=region, lead=lead)
    listed = _rows(part.ids, on)
    first, last = (listed[0].public_id, listed[-1].public_id) if listed else ("", "")
    return KeysetPage(
        listed,
        before=first if part.has_before else "",
        after=last if part.has_after else "",
        total=found.size,
    )


def called(text: str, found: Numbers) -> list[int]:
    """Return at most ten of the `found` that are called just so, the newest first; one query.

    By the name of the business or of its owner, in small letters, capitals or both.
    """
    name = " ".join(text.split())
    if not search.words_of(name) or search.digits_of(name):
        return []
    written = {name, name.lower(), name.upper(), name.title(), name.capitalize()}
    # Neither in the region nor by "or": each name is looked up in its own index and no row more.
    same = Business.objects.order_by().filter(name__in=written).values_list("pk", flat=True)
    hers = Business.objects.order_by().filter(owner__name__in=written).values_list("pk", flat=True)
    ids = np.unique(np.fromiter(same.union(hers, all=True)[:CALLED_LOOKED_AT], np.int64))
    return list(map(int, found.common(ids)[::-1][:CALLED_AT_MOST]))


def page_of_businesses(
    rows: QuerySet[Business], found: Numbers, turn: Turn = FIRST
) -> KeysetPage[Business]:
    """Return one page of who was `found` with owner and places; for pages of other rooms.

    By name, those without one at the end; more than 5,000 the newest first: nobody reads them
    all, and the index of names may hold them far from its beginning. Two to six queries.
    """
    order = "bernama" if found.size <= paging.SORTED_AT_MOST else "baru"
    part = paging.part(rows, found, order, turn)
    listed = _loaded(Business.objects.select_related("owner", "district", "village"), part.ids)
    first, last = (listed[0].public_id, listed[-1].public_id) if listed else ("", "")
    return KeysetPage(
        listed,
        before=first if part.has_before else "",
        after=last if part.has_after else "",
        total=found.size,
    )


def _loaded(whole: QuerySet[Business], ids: list[int]) -> list[Business]:
    """Return the businesses of a page in its order; one query.

    By their ids alone: with the region beside them SQLite walks the whole region.
    """
    found = whole.in_bulk(ids)
    here = (found[pk] for pk in ids if pk in found)
    return [row for row in here if row.withdrawn_at is None and row.golden_id is None]


def _rows(ids: list[int], on: date) -> list[Row]:
    """Return the businesses of a page in its order, as the list shows them; one query."""
    told = Business.objects.filter(pk__in=ids).annotate(trade=trades.title_for("kbli"))
    loaded = {row[0]: Shown(*row) for row in told.values_list(*Shown._fields)}
    here = (loaded[pk] for pk in ids if pk in loaded)
    states = {code: str(label) for code, label in Business.Status.choices}
    return [
        _row(one, states, on) for one in here if one.withdrawn_at is None and one.golden_id is None
    ]


def _row(business: Shown, states: Mapping[str, str], on: date) -> Row:
    band = freshness.band(business.confirmed_on, on)
    owner = business.owner__name or ""
    return Row(
        id=business.id,
        public_id=business.public_id,
        name=business.name or owner,
        owner_name=owner,
        subdistrict=business.district__name or "",
        village=business.village__name or "",
        trade=business.activity or business.trade or gettext(SECTOR_LABELS[business.sector]),
        status=business.status,
        status_label=states[business.status],
        status_tag=words.STATUS_TAGS.get(business.status, ""),
        band=band,
        band_label=gettext(freshness.LABELS[band]),
        band_tag=words.BAND_TAGS[band],
        confirmed_on=business.confirmed_on,
        has_nib=bool(business.nib),
        is_digital=business.is_online,
    )


def _plain_conditions(asked: Asked, on: date) -> Q:
    condition = Q()
    for field, value in (
        ("district_id", asked.subdistrict),
        ("village_id", asked.village),
        ("sector", asked.sector),
    ):
        if value:
            unknown = "" if field == "sector" else None
            condition &= Q(**{field: unknown if value == UNKNOWN else value})
    if asked.owner:
        condition &= Q(owner__in=named_as(asked.owner))
    if asked.status:
        condition &= Q(status="" if asked.status == "belum_dipastikan" else asked.status)
    if asked.nib:
        has_nib = ~Q(nib="")
        condition &= has_nib if asked.nib == "ya" else ~has_nib
    if asked.online:
        told = None if asked.online == UNKNOWN else asked.online == "ya"
        condition &= Q(is_online=told)
    return condition & _band_condition(asked.band, on)


def _band_condition(band: str, on: date) -> Q:
    if band not in freshness.BANDS:
        return Q()
    if band == freshness.NEVER:
        return Q(confirmed_on=None)
    low, high = freshness.band_bounds(band, on)
    condition = Q(confirmed_on__isnull=False)
    if low is not None:
        condition &= Q(confirmed_on__gte=low)
    return condition & Q(confirmed_on__lte=high) if high is not None else condition
