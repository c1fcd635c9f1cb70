"""Shelves: the start page, search, categories, each with the same filters."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lampit.market import queries, rules
from lampit.shops import access
from lampit.shops import queries as shops
from lampit.shops.models import Product
from lampit.shops.rules import kinds, terms
from lampit.web.door import door, everyone
from lampit.web.paging import Page, asked_number
from lampit.web.published import PAGES, published

FEW_PAGES = 400


@require_safe
@door(everyone)
@published("home", hal=PAGES)
def home(request: HttpRequest) -> HttpResponse:
    """Show the market: today's shelf, a story, categories; six queries."""
    today = timezone.localdate()
    told = queries.facts(today)
    goods = shops.ordered(access.public_products(today), "", today=today)
    shown = {
        "page_obj": _page(request, goods, told.savings.goods),
        "savings": told.savings,
        "categories": _categories(told),
        "places": told.places,
        "story": told.story,
    }
    return render(request, "market/home.html", shown)


@require_safe
@door(everyone)
@published("category", hal=PAGES)
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one shelf with its filters; eight queries."""
    if slug not in kinds.BY_SLUG:
        raise Http404
    today = timezone.localdate()
    goods = access.public_products(today)
    wish = _wish(request, slug)
    chosen = shops.filtered(goods, wish)
    shown = {
        "page_obj": _page(request, shops.ordered(chosen, wish.order, today=today), None, chosen),
        "category": kinds.category(slug),
        "title": _(kinds.category(slug).label),
        "categories": _categories(queries.facts(today)),
        **_filters(wish),
    }
    return render(request, "market/shelf.html", shown)


@require_safe
@door(everyone)
def search(request: HttpRequest) -> HttpResponse:
    """Find goods by words; nothing found offers what is nearest."""
    today = timezone.localdate()
    goods = access.public_products(today)
    asked = request.GET.get("q", "").strip()[: terms.LONGEST_QUERY]
    wish = _wish(request, request.GET.get("kategori", ""))
    wanted = shops.filtered(goods, wish)
    words = terms.query_terms(asked)
    if words:
        found = shops.found_by(wanted, words, asked)
    elif asked:
        found = wanted.none()  # signs only: nothing is called so
    else:
        found = shops.ordered(wanted, wish.order, today=today)
    page = _page(request, found, None, found)
    shown: dict[str, Any] = {"page_obj": page, "q": asked, **_filters(wish)}
    if asked and not page.total:
        shown |= _nearest(goods, asked, words)
    return render(request, "market/search.html", shown)


def _nearest(goods: QuerySet[Product], asked: str, words: list[str]) -> dict[str, Any]:
    """Return goods for mistyped words, else those that hold some of them, else any."""
    today = timezone.localdate()
    guessed = terms.guesses(asked, set(shops.known_terms()))
    meant = [term for _word, term in guessed]
    offered = shops.shelf(shops.near(goods, meant), 0, shops.SHELF_SIZE, today=today)
    is_near = bool(offered)
    if not is_near:
        offered = shops.shelf(shops.ordered(goods, "", today=today), 0, 12, today=today)
    said = " ".join(word for word, _term in guessed) if meant != words else ""
    return {"nearest": offered, "guessed": said, "is_near": is_near}


def _page(
    request: HttpRequest,
    products: QuerySet[Product],
    total: int | None,
    counted: QuerySet[Product] | None = None,
) -> Page[shops.Good]:
    """Return the asked page of a shelf; two queries, and one to count when `counted`."""
    number = min(asked_number(request.GET.get("hal")), FEW_PAGES)
    start = (number - 1) * shops.SHELF_SIZE
    end = start + shops.SHELF_SIZE
    if total is None:
        total = (products if counted is None else counted).order_by().count()
    rows = shops.shelf(products, start, end, today=timezone.localdate())
    return Page(rows, number, shops.SHELF_SIZE, total > end, total)


def _categories(told: queries.Facts) -> list[tuple[str, str]]:
    """Return the shelves that hold goods, in the order of the shop."""
    return [(c.slug, _(c.label)) for c in kinds.CATEGORIES if told.counts.get(c.slug)]


def _wish(request: HttpRequest, category_slug: str) -> shops.Wish:
    asked = request.GET
    return shops.Wish(
        category=category_slug if category_slug in kinds.BY_SLUG else "",
        place=asked.get("kecamatan", "")[:13],
        lowest=rules.asked_amount(asked.get("dari", "")),
        highest=rules.asked_amount(asked.get("sampai", "")),
        ready=bool(asked.get("siap")),
        order=asked.get("urut", "")[:10],
    )


def _filters(wish: shops.Wish) -> dict[str, Any]:
    """Return what the filter form shows."""
    return {"wish": wish, "places": shops.places(access.public_makers())}
