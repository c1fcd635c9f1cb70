"""Stories of makers: one whole, and all of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lampit.market import rules
from lampit.market.rules.stories import story_data
from lampit.market.views._facing import absolute, picture_address
from lampit.shops import access, queries
from lampit.shops.queries.portraits import portrait_of
from lampit.shops.rules import texts
from lampit.web.door import door, everyone
from lampit.web.paging import Page, asked_number
from lampit.web.published import PAGES, published

GOODS_BELOW = 4


@require_safe
@door(everyone)
@published("stories", hal=PAGES)
def stories(request: HttpRequest) -> HttpResponse:
    """List the stories, newest first; two queries."""
    found = access.public_stories()
    number, size = asked_number(request.GET.get("hal")), queries.STORIES_A_PAGE
    start, total = (number - 1) * size, found.count()
    rows = queries.told(found, start, start + size)
    shown = {
        "page_obj": Page(rows, number, size, total > start + size, total),
        "address": absolute(request, "market:stories"),
        "preview_title": _("Cerita perajin"),
        "preview_text": _("Dari mana bahannya, siapa yang mengerjakan, berapa lama membuatnya."),
        "preview_picture": picture_address(request, rows[0].picture if rows else "", "og.jpg"),
    }
    return render(request, "market/stories.html", shown)


@require_safe
@door(everyone)
@published("story")
def story(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one story with the shop and some goods of its maker; five queries."""
    found = access.public_stories()
    told = queries.story(found, slug)
    maker = access.open_shop(told.maker_slug) if told else None
    if told is None or maker is None:
        raise Http404
    today, hers = timezone.localdate(), access.public_products_of
    address = absolute(request, "market:story", told.slug)
    picture = picture_address(request, told.picture, "og.jpg")
    steps = [
        (_("Pasar"), absolute(request, "market:home")),
        (_("Cerita perajin"), absolute(request, "market:stories")),
        (told.title, address),
    ]
    shown = {
        "told": told,
        "portrait": portrait_of(maker),
        "goods": queries.shelf(hers(maker, today), 0, GOODS_BELOW, today=today),
        "others": queries.other_stories(found, told.slug),
        "address": address,
        "data": [
            story_data(
                told.title, told.text, address, told.published_at, maker=told.maker,
                maker_address=absolute(request, "market:maker", told.maker_slug),
                picture=picture,
            ),
            rules.crumbs_data(steps),
        ],
        "preview_title": rules.preview_title(told.title),
        "preview_text": texts.shortened(told.text, texts.LONGEST_OG_TEXT),
        "preview_picture": picture,
    }  # fmt: skip
    return render(request, "market/story.html", shown)
