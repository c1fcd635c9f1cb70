"""Reads for the map of the site and for feeds of new goods: many rows, few columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, QuerySet

from lampit.shops.models import Maker, MakerStory, Photo, Product
from lampit.shops.models.photos import Made


@dataclass(frozen=True, slots=True)
class Mapped:
    """A good or shop on the map: address word, last change, English, digests of its photos."""

    slug: str
    changed: datetime | None
    has_english: bool
    photos: Sequence[str] = ()


def files_of(
    rows: QuerySet[Product] | QuerySet[Maker] | QuerySet[MakerStory], size: int
) -> list[int]:
    """Return the numbers of the files in which rows stand, `size` numbers each; one query."""
    numbers = rows.order_by().annotate(file=(F("pk") - 1) / size).values_list("file", flat=True)
    return sorted(numbers.distinct())


def numbers_of(file: int, size: int) -> list[int]:
    """Return the numbers of rows that stand in a file, whether there are such rows or not.

    They are named one by one, so that a kept file hangs on its own rows alone.
    """
    return list(range(file * size + 1, (file + 1) * size + 1))


def mapped_goods(products: QuerySet[Product], file: int, size: int) -> list[Mapped]:
    """Return the goods of a file by number; two queries.

    A page changes with its good (text, price, photos, state, proofs, translation, what its maker
    counts), with the words about its shop, and when its maker says it is still sold. What buyers
    take is not counted: the page tells stock in words that rarely change by it.
    """
    numbers = numbers_of(file, size)
    rows = products.filter(pk__in=numbers).order_by("pk").values_list(
        "pk", "slug", "published_at", "checked_at", "changed_at", "maker__changed_at",
        "abroad__name",
    )  # fmt: skip
    photos = _photos(numbers)
    return [
        Mapped(slug, _latest(*days), bool(english), photos.get(pk, ()))
        for pk, slug, *days, english in rows
    ]


def _photos(numbers: Sequence[int]) -> dict[int, list[str]]:
    shown = Photo.objects.filter(product__in=numbers, made__gt=Made.WAITING)
    rows = shown.order_by("product_id", "position", "pk")
    found: dict[int, list[str]] = {}
    for number, digest in rows.values_list("product_id", "digest"):
        found.setdefault(number, []).append(digest)
    return found


def mapped_makers(makers: QuerySet[Maker], file: int, size: int) -> list[Mapped]:
    """Return the shops of a file by number; two queries.

    Their page changes with their words and with the newest of their goods.
    """
    numbers = numbers_of(file, size)
    goods = Product.objects.filter(maker__in=numbers).order_by().values_list("maker_id")
    newest = {
        maker: days
        for maker, *days in goods.annotate(changed=Max("changed_at"), checked=Max("checked_at"))
    }
    rows = makers.filter(pk__in=numbers).order_by("pk").values_list(
        "pk", "slug", "created_at", "changed_at", "abroad__story"
    )  # fmt: skip
    return [
        Mapped(slug, _latest(*days, *newest.get(pk, ())), bool(english))
        for pk, slug, *days, english in rows
    ]


def mapped_stories(stories: QuerySet[MakerStory], file: int, size: int) -> list[Mapped]:
    """Return the stories of a file by number; one query."""
    rows = stories.filter(pk__in=numbers_of(file, size)).order_by("pk")
    listed = rows.values_list("slug", "published_at", "changed_at")
    return [Mapped(slug, _latest(*days), has_english=False) for slug, *days in listed]


def _latest(*days: datetime | None) -> datetime | None:
    return max((day for day in days if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A good that came to the market, as feeds tell it; `english` "" without a translation."""

    pk: int
    slug: str
    name: str
    text: str
    price: int
    unit: str
    category: str
    maker: str
    published_at: datetime
    cover: str
    english: str
    english_text: str


def newcomers(products: QuerySet[Product], most: int) -> list[Newcomer]:
    """Return the goods that came last, newest first; one query."""
    rows = products.exclude(published_at=None).order_by("-published_at", "-pk").values_list(
        "pk", "slug", "name", "description", "price", "unit", "category", "maker__name",
        "published_at", "cover", "abroad__name", "abroad__description",
    )  # fmt: skip
    return [
        Newcomer(*row[:8], row[8], row[9], row[10] or "", row[11] or "")
        for row in rows[:most]
        if row[8] is not None
    ]
