"""The page of a group shop: its open members and their goods under one mat."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.market import rules
from lampit.market.views._facing import absolute, picture_address
from lampit.shops import access, queries
from lampit.shops.queries.groups import mat
from lampit.shops.rules import texts
from lampit.web.door import door, everyone
from lampit.web.paging import Page, asked_number
from lampit.web.published import PAGES, published


@require_safe
@door(everyone)
@published("group", hal=PAGES)
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a group: what its keeper put at the front, then the newest; at most eight queries.

    Orders go to each good's maker, and so does the money.
    """
    today = timezone.localdate()
    found = mat(access.public_makers(), access.public_products(today), slug)
    if found is None:
        raise Http404
    number = asked_number(request.GET.get("hal"))
    start = (number - 1) * queries.SHELF_SIZE
    total = found.goods.count()
    rows = queries.shelf(found.goods, start, start + queries.SHELF_SIZE, today=today)
    shown = {
        "group": found.group,
        "makers": found.makers,
        "page_obj": Page(
            rows, number, queries.SHELF_SIZE, total > start + queries.SHELF_SIZE, total
        ),
        "address": absolute(request, "market:group", found.group.slug),
        "preview_title": rules.preview_title(found.group.name),
        "preview_text": texts.shortened(
            found.group.story or found.group.name, texts.LONGEST_OG_TEXT
        ),
        "preview_picture": picture_address(request, rows[0].cover if rows else "", "og.jpg"),
    }
    return render(request, "market/group.html", shown)
