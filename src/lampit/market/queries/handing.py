"""What a hand-over kit tells: the open market in tables, contacts, accounts. Scoped before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from lampit.outside.columnar import Cell
from lampit.outside.pictures import file_name
from lampit.shops.models import Maker, Photo, PriceReference, Product, Variant
from lampit.shops.queries.shelf import kecamatan

Row = list[Cell]
PHOTO = "1080.jpg"
VILLAGE = 4  # level of a region


@dataclass(frozen=True, slots=True)
class Open:
    """The market that everybody sees, as querysets: shops and goods."""

    makers: QuerySet[Maker]
    goods: QuerySet[Product]


def _day(at: datetime | None) -> Cell:
    return timezone.localtime(at).date() if at else ""


def _known(value: Any) -> Cell:
    return "" if value is None else value


def _place(name: str, parent: str | None, level: int) -> tuple[str, str]:
    """Return village ("" where unknown) and kecamatan."""
    return (name if level == VILLAGE else ""), kecamatan(name, parent, level)


def makers(market: Open) -> Iterator[Row]:
    """Yield the rows of `lapak`; one query."""
    rows = market.makers.order_by("pk").values_list(
        "slug", "name", "person", "story", "place__name", "place__parent__name", "place__level",
        "region_id", "since_year", "whatsapp", "shows_phone",
    )  # fmt: skip
    for row in rows.iterator():
        village, above = _place(*row[4:7])
        yield [*row[:4], village, above, row[7], _known(row[8]), row[9] if row[10] else ""]


def goods(market: Open) -> Iterator[Row]:
    """Yield the rows of `barang`; one query."""
    rows = market.goods.order_by("pk").values_list(
        "slug", "maker__slug", "name", "category", "material", "unit", "price", "description",
        "weight_g", "length_cm", "width_cm", "height_cm", "checked_at", "published_at",
    )  # fmt: skip
    for row in rows.iterator():
        yield [*row[:8], *map(_known, row[8:12]), _day(row[12]), _day(row[13])]


def variants(market: Open) -> Iterator[Row]:
    """Yield the rows of `varian`; one query."""
    rows = Variant.objects.filter(product__in=market.goods.order_by(), is_offered=True)
    told = rows.order_by("product_id", "position", "pk").values_list(
        "code", "product__slug", "name", "own_price", "product__price", "kind", "lead_days"
    )
    for code, slug, name, own, price, kind, days in told.iterator():
        yield [code, slug, name, own or price, kind, _known(days)]


def photos(market: Open) -> Iterator[Row]:
    """Yield the rows of `foto`; one query."""
    rows = Photo.objects.filter(product__in=market.goods.order_by(), made__gt=0)
    told = rows.order_by("product_id", "position", "pk").values_list(
        "product__slug", "position", "digest", "alt", "is_illustration"
    )
    for slug, position, digest, alt, drawn in told.iterator():
        yield [slug, position, f"pasar/media/{file_name(digest, PHOTO)}", alt, drawn]


def proofs(market: Open) -> Iterator[Row]:
    """Yield the rows of `bukti_harga`; one query."""
    rows = PriceReference.objects.filter(
        product__in=market.goods.order_by(), withdrawn_at=None
    ).exclude(photo="")
    told = rows.order_by("product_id", "pk").values_list(
        "product__slug", "price", "source_name", "place", "link", "seen_on"
    )
    for row in told.iterator():
        yield list(row)


READERS = {
    "lapak": makers, "barang": goods, "varian": variants, "foto": photos, "bukti_harga": proofs,
}  # fmt: skip


def contacts(shops: QuerySet[Maker]) -> Iterator[Row]:
    """Yield who holds which number; one query."""
    rows = shops.order_by("place__parent__name", "place__name", "name", "pk").values_list(
        "slug", "name", "person", "place__name", "place__parent__name", "place__level",
        "whatsapp", "shows_phone",
    )  # fmt: skip
    for row in rows.iterator():
        yield [*row[:3], *_place(*row[3:6]), row[6], row[7]]


def photo_digests(maker: Maker) -> list[str]:
    """Return the pictures of a shop's goods that are made; one query."""
    rows = Photo.objects.filter(product__maker=maker, made__gt=0).order_by("product_id", "position")
    return list(dict.fromkeys(rows.values_list("digest", flat=True)[:5_000]))


def business_ids(shops: QuerySet[Maker]) -> list[int]:
    """Return which businesses stand in a kit; one query."""
    return list(shops.order_by("pk").values_list("business_id", flat=True))


def held_shops(numbers: Iterable[int]) -> set[int]:
    """Return which of these shops are in an account of their owner; one query."""
    rows = Maker.objects.filter(pk__in=list(numbers), account__isnull=False)
    return set(rows.values_list("pk", flat=True))


def shop_with(shops: QuerySet[Maker], number: int | None = None) -> Maker | None:
    """Return the shop of a number among some, else the first of them; one query."""
    rows = shops.select_related("place__parent", "business__owner").order_by("name", "pk")
    return (rows if number is None else rows.filter(pk=number)).first()


def told_of(market: Open) -> tuple[int, int, int]:
    """Return how many shops and goods a kit would hold, and how many let their number be shown."""
    numbered = market.makers.filter(shows_phone=True).exclude(whatsapp="")
    return market.makers.count(), market.goods.count(), numbered.count()
