"""Reads of events: for the office that chooses goods, and for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lampit.shops.models import Fair, FairGood, Maker, Product
from lampit.shops.queries import finding
from lampit.shops.queries.finding import Wish
from lampit.shops.queries.shelf import Good, shelf, shelf_of
from lampit.shops.rules import fairs

CHOICE_SIZE = 50
ANNOUNCED = 3
OFFERED = 50


def listed(found: QuerySet[Fair]) -> QuerySet[Fair]:
    """Return events, latest first, each with `goods`: how many are chosen."""
    return found.annotate(goods=Count("chosen")).order_by("-from_on", "-pk")


def fair_named(found: QuerySet[Fair], slug: str) -> Fair | None:
    """Return an event by its address word; one query."""
    return found.filter(slug=slug).select_related("region").first()


def chosen(fair: Fair, products: QuerySet[Product]) -> QuerySet[Product]:
    """Return those of some goods that are chosen for an event, shop by shop."""
    return products.filter(fairs__fair=fair).order_by("maker__name", "maker_id", "name", "pk")


def count_chosen(fair: Fair) -> int:
    """Return how many goods are chosen, on sale or not; one query."""
    return FairGood.objects.filter(fair=fair).count()


def shops_called(found: QuerySet[Maker], words: str, most: int) -> list[tuple[str, str]]:
    """Return (address word, name) of shops of this word or name, else with it; two queries."""
    exact = found.filter(Q(slug=words) | Q(name__iexact=words)).order_by("name", "pk")
    rows = list(exact.values_list("slug", "name")[:most])
    near = found.filter(name__icontains=words).order_by("name", "pk")
    return rows or list(near.values_list("slug", "name")[:most])


def with_goods(found: QuerySet[Fair]) -> list[Fair]:
    """Return the latest events that have goods, at most fifty; one query."""
    goods = FairGood.objects.filter(fair=OuterRef("pk"))
    return list(found.filter(Exists(goods)).order_by("-from_on", "-pk")[:OFFERED])


def current(found: QuerySet[Fair], today: date) -> list[Fair]:
    """Return the events with goods that are not over, the next first; at most fifty, one query."""
    goods = FairGood.objects.filter(fair=OuterRef("pk"))
    coming = found.filter(Exists(goods), until_on__gte=today)
    return list(coming.order_by("from_on", "pk")[:OFFERED])


def announced(found: QuerySet[Fair], today: date) -> list[Fair]:
    """Return the events with goods that run today or begin soon, the next first; one query."""
    goods = FairGood.objects.filter(fair=OuterRef("pk"))
    soon = found.filter(
        Exists(goods), until_on__gte=today, from_on__lte=fairs.last_announced(today)
    )
    return list(soon.order_by("from_on", "pk")[:ANNOUNCED])


@dataclass(frozen=True, slots=True)
class Narrowing:
    """By what goods are looked for: words, a shelf, a part of the name of a shop."""

    words: str = ""
    category: str = ""
    shop: str = ""
    only_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One page of goods to choose from, which of them are chosen, and how many there are.

    Attributes:
        more: there are more than `total` tells.
    """

    goods: Sequence[Good]
    ticked: frozenset[int]
    total: int
    more: bool


def choice(
    fair: Fair, products: QuerySet[Product], by: Narrowing, number: int, today: date
) -> Choice:
    """Return the asked page of goods on sale to choose from; at most ten queries."""
    start = (number - 1) * CHOICE_SIZE
    found = _narrowed(fair, products, by)
    if by.words:
        told = finding.find(found, by.words, Wish(), today)
        goods = shelf_of(told.ids[start : start + CHOICE_SIZE], today=today)
        total, more = len(told.ids), told.more
    else:
        total, more = found.order_by().count(), False
        goods = shelf(_ordered(found, by), start, start + CHOICE_SIZE, today=today)
    numbers = [good.pk for good in goods]
    rows = FairGood.objects.filter(fair=fair, product__in=numbers)
    return Choice(goods, frozenset(rows.values_list("product_id", flat=True)), total, more)


def _narrowed(fair: Fair, products: QuerySet[Product], by: Narrowing) -> QuerySet[Product]:
    if by.category:
        products = products.filter(category=by.category)
    if by.shop:
        shops = Maker.objects.filter(name__icontains=by.shop)
        products = products.filter(maker__in=shops.values("pk"))
    return products.filter(fairs__fair=fair) if by.only_chosen else products


def _ordered(found: QuerySet[Product], by: Narrowing) -> QuerySet[Product]:
    """Return goods as they are read: a shop's by name, else the newest first."""
    if by.shop or by.only_chosen:
        return found.order_by("maker__name", "maker_id", "name", "pk")
    return found.order_by("-published_at", "-pk")
