"""Shelves: the start page, search, categories, each with the same filters."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lampit.market import rules
from lampit.shops import access, queries
from lampit.shops.models import Product
from lampit.shops.rules import kinds, terms
from lampit.web.door import door, everyone
from lampit.web.paging import Page, asked_number

FEW_PAGES = 400


@require_safe
@door(everyone)
def home(request: HttpRequest) -> HttpResponse:
    """Show the market: today's shelf and story, categories, kecamatan; six queries."""
    today = timezone.localdate()
    goods = access.public_products(today)
    told = queries.savings(goods, today=today)
    shown = {
        "page_obj": _page(request, queries.ordered(goods, "", today=today), told.goods),
        "savings": told,
        "categories": _categories(goods),
        "places": queries.places(access.public_makers()),
        "story": queries.story_of_day(access.public_makers(), today=today),
    }
    return render(request, "market/home.html", shown)


@require_safe
@door(everyone)
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one shelf with its filters; five queries."""
    if slug not in kinds.BY_SLUG:
        raise Http404
    today = timezone.localdate()
    goods = access.public_products(today)
    wish = _wish(request, slug)
    chosen = queries.filtered(goods, wish)
    shown = {
        "page_obj": _page(request, queries.ordered(chosen, wish.order, today=today), None, chosen),
        "category": kinds.category(slug),
        "title": _(kinds.category(slug).label),
        "categories": _categories(goods),
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
    wanted = queries.filtered(goods, wish)
    words = terms.query_terms(asked)
    if words:
        found = queries.found_by(wanted, words, asked)
    else:
        found = queries.ordered(wanted, wish.order, today=today)
    page = _page(request, found, None, found)
    shown: dict[str, Any] = {"page_obj": page, "q": asked, **_filters(wish)}
    if words and not page.total:
        shown |= _nearest(goods, asked, words)
    return render(request, "market/search.html", shown)


def _nearest(goods: QuerySet[Product], asked: str, words: list[str]) -> dict[str, Any]:
    """Return goods for mistyped words, else those that hold some of them, else any."""
    today = timezone.localdate()
    guessed = terms.guesses(asked, set(queries.known_terms()))
    meant = [term for _word, term in guessed]
    offered = queries.shelf(queries.near(goods, meant), 0, queries.SHELF_SIZE, today=today)
    if not offered:
        offered = queries.shelf(queries.ordered(goods, "", today=today), 0, 12, today=today)
    said = " ".join(word for word, _term in guessed) if meant != words else ""
    return {"nearest": offered, "guessed": said}


def _page(
    request: HttpRequest,
    products: QuerySet[Product],
    total: int | None,
    counted: QuerySet[Product] | None = None,
) -> Page[queries.Good]:
    """Return the asked page of a shelf; two queries, and one to count when `counted`."""
    number = min(asked_number(request.GET.get("hal")), FEW_PAGES)
    start = (number - 1) * queries.SHELF_SIZE
    end = start + queries.SHELF_SIZE
    if total is None:
        total = (products if counted is None else counted).order_by().count()
    rows = queries.shelf(products, start, end, today=timezone.localdate())
    return Page(rows, number, queries.SHELF_SIZE, total > end, total)


def _categories(goods: QuerySet[Product]) -> list[tuple[str, str]]:
    """Return the shelves that hold goods, in the order of the shop; one query."""
    counts = queries.category_counts(goods)
    return [(c.slug, _(c.label)) for c in kinds.CATEGORIES if counts.get(c.slug)]


def _wish(request: HttpRequest, category_slug: str) -> queries.Wish:
    asked = request.GET
    return queries.Wish(
        category=category_slug if category_slug in kinds.BY_SLUG else "",
        place=asked.get("kecamatan", "")[:13],
        lowest=rules.asked_amount(asked.get("dari", "")),
        highest=rules.asked_amount(asked.get("sampai", "")),
        ready=bool(asked.get("siap")),
        order=asked.get("urut", "")[:10],
    )


def _filters(wish: queries.Wish) -> dict[str, Any]:
    """Return what the filter form shows; one query."""
    return {"wish": wish, "places": queries.places(access.public_makers())}
