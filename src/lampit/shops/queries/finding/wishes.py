"""What a buyer narrows a shelf by, asked of the database or of rows already read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.timezone import make_aware

from lampit.shops.models import Curation, Product
from lampit.shops.queries.curation import standing
from lampit.shops.queries.finding.texts import kecamatan_code
from lampit.shops.queries.shelf import READY_VARIANTS
from lampit.shops.rules.finding.weights import BANDS, band_of
from lampit.shops.rules.finding.words import FACET
from lampit.shops.rules.freshness import READY_DAYS
from lampit.web.prepared import asked_once

ORDERS = ("", "murah", "mahal", "baru", "dekat")
BY_COLUMN = ("murah", "mahal", "baru")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a buyer filters by; empty values filter nothing.

    Attributes:
        place: code of a kecamatan or a village.
        band: number of the price band as typed in the address.
        order: one of `ORDERS`.
    """

    category: str = ""
    material: str = ""
    place: str = ""
    band: str = ""
    lowest: int | None = None
    highest: int | None = None
    ready: bool = False
    curated: bool = False
    order: str = ""

    @property
    def is_narrow(self) -> bool:
        """Say whether anything is filtered; an order filters nothing."""
        return any(
            getattr(self, f.name) not in ("", None, False)
            for f in fields(self)
            if f.name != "order"
        )

    def facet_terms(self) -> list[str]:
        """Return the terms by which the index itself narrows."""
        place = kecamatan_code(self.place) if len(self.place) > 5 else ""
        told = (
            ("jenis", self.category),
            ("bahan", self.material),
            ("harga", self.band),
            ("kec", place),
        )
        return [f"{name}{FACET}{value}" for name, value in told if value]


@dataclass(frozen=True, slots=True)
class Row:
    """A good as far as filters and orders ask."""

    pk: int
    maker: int
    place: str
    category: str
    price: int
    materials: str
    published_at: datetime | None
    ready: bool
    curated: bool


_COLUMNS = (
    "pk", "maker_id", "maker__place_id", "category", "price", "document__materials",
    "published_at",
)  # fmt: skip


def curated_on(today: date) -> QuerySet[Curation]:
    """Return the valid marks of a product of an outer query."""
    return Curation.objects.filter(standing(today), product=OuterRef("pk"))


def _ready_on(today: date) -> "ExpressionWrapper[Any]":
    """Say in the database whether a good lies ready and its maker said so lately.

    Where the office has its own days, the last one stands with the good.
    """
    oldest = make_aware(datetime.combine(today - timedelta(days=READY_DAYS), time.min))
    lately = Q(ready_until=None, checked_at__gte=oldest) | Q(ready_until__gte=today)
    return ExpressionWrapper(Q(Exists(READY_VARIANTS)) & lately, output_field=BooleanField())


def rows_of(products: QuerySet[Product], today: date) -> list[Row]:
    """Return the rows of a bounded queryset, in its order; one query."""
    told = products.annotate(is_ready=_ready_on(today), is_curated=Exists(curated_on(today)))
    return [
        Row(pk, maker, place, category, price, made_of or "", at, ready, curated)
        for pk, maker, place, category, price, made_of, at, ready, curated in (
            asked_once(told.values_list(*_COLUMNS, "is_ready", "is_curated"))
        )
    ]


def band_bounds(band: str) -> tuple[int, int | None]:
    """Return the lowest price of a band and the one above it, None when it is open."""
    number = int(band)
    return (BANDS[number - 1] if number else 0), (BANDS[number] if number < len(BANDS) else None)


def narrowed(products: QuerySet[Product], wish: Wish, today: date) -> QuerySet[Product]:
    """Return the goods that meet a wish; no query yet."""
    if wish.category:
        products = products.filter(category=wish.category)
    if wish.material:
        products = products.filter(document__materials__contains=f" {wish.material} ")
    if wish.place:
        inside = Q(maker__place=wish.place) | Q(maker__place__code__startswith=f"{wish.place}.")
        products = products.filter(inside)
    products = _priced(products, wish)
    if wish.ready:
        products = products.filter(_ready_on(today))
    if wish.curated:
        products = products.filter(Exists(curated_on(today)))
    return products


def _priced(products: QuerySet[Product], wish: Wish) -> QuerySet[Product]:
    if wish.band:
        low, high = band_bounds(wish.band)
        products = products.filter(price__gte=low)
        products = products if high is None else products.filter(price__lt=high)
    if wish.lowest is not None:
        products = products.filter(price__gte=wish.lowest)
    if wish.highest is not None:
        products = products.filter(price__lte=wish.highest)
    return products


def tests_of(wish: Wish) -> list[tuple[str, Callable[[Row], bool]]]:
    """Return the filters that a wish sets, by name; `price` for bounds typed in."""
    told: tuple[tuple[str, object, Callable[[Row], bool]], ...] = (
        ("category", wish.category, lambda row: row.category == wish.category),
        ("material", wish.material, lambda row: f" {wish.material} " in row.materials),
        ("place", wish.place, lambda row: _lies_in(row.place, wish.place)),
        ("band", wish.band, lambda row: band_of(row.price) == int(wish.band)),
        ("price", wish.lowest is not None, lambda row: row.price >= (wish.lowest or 0)),
        ("price", wish.highest is not None, lambda row: row.price <= (wish.highest or 0)),
        ("ready", wish.ready, lambda row: row.ready),
        ("curated", wish.curated, lambda row: row.curated),
    )
    return [(name, test) for name, is_set, test in told if is_set]


def meeting(rows: Sequence[Row], wish: Wish) -> list[Row]:
    """Return the rows that meet a wish."""
    tests = [test for _name, test in tests_of(wish)]
    return [row for row in rows if all(test(row) for test in tests)]


def _lies_in(place: str, asked: str) -> bool:
    return place == asked or place.startswith(f"{asked}.")


def sorted_rows(rows: Sequence[Row], order: str) -> list[Row]:
    """Return the rows cheapest, dearest or newest first; else as they stand."""
    if order == "murah":
        return sorted(rows, key=lambda r: (r.price, r.pk))
    if order == "mahal":
        return sorted(rows, key=lambda r: (-r.price, r.pk))
    if order == "baru":
        return sorted(
            rows, key=lambda r: (r.published_at is not None, r.published_at, r.pk), reverse=True
        )
    return list(rows)


def ordered(products: QuerySet[Product], order: str) -> QuerySet[Product]:
    """Return the goods in an order the database keeps: `murah`, `mahal`, `baru`; no query yet."""
    orders = {
        "murah": ("price", "pk"), "mahal": ("-price", "pk"), "baru": ("-published_at", "-pk"),
    }  # fmt: skip
    return products.order_by(*orders.get(order, ("pk",)))
