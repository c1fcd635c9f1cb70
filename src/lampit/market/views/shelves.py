"""Shelves: the start page, search, categories, each with the same filters."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lampit.market import queries
from lampit.market.views import _filters
from lampit.shops import access
from lampit.shops import queries as shops
from lampit.shops.queries import finding
from lampit.shops.queries.covers import first_cover
from lampit.shops.queries.fairs import announced
from lampit.shops.rules import kinds
from lampit.shops.rules.finding import words
from lampit.web.door import door, everyone
from lampit.web.published import PAGES, published

NEAREST = 12


@require_safe
@door(everyone)
@published("home", hal=PAGES)
def home(request: HttpRequest) -> HttpResponse:
    """Show the market: today's shelf, two stories, categories; twelve queries.

    Further pages are the shelf alone, so that no price changes all of them.
    """
    today = timezone.localdate()
    goods = queries.goods_of_day(today)
    told = queries.facts(goods, today)
    number, span = _filters.asked_span(request)
    ids = finding.standing(goods, today).at(finding.Wish(), told.deal, told.deal.places(*span))
    page = _filters.page_of(number, ids, told.savings.goods, today)
    shown: dict[str, Any] = {
        "page_obj": page,
        "categories": _categories(set(told.counts)),
        "district": told.district,
    }
    if number == 1:
        shown |= {
            "hero": first_cover(page.object_list),
            "savings": told.savings,
            "places": told.places,
            "fairs": announced(access.public_fairs(), today),
            "told_stories": shops.latest_told(access.public_stories()),
        }
    return render(request, "market/home.html", shown)


@require_safe
@door(everyone)
@published("category", hal=PAGES)
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one shelf with its filters; six queries, more for a long one."""
    if slug not in kinds.BY_SLUG:
        raise Http404
    today = timezone.localdate()
    wish = _filters.asked_wish(request, slug)
    near = _filters.asked_point(request, wish)
    number, span = _filters.asked_span(request)
    goods = queries.goods_of_day(today, slug)
    found = finding.browse(goods, wish, today, span, near)
    shown = {
        "page_obj": (page := _filters.page_of(number, found.ids, found.total, today)),
        "steps": _filters.shown_steps(page.object_list, near),
        "more": found.more,
        "category": kinds.category(slug),
        "title": _(kinds.category(slug).label),
        "categories": _categories(finding.kinds_on_sale() | {slug}),
        **_filters.shown_filters(request, wish, found.facets, near, "category"),
    }
    return render(request, "market/shelf.html", shown)


@require_safe
@door(everyone)
def search(request: HttpRequest) -> HttpResponse:
    """Find goods by words; nothing found offers what is nearest."""
    asked = request.GET.get("q", "").strip()[: words.LONGEST_QUERY]
    shown = _found(request, asked) if asked else _all(request)
    return render(request, "market/search.html", {"q": asked, **shown})


def _all(request: HttpRequest) -> dict[str, Any]:
    """Return everything on sale, narrowed by the filters."""
    today = timezone.localdate()
    wish = _filters.asked_wish(request)
    near = _filters.asked_point(request, wish)
    number, span = _filters.asked_span(request)
    found = finding.browse(queries.goods_of_day(today), wish, today, span, near)
    return {
        "page_obj": (page := _filters.page_of(number, found.ids, found.total, today)),
        "steps": _filters.shown_steps(page.object_list, near),
        "more": found.more,
        **_filters.shown_filters(request, wish, found.facets, near),
    }


def _found(request: HttpRequest, asked: str) -> dict[str, Any]:
    """Return what a question found, and what comes near when that is little."""
    today = timezone.localdate()
    wish = _filters.asked_wish(request)
    near = _filters.asked_point(request, wish)
    goods = queries.goods_of_day(today)
    found = finding.find(goods, asked, wish, today, near)
    number, span = _filters.asked_span(request, -(-finding.MOST // shops.SHELF_SIZE))
    shown = {
        "page_obj": (
            page := _filters.page_of(number, found.ids[slice(*span)], len(found.ids), today)
        ),
        "steps": _filters.shown_steps(page.object_list, near),
        "more": found.more,
        "meant": _meant(asked, found.mended),
        **_filters.shown_filters(request, wish, found.facets, near),
    }
    if found.ids:
        return shown
    nearest = list(found.nearest[:NEAREST])
    is_near = bool(nearest)
    if not is_near:
        shelf = finding.standing(goods, today)
        deal = shelf.deal(finding.Wish())
        nearest = shelf.at(finding.Wish(), deal, deal.places(0, NEAREST))
    return shown | {
        "nearest": shops.shelf_of(nearest, today=today), "is_near": is_near,
        "dropped": found.dropped, "unfiltered": found.unfiltered,
        "offices": queries.asked_offices(asked, wish.place),
    }  # fmt: skip


def _meant(asked: str, mended: Mapping[str, str]) -> str:
    """Return the question with its mistyped words mended, empty when none was."""
    if not mended:
        return ""
    return " ".join(mended.get(word, word) for word in words.plain_words(asked, asked=True))


def _categories(held: set[str]) -> list[tuple[str, str]]:
    """Return the shelves that hold goods, in the order of the shop."""
    return [(kind.slug, _(kind.label)) for kind in kinds.CATEGORIES if kind.slug in held]
