"""The list of businesses: search, filters, pages. Bounded, no query per row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from lampit.outside import vault
from lampit.places import queries as places
from lampit.places.rules import VILLAGE
from lampit.registry.models import Business
from lampit.registry.queries import catalogue, paging
from lampit.registry.queries.catalogue import Ids
from lampit.registry.queries.paging import FIRST, Turn
from lampit.registry.queries.persons import named_as, with_nik
from lampit.registry.rules import freshness, search, words
from lampit.registry.rules.asking import Asked
from lampit.trades import queries as trades
from lampit.trades.rules import SECTOR_LABELS
from lampit.web.paging import KeysetPage

SHOWN = (
    "public_id",
    "name",
    "activity",
    "sector",
    "kbli",
    "status",
    "confirmed_on",
    "nib",
    "is_online",
    "phone",
    "owner__name",
    "district__name",
    "village__name",
    "withdrawn_at",
    "golden_id",
)


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
    within: str = "",
    also: Sequence[Also] = (),
) -> Ids:
    """Return the ids of those of `rows` that match, ascending: how many there are is exact.

    Six queries at most, twice as many for words that are found only with a slip.

    Args:
        rows: the businesses that exist for who asks.
        asked: what is asked for.
        on: the day on which freshness is told.
        regions: the kabupaten whose whole list `rows` is; empty for all, None when it is not one.
        within: the region whose villages are looked for by name.
        also: further filters.
    """
    rows = rows.filter(*(one.condition for one in also))
    if regions is None or asked.owner or search.is_nik(asked.text):
        found = filtered(rows, asked, on, within=within).order_by("pk")
        return np.fromiter(found.values_list("pk", flat=True).iterator(20_000), np.int64)
    villages = _villages(asked.text, within)
    recent = catalogue.recent_ids()

    def found_in_both(named: list[str], *, nearly: bool) -> Ids:
        facets = [one.facet for one in also]
        known = catalogue.known(regions, asked, on, named, nearly=nearly, also=facets)
        if not recent.size:
            return known
        fresh = _fresh(rows, asked, on, recent, named, nearly=nearly)
        return catalogue.joined(catalogue.without(known, recent), fresh)

    found_ids = found_in_both(villages, nearly=False)
    if found_ids.size or not search.words_of(asked.text) or search.digits_of(asked.text):
        return found_ids
    return found_in_both([], nearly=True)


def _fresh(
    rows: QuerySet[Business], asked: Asked, on: date, recent: Ids, villages: list[str], *,
    nearly: bool,
) -> Ids:  # fmt: skip
    """Return who matches among those that the catalogue does not know yet."""
    fresh = catalogue.alive(rows, recent).filter(_plain_conditions(asked, on))
    if asked.text.strip():
        alive = _holding(fresh, search.wanted_of(asked.text), villages, nearly=nearly)
    else:
        alive = list(fresh.order_by().values_list("pk", flat=True))
    return np.sort(np.array(alive, np.int64))


def filtered(
    businesses: QuerySet[Business], asked: Asked, on: date, *, within: str = ""
) -> QuerySet[Business]:
    """Return those of some `businesses` that match; for long lists `chosen` is quicker.

    Words are looked for in names, and among the villages of the region `within` when it is given.
    """
    rows = businesses.filter(_plain_conditions(asked, on))
    if not asked.text.strip():
        return rows
    if search.is_nik(asked.text):
        number = vault.blind_index("nik", search.digits_of(asked.text))
        return rows.filter(owner_id__in=with_nik(number))
    wanted = search.wanted_of(asked.text)
    found = _holding(rows, wanted, _villages(asked.text, within))
    if not found and not search.digits_of(asked.text):
        found = _holding(rows, wanted, [], nearly=True)
    return rows.filter(pk__in=found)


def _villages(text: str, within: str) -> list[str]:
    if not within or not text.strip() or search.digits_of(text):
        return []
    return [village.code for village in places.search(text, within, VILLAGE)]


def _holding(
    rows: QuerySet[Business], wanted: list[str], villages: list[str], *, nearly: bool = False
) -> list[int]:
    """Return the ids of rows with all wanted words, or in one of the villages; one query."""
    fits = search.holds_nearly if nearly else search.holds
    likely = Q(village_id__in=villages)
    if wanted:
        likely |= _likely(wanted, nearly=nearly)
    known = rows.filter(likely).order_by().values_list("pk", "village_id", "search_key")
    return [
        pk
        for pk, village, key in known.iterator(5_000)
        if (wanted and all(fits(key, word) for word in wanted)) or village in villages
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
    found: Ids,
    order: str,
    on: date,
    turn: Turn = FIRST,
    *,
    region: str = "",
) -> KeysetPage[Row]:
    """Return one page of who was `found`, ready to show; three to seven queries, however deep.

    Args:
        rows: the businesses that exist for who asks; a page begins at one of them only.
        found: ids out of `chosen`, which looks among those alone.
        order: one of `paging.ORDERS`, perhaps with `-`.
        on: the day on which freshness is told.
        turn: behind or before which business.
        region: the kabupaten that all are in, when it is one.
    """
    part = paging.part(rows, found, order, turn, region=region)
    shown = Business.objects.select_related("owner", "district", "village").only(*SHOWN)
    loaded = _loaded(shown, part.ids)
    titles = trades.titles_of({b.kbli for b in loaded if b.kbli})
    listed = [_row(business, titles, on) for business in loaded]
    first, last = (listed[0].public_id, listed[-1].public_id) if listed else ("", "")
    return KeysetPage(
        listed,
        before=first if part.has_before else "",
        after=last if part.has_after else "",
        total=found.size,
    )


def page_of_businesses(
    rows: QuerySet[Business], found: Ids, turn: Turn = FIRST
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


def _row(business: Business, titles: dict[str, str], on: date) -> Row:
    band = freshness.band(business.confirmed_on, on)
    trade = business.activity or titles.get(business.kbli)
    trade = trade or gettext(SECTOR_LABELS[business.sector])
    owner = business.owner.name if business.owner else ""
    return Row(
        id=business.pk,
        public_id=business.public_id,
        name=business.name or owner,
        owner_name=owner,
        subdistrict=business.district.name if business.district else "",
        village=business.village.name if business.village else "",
        trade=trade,
        status=business.status,
        status_label=str(business.get_status_display()),
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
            condition &= Q(**{field: value})
    if asked.owner:
        condition &= Q(owner__in=named_as(asked.owner))
    if asked.status:
        condition &= Q(status="" if asked.status == "belum_dipastikan" else asked.status)
    if asked.nib:
        has_nib = ~Q(nib="")
        condition &= has_nib if asked.nib == "ya" else ~has_nib
    if asked.online:
        condition &= Q(is_online=True) if asked.online == "ya" else Q(is_online=False)
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
