"""Reads for a copy of the market: how makers are reached, and what the search of a copy holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lampit.market.rules.copying.chats import Asked, Contact
from lampit.shops import queries as shops
from lampit.shops.models import Maker, Product
from lampit.shops.queries.shelf import kecamatan
from lampit.shops.rules import kinds

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Contacts:
    """How makers are reached: by the address word of a shop, and of a good with its facts.

    The unit of a good is a word to be translated.
    """

    makers: dict[str, Contact]
    goods: dict[str, tuple[Asked, str]]


def contacts(makers: QuerySet[Maker], products: QuerySet[Product]) -> Contacts:
    """Return how the makers of scoped shops and goods are reached; two queries."""
    rows = makers.order_by("pk").values_list(
        "slug", "name", "place__name", "place__parent__name", "place__level", "whatsapp",
        "shows_phone", "region__market_office__whatsapp",
    )  # fmt: skip
    known = {
        row[0]: Contact(row[1], kecamatan(row[2], row[3], row[4]), row[5], row[6], row[7] or "")
        for row in rows
    }
    goods = products.order_by("pk").values_list("slug", "name", "price", "unit", "maker__slug")
    return Contacts(
        known,
        {row[0]: (Asked(row[1], row[2], row[3], row[0]), row[4]) for row in goods.iterator()},
    )


@dataclass(frozen=True, slots=True)
class English:
    """What is told in English: the names of goods by address word, and the words of shops."""

    goods: dict[str, str]
    makers: frozenset[str]


def english(makers: QuerySet[Maker], products: QuerySet[Product]) -> English:
    """Return which scoped goods and shops have an English page; two queries."""
    named = products.order_by("pk").filter(abroad__isnull=False).exclude(abroad__name="")
    told = makers.order_by("pk").filter(abroad__isnull=False).values_list("slug", flat=True)
    return English(dict(named.values_list("slug", "abroad__name")), frozenset(told))


@dataclass(frozen=True, slots=True)
class Found:
    """A good as the search of a copy knows it."""

    good: shops.Good
    place_code: str
    texts: tuple[tuple[str, int], ...]


def searched(products: QuerySet[Product], *, today: date) -> Iterator[Found]:
    """Yield the goods of a scoped queryset with the texts under which they are found.

    Three queries for each 2,000 goods; each text with its weight, 4 the heaviest.
    """
    last = 0
    while True:
        rows = products.filter(pk__gt=last).order_by("pk")[:CHUNK]
        goods = shops.shelf(rows, 0, CHUNK, today=today)
        if not goods:
            return
        extra = {
            row[0]: row[1:]
            for row in Product.objects.filter(pk__in=[good.pk for good in goods]).values_list(
                "pk", "material", "description", "maker__place__code",
                "maker__place__parent__code", "maker__place__level",
            )
        }  # fmt: skip
        for good in goods:
            material, text, code, above, level = extra[good.pk]
            label = _(kinds.category(good.category).label)
            place = (above if level == 4 and above else code) or ""
            said = (
                (good.name, 4), (label, 2), (material, 2), (f"{good.maker} {good.place}", 2),
                (text[:1000], 1),
            )  # fmt: skip
            yield Found(good, place, said)
        last = goods[-1].pk
