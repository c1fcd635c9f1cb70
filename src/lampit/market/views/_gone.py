"""The page of what the office took down: it says so and why there is nothing, not more."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from lampit.trust import queries as trust


def good_gone(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer for a good that nobody sees: 410 when it was taken down, else it does not exist."""
    down = trust.good_down(slug)
    if down is None:
        raise Http404
    shown = {
        "title": _("Barang ini diturunkan"),
        "text": _(
            "Dinas pengelola pasar menurunkan barang ini. Perajin dapat mengajukan keberatan. "
            "Pesanan yang sudah masuk tetap dikerjakan."
        ),
        "shop_url": reverse("market:maker", args=[down.maker.slug])
        if down.maker.is_published
        else "",
        "shop_name": down.maker.name,
    }
    return render(request, "market/gone.html", shown, status=410)


def shop_gone(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer for a shop that nobody sees: 410 when the office closed it, else it does not exist."""
    if trust.shop_closed(slug) is None:
        raise Http404
    shown = {
        "title": _("Lapak ini ditutup"),
        "text": _(
            "Dinas pengelola pasar menutup lapak ini. Pemiliknya dapat mengajukan keberatan. "
            "Pesanan yang sudah masuk tetap dikerjakan."
        ),
    }
    return render(request, "market/gone.html", shown, status=410)
