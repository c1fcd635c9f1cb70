"""The list of businesses: search, filters, order, pages. Bounded, no query per row."""

from dataclasses import dataclass, fields
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext

from lampit.outside import vault
from lampit.places import queries as places
from lampit.places.rules import VILLAGE
from lampit.registry.models import Business, Owner
from lampit.registry.rules import freshness, search, words
from lampit.trades import queries as trades
from lampit.trades.rules import SECTOR_LABELS
from lampit.web.paging import Page, page_of

COUNTED_AT_MOST = 10_000
NEAR_CANDIDATES = 2_000
NEAR_AT_MOST = 200
ORDERS = {
    "nama": "name",
    "pemilik": "owner__name",
    "kec": "district_id",
    "dipastikan": "confirmed_on",
    "baru": "id",
}
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
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks the list for; empty text is "all"."""

    text: str = ""
    subdistrict: str = ""
    village: str = ""
    sector: str = ""
    status: str = ""
    band: str = ""
    nib: str = ""
    online: str = ""
    owner: str = ""
    order: str = ""

    @property
    def is_filtered(self) -> bool:
        """Say whether anything narrows the list."""
        return any(getattr(self, f.name) for f in fields(self) if f.name != "order")


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows match, counted up to a limit."""

    found: int
    is_capped: bool

    @property
    def shown_total(self) -> int | None:
        """Return the total for the pager, None when it was not counted to the end."""
        return None if self.is_capped else self.found


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


def filtered(
    businesses: QuerySet[Business], asked: Asked, on: date, *, within: str = ""
) -> QuerySet[Business]:
    """Return those of `businesses` that match; builds one condition, at most two queries.

    Words are looked for in names, and among the villages of the region `within` when it is given.
    """
    rows = businesses.filter(_plain_conditions(asked, on))
    if not asked.text.strip():
        return rows
    digits = search.digits_of(asked.text)
    return rows.filter(_digits_condition(digits)) if digits else _by_words(rows, asked.text, within)


def ordered(rows: QuerySet[Business], order: str) -> QuerySet[Business]:
    """Return the rows in the asked order; unknown orders are newest first."""
    down = order.startswith("-")
    field = ORDERS.get(order.lstrip("-"))
    if field is None:
        return rows.order_by("-id")
    if field == "id":
        return rows.order_by("-id" if down else "id")
    # Unknown counts as smallest, on PostgreSQL too.
    key = F(field).desc(nulls_last=True) if down else F(field).asc(nulls_first=True)
    return rows.order_by(key, "-id" if down else "id")


def count_of(rows: QuerySet[Business], *, limit: int = COUNTED_AT_MOST) -> Count:
    """Count up to `limit` rows; one query."""
    found = rows.order_by().values("pk")[: limit + 1].count()
    return Count(min(found, limit), found > limit)


def page(
    rows: QuerySet[Business],
    order: str,
    asked_page: str | None,
    on: date,
    *,
    total: int | None = None,
) -> Page[Row]:
    """Return one page of the list, ready to show; three queries.

    Ids come first, from an index alone; only the rows of the page are then read whole.
    """
    found = page_of(ordered(rows, order).values_list("pk", flat=True), asked_page)
    whole = Business.objects.select_related("owner", "district", "village").only(*SHOWN)
    loaded = whole.in_bulk(found.object_list)
    titles = trades.titles_of({b.kbli for b in loaded.values() if b.kbli})
    listed = [_row(loaded[pk], titles, on) for pk in found.object_list if pk in loaded]
    return Page(listed, found.number, found.size, found.more, total)


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
        ("owner__public_id", asked.owner),
    ):
        if value:
            condition &= Q(**{field: value})
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


def _digits_condition(digits: str) -> Q:
    """Find by whole NIK, or by a part of telephone or NIB; under four digits find nothing."""
    if len(digits) == search.NIK_DIGITS:
        owners = Owner.objects.filter(nik_index=vault.blind_index("nik", digits))
        return Q(owner_id__in=owners.values("pk"))
    part = search.phone_fragment(digits)
    return _holding([part]) if part else Q(pk__in=())


def _by_words(rows: QuerySet[Business], text: str, within: str) -> QuerySet[Business]:
    wanted = search.words_of(text)
    if not wanted:
        return rows.none()
    condition = _holding(wanted)
    villages = places.search(text, within, VILLAGE) if within else []
    if villages:
        condition |= Q(village_id__in=[village.code for village in villages])
    found = rows.filter(condition)
    return found if found.order_by().exists() else _nearly(rows, wanted)


def _holding(words_: list[str]) -> Q:
    condition = Q()
    for word in words_:
        condition &= Q(search_key__contains=word)
    return condition


def _nearly(rows: QuerySet[Business], wanted: list[str]) -> QuerySet[Business]:
    """Return rows whose words are the wanted ones but for one slip each, at most 200.

    One slip leaves one half of a word whole, so the database can look for the halves.
    """
    condition = Q()
    for word in wanted:
        parts = search.halves(word) or [word]
        either = Q()
        for part in parts:
            either |= Q(search_key__contains=part)
        condition &= either
    near = rows.filter(condition).order_by("-id").values_list("pk", "search_key")[:NEAR_CANDIDATES]
    keys = [pk for pk, key in near if all(w in key or search.nearly(w, key) for w in wanted)]
    return rows.filter(pk__in=keys[:NEAR_AT_MOST])
