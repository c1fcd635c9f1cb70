"""The addresses of pages for everybody, by kind, for whoever makes them all."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from lampit.market.queries.standing import goods_of_day
from lampit.shops import access
from lampit.shops.queries.fairs import current
from lampit.shops.queries.finding import landings
from lampit.shops.rules import kinds

CHUNK = 2_000


def home(_today: date) -> Iterator[str]:
    """Yield the start page."""
    yield reverse("market:home")


def categories(_today: date) -> Iterator[str]:
    """Yield the shelves."""
    for category in kinds.CATEGORIES:
        yield reverse("market:category", args=[category.slug])


def frequent(today: date) -> Iterator[str]:
    """Yield the list of frequent questions and their pages; six queries."""
    yield reverse("market:explore")
    for one in landings.landings(goods_of_day(today), today):
        yield reverse("market:landing", args=[one.slug])


def makers(_today: date) -> Iterator[str]:
    """Yield the pages of open shops; one query, streamed."""
    rows = access.public_makers().order_by("pk").values_list("slug", flat=True)
    yield from _at("market:maker", rows)


def products(today: date) -> Iterator[str]:
    """Yield the pages of goods that lists show, those of a shop together; one query, streamed.

    Pages made together share the rows of their shop.
    """
    rows = access.public_products(today).order_by("maker_id", "pk").values_list("slug", flat=True)
    yield from _at("market:product", rows)


def _at(name: str, slugs: "QuerySet[Any, str]") -> Iterator[str]:
    """Yield the addresses of a URL name; it is looked up once, since a slug stands as it is."""
    before, _slug, after = reverse(name, args=["-"]).rpartition("-")
    for slug in slugs.iterator(CHUNK):
        yield f"{before}{slug}{after}"


def for_machines(_today: date) -> Iterator[str]:
    """Yield what robots read."""
    yield reverse("market:sitemap")


def explaining(_today: date) -> Iterator[str]:
    """Yield how the daily order comes about, and what the mark of the curation means."""
    yield reverse("market:how_ordered")
    yield reverse("market:curation")


def events(today: date) -> Iterator[str]:
    """Yield the pages of events with goods that are not over; one query."""
    for fair in current(access.public_fairs(), today):
        yield reverse("market:fair", args=[fair.slug])


# In the order in which they are made; another kind of page is one line here. Pages whose view is
# `published` and that stand in no list are kept once they were asked for.
KINDS: dict[str, Callable[[date], Iterator[str]]] = {
    "home": home,
    "category": categories,
    "landing": frequent,
    "fair": events,
    "maker": makers,
    "product": products,
    "sitemap": for_machines,
    "plain": explaining,
}


def every_address(today: date, visits: Mapping[str, int] | None = None) -> Iterator[str]:
    """Yield the address of every page for everybody, each once.

    The start page, then those that were asked for most (`visits`: how often, by address; a page
    that is no more is yielded too), then the others by kind.
    """
    counted = visits or {}
    first = [*home(today), *sorted(counted, key=lambda one: (-counted[one], one))]
    yield from dict.fromkeys(first)
    seen = set(first)
    for addresses in KINDS.values():
        yield from (address for address in addresses(today) if address not in seen)
