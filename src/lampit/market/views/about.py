"""Plain pages that say how this market works, for buyers and for who wants to sell."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lampit.market.views._facing import absolute
from lampit.shops.queries import market_offices
from lampit.shops.rules import curation as rules
from lampit.web.door import door, everyone
from lampit.web.published import published


@require_safe
@door(everyone)
@published("plain")
def about(request: HttpRequest) -> HttpResponse:
    """Say who runs the market, where to complain, and what it promises; one query."""
    text = _("Siapa yang menjalankan pasar ini, dan apa yang dijanjikannya.")
    offices = market_offices()
    return _page(request, "about", _("Tentang pasar ini"), text, offices=offices)


@require_safe
@door(everyone)
@published("plain")
def how_to_buy(request: HttpRequest) -> HttpResponse:
    """Say how a buyer orders, pays, receives, and complains; no query."""
    text = _("Memesan, membayar, menerima barang, dan mengadu.")
    return _page(request, "how_to_buy", _("Cara membeli dan mengirim"), text)


@require_safe
@door(everyone)
@published("plain")
def want_to_sell(request: HttpRequest) -> HttpResponse:
    """Say what a maker needs to sell here, and what it costs; no query."""
    text = _("Yang diperlukan, biayanya, dan siapa yang membantu.")
    return _page(request, "want_to_sell", _("Saya perajin, mau jualan"), text)


@require_safe
@door(everyone)
@published("plain")
def curation(request: HttpRequest) -> HttpResponse:
    """Say what the mark of a curated good means, who gives it, and against what; no query."""
    text = _("Siapa yang menilai, apa yang dilihat, dan berapa lama tandanya berlaku.")
    return _page(request, "curation", _("Arti tanda lolos kurasi"), text, rules=rules)


def _page(request: HttpRequest, name: str, title: str, text: str, **more: object) -> HttpResponse:
    shown = {
        "heading": title,
        "lead": text,
        "address": absolute(request, f"market:{name}"),
        "preview_title": title,
        "preview_text": text,
        **more,
    }
    return render(request, f"market/{name}.html", shown)
