"""An event as everybody sees it: its days, its goods, their catalogue and price list."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lampit.market import rules
from lampit.market.queries import catalogues
from lampit.market.views._facing import absolute, picture_address
from lampit.market.views.catalogues import NAMES, as_pdf, frame
from lampit.shops import access, queries
from lampit.shops.queries.fairs import chosen, fair_named
from lampit.shops.rules import texts
from lampit.web.door import door, everyone
from lampit.web.figures import long_date
from lampit.web.paging import Page, asked_number
from lampit.web.published import PAGES, published


@require_safe
@door(everyone)
@published("fair", hal=PAGES)
def fair(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event with those of its goods that are on sale; at most seven queries."""
    today = timezone.localdate()
    found = fair_named(access.public_fairs(), slug)
    if found is None:
        raise Http404
    number = asked_number(request.GET.get("hal"))
    start = (number - 1) * queries.SHELF_SIZE
    goods = chosen(found, access.public_products(today))
    total = goods.count()
    rows = queries.shelf(goods, start, start + queries.SHELF_SIZE, today=today)
    told = _("Barang %(fair)s, mulai %(day)s.") % {
        "fair": found.name, "day": long_date(found.from_on, str(get_language())),
    }  # fmt: skip
    picture = found.picture or (rows[0].cover if rows else "")
    shown = {
        "fair": found, "is_over": found.until_on < today,
        "page_obj": Page(
            rows, number, queries.SHELF_SIZE, total > start + queries.SHELF_SIZE, total
        ),
        "address": absolute(request, "market:fair", found.slug),
        "preview_title": rules.preview_title(found.name),
        "preview_text": texts.shortened(told, texts.LONGEST_OG_TEXT),
        "preview_picture": picture_address(request, picture, "og.jpg"),
    }  # fmt: skip
    return render(request, "market/fair.html", shown)


@require_safe
@door(everyone)
def fair_pdf(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Hand out the catalogue or price list of an event as PDF; six queries, typeset once."""
    found = fair_named(access.public_fairs(), slug)
    if found is None or name not in NAMES:
        raise Http404
    today, kind = timezone.localdate(), NAMES[name]
    goods = access.public_products(today)
    told = catalogues.of_fair(found, goods, kind, frame(request, kind))
    return as_pdf(request, told, f"{name}-{slug}")
