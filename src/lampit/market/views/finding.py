"""Beside the shelves: suggestions, how the order comes about, pages of frequent questions."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lampit.market import queries
from lampit.market.views import _filters
from lampit.market.views._facing import absolute
from lampit.shops import access
from lampit.shops.queries import finding
from lampit.shops.queries.finding import landings
from lampit.shops.rules import fairness
from lampit.shops.rules.finding.words import LONGEST_QUERY
from lampit.web.door import door, everyone
from lampit.web.published import PAGES, published
from lampit.web.tables import plain_cell


@require_safe
@door(everyone)
def suggest(request: HttpRequest) -> HttpResponse:
    """Offer what a question that is being typed may become; at most nine queries."""
    typed = request.GET.get("q", "")[:LONGEST_QUERY]
    goods = access.public_products(timezone.localdate())
    told = finding.suggest(typed, goods, access.public_makers())
    answer = render(request, "market/_suggestions.html", {"told": told})
    answer["Cache-Control"] = "max-age=60"
    return answer


@require_safe
@door(everyone)
@published("plain")
def how_ordered(request: HttpRequest) -> HttpResponse:
    """Tell how the daily order comes about, with today's numbers; three queries."""
    today = timezone.localdate()
    title = _("Cara kami mengurutkan")
    text = _("Setiap perajin mendapat giliran yang sama. Tempat tidak bisa dibeli.")
    shown = {
        "heading": title, "lead": text, "preview_title": title, "preview_text": text,
        "address": absolute(request, "market:how_ordered"),
        "rules": fairness, "today": today, **queries.turns_of_day(today),
    }  # fmt: skip
    return render(request, "market/how_ordered.html", shown)


@require_safe
@door(everyone)
def turns_file(_request: HttpRequest) -> HttpResponse:
    """Give today's ring as CSV, so that anybody can reckon the day again; three queries."""
    today = timezone.localdate()
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="urutan-{today.isoformat()}.csv"'
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("urutan", "lapak", "nomor_lapak", "undian", "barang", "alasan"))
    rows.writerows(map(plain_cell, row) for row in queries.ring_of_day(today))
    answer.write(text.getvalue())
    return answer


@require_safe
@door(everyone)
@published("landing")
def explore(request: HttpRequest) -> HttpResponse:
    """List the pages of frequent questions; four queries."""
    today = timezone.localdate()
    title = _("Jelajahi kerajinan")
    text = _("Menurut jenis, bahan, dan asalnya.")
    found = _named(landings.landings(queries.goods_of_day(today), today))
    shown = {
        "heading": title, "lead": text, "preview_title": title, "preview_text": text,
        "address": absolute(request, "market:explore"), "landings": found,
    }  # fmt: skip
    return render(request, "market/explore.html", shown)


@require_safe
@door(everyone)
@published("landing", hal=PAGES)
def landing(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the goods of a frequent question; too few of them lead to the search."""
    asked = landings.landing(slug)
    if asked is None:
        raise Http404
    today = timezone.localdate()
    goods = queries.goods_of_day(today)
    number, span = _filters.asked_span(request)
    ids, total = landings.goods_of(goods, asked, today, span)
    if total < landings.FEWEST:
        return redirect(f"{reverse('market:search')}?{urlencode(_as_search(asked))}")
    title = _title(asked)
    about = asked.about_en if _is_english() else asked.about
    text = about or _("Langsung dari perajinnya.")
    shown = {
        "page_obj": _filters.page_of(number, ids, total, today), "heading": title, "lead": text,
        "preview_title": title, "preview_text": text, "more": False,
        "address": request.build_absolute_uri(request.path),
        "search": urlencode(_as_search(asked)),
    }  # fmt: skip
    if number == 1:
        shown["others"] = _named(landings.beside(landings.landings(goods, today), asked))
    return render(request, "market/landing.html", shown)


def _title(asked: landings.Landing) -> str:
    if asked.name:
        name = _(asked.name)
        if asked.wish.material:  # a stuff stands inside the sentence, a place keeps its capital
            name = name[:1].lower() + name[1:]
        return _(asked.title) % {"name": name}
    return asked.title_en if _is_english() else asked.title


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


def _named(found: list[landings.Landing]) -> list[tuple[str, str]]:
    return [(one.slug, _title(one)) for one in found]


def _as_search(asked: landings.Landing) -> dict[str, Any]:
    told = {"q": asked.query, "bahan": asked.wish.material, "kecamatan": asked.wish.place}
    return {key: value for key, value in told.items() if value}
