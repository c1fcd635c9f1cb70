"""The page of a good and the page of a shop, with their ways to the maker."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lampit.basics.refusal import Refusal
from lampit.market import rules
from lampit.market.queries.exporting import export_facts
from lampit.market.queries.offers import offer_of, offer_said
from lampit.market.queries.speaking import INDONESIAN, good_said, shop_said
from lampit.market.queries.trust import good_trust, trust_of
from lampit.market.views._facing import absolute
from lampit.market.views._gone import good_gone, shop_gone
from lampit.market.views._sharing import count_ask, good_preview, shop_preview
from lampit.places.queries import province_name
from lampit.shops import access, queries
from lampit.shops.models import Maker
from lampit.shops.queries.abroad import abroad_of, maker_abroad
from lampit.shops.queries.capacity import openings_of, promised_on
from lampit.shops.queries.portraits import portrait_of
from lampit.shops.rules import kinds, texts
from lampit.web.door import door, everyone
from lampit.web.paging import Page, asked_number
from lampit.web.published import PAGES, published


@require_safe
@door(everyone)
@published("product")
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a good: price, its proofs, maker, two ways to buy, what to rely on; 12 queries."""
    today = timezone.localdate()
    found = queries.whole(access.reachable_good(slug), today=today)
    if found is None:
        return good_gone(request, slug)
    weeks = openings_of(found.product.maker, found.choices, today)
    offer = offer_of(found, request.build_absolute_uri("/")[:-1], weeks, today=today)
    good, language = found.product, get_language() or INDONESIAN
    abroad = abroad_of(good.pk)
    said = good_said(good, abroad, language)
    shop_abroad = maker_abroad(good.maker_id) if language != INDONESIAN else None
    trust = trust_of(good.maker, today=today, product_id=good.pk)
    offer = offer_said(offer, said, abroad, (trust.average.n, trust.average.mean))
    for photo in found.photos:
        photo.alt = said.name if photo.alt == good.name else photo.alt
    shown = {
        "found": found,
        "good": good,
        "said": said,
        "shop_said": shop_said(good.maker, shop_abroad, language),
        "has_english": said.has_english,
        "export": export_facts(offer, abroad),
        "trust": trust,
        "sure": good_trust(found, trust.papers, today=today),
        "maker": good.maker,
        "portrait": portrait_of(good.maker),
        "category": kinds.category(good.category),
        "category_label": _(kinds.category(good.category).label),
        "material": offer.material,
        "data": [rules.product_data(offer), rules.crumbs_data(_steps(request, found, said.name))],
        "promised_on": promised_on(weeks),
        "is_full": bool(weeks) and not any(weeks.values()),
        "address": offer.address,
        "preview_title": rules.preview_title(said.name),
        "preview_text": rules.preview_text(good.price, offer.text, offer.maker, found.place),
        "preview_picture": good_preview(request, good, found.place),
    }
    return render(request, "market/product.html", shown)


def _steps(request: HttpRequest, found: queries.Whole, name: str) -> list[tuple[str, str]]:
    good = found.product
    shelf = kinds.category(good.category)
    return [
        (_("Pasar"), absolute(request, "market:home")),
        (_(shelf.label), absolute(request, "market:category", shelf.slug)),
        (name, absolute(request, "market:product", good.slug)),
    ]


@require_safe
@door(everyone)
@published("maker", hal=PAGES)
def maker(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a shop: who makes, where, all it sells, what to rely on; eleven queries."""
    found = access.open_shop(slug)
    if found is None:
        return shop_gone(request, slug)
    today = timezone.localdate()
    goods = access.public_products_of(found, today)
    number = asked_number(request.GET.get("hal"))
    start = (number - 1) * queries.SHELF_SIZE
    rows = queries.shelf(goods, start, start + queries.SHELF_SIZE, today=today)
    # A last page tells by itself how many there are.
    is_last = 0 < len(rows) < queries.SHELF_SIZE
    total = start + len(rows) if is_last else goods.count()
    region = found.place
    place = region.parent.name if region.level == 4 and region.parent else region.name
    address = absolute(request, "market:maker", found.slug)
    phone = found.whatsapp if found.shows_phone else ""
    cover = next((row.cover for row in rows if row.cover), "")
    picture = shop_preview(request, found, place, cover)
    channels = queries.elsewhere_of(found.pk)
    said = shop_said(found, maker_abroad(found.pk), get_language() or INDONESIAN)
    shown: dict[str, Any] = {
        "maker": found,
        "portrait": portrait_of(found),
        "said": said,
        "has_english": said.has_english,
        "trust": trust_of(found, today=today),
        "place": place,
        "page_obj": Page(
            rows, number, queries.SHELF_SIZE, total > start + queries.SHELF_SIZE, total
        ),
        "phone": phone,
        "address": address,
        "data": rules.maker_data(
            rules.Shop(
                found.name,
                place,
                address,
                text=said.text,
                province=province_name(found.region_id),
                phone=phone,
                picture=picture,
                same_as=[one.address for one in channels if one.confirmed_at],
            )
        ),
        "channels": channels,
        "preview_title": rules.preview_title(found.name),
        "preview_text": texts.shortened(said.text or found.name, texts.LONGEST_OG_TEXT),
        "preview_picture": picture,
    }
    return render(request, "market/maker.html", shown)


@require_safe
@door(everyone)
def ask_about_product(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the buyer to the maker's chat about a good; the number is in no page."""
    found = queries.asked_good(access.reachable_products(), slug)
    if found is None:
        raise Http404
    count_ask(request)
    said = rules.question(found.name, found.price, absolute(request, "market:product", slug))
    return _chat(found.maker.whatsapp, said)


@require_safe
@door(everyone)
def ask_maker(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the buyer to the maker's chat; the number is in no page."""
    found = _maker(slug)
    count_ask(request)
    said = _("Assalamu'alaikum, %(name)s. Saya melihat lapaknya di %(link)s") % {
        "name": found.name, "link": absolute(request, "market:maker", slug),
    }  # fmt: skip
    return _chat(found.whatsapp, said)


def _chat(number: str, said: str) -> HttpResponse:
    if not number:
        raise Http404
    try:
        answer = redirect(texts.wa_link(number, said))
    except Refusal as refusal:
        raise Http404 from refusal
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _maker(slug: str) -> Maker:
    found = access.open_shop(slug)
    if found is None:
        raise Http404
    return found
