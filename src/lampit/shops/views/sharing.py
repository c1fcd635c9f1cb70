"""Sharing a good or the shop: texts, captions, posters, links that are counted, upload sheets."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.shops import access, actions, queries
from lampit.shops.forms.sharing import SendForm
from lampit.shops.models import Campaign, Maker, Product
from lampit.shops.rules import kinds, promotion, sharing, texts, uploads
from lampit.shops.views._kept import good, in_a_shop, open_to_buyers, shop
from lampit.web.door import door

# Posters by the end of their address, with the word in the name of the address.
POSTERS = {kind: kind.replace(".", "_") for kind in actions.POSTERS}
SITES = uploads.SITES
VILLAGE = 4
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD"])
@door(access.may_open_shop)
@in_a_shop
def share_shop(request: HttpRequest) -> HttpResponse:
    """Show how a shop goes out: chat, captions, posters, links."""
    maker = shop(request)
    return render(request, "shops/share_shop.html", _shop_shown(request, maker))


@require_http_methods(["GET", "HEAD"])
@door(access.may_open_shop)
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how a good goes out: chat, captions, a chat's catalogue, posters, links."""
    product = good(request, slug)
    return render(request, "shops/share.html", _good_shown(request, product))


@require_POST
@door(access.may_open_shop)
@in_a_shop
def send_shop(request: HttpRequest) -> HttpResponse:
    """Lead to the chat app with the text as edited."""
    return _sent(request, "shops/share_shop.html", lambda: _shop_shown(request, shop(request)))


@require_POST
@door(access.may_open_shop)
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead to the chat app with the text as edited."""
    product = good(request, slug)
    return _sent(request, "shops/share.html", lambda: _good_shown(request, product))


def _sent(request: HttpRequest, template: str, shown: Any) -> HttpResponse:
    form = SendForm(request.POST)
    if form.is_valid():
        try:
            return redirect(texts.wa_link("", sharing.checked_text(form.cleaned_data["text"])))
        except Refusal as refusal:
            form.add_error("text", _(refusal.message))
    return render(request, template, {**shown(), "form": form}, status=422)


@require_safe
@door(access.may_open_shop)
@in_a_shop
def shop_poster(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer a poster of the shop: PNG for apps, PDF for the stall."""
    maker = shop(request)
    link = _link(request, maker, None, "POSTER", _campaign(request, maker))
    covers = queries.newest_goods(maker, 1, only_live=True)
    facts = actions.facts_of_shop(maker, _place(maker), covers[0].cover if covers else "", link)
    return _drawn(facts, kind, maker.slug)


@require_safe
@door(access.may_open_shop)
def poster(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Answer a poster of a good: PNG for apps, PDF for the stall."""
    product = good(request, slug)
    link = _link(request, product.maker, product, "POSTER", _campaign(request, product.maker))
    return _drawn(actions.facts_of_good(product, _place(product.maker), link), kind, product.slug)


def _drawn(facts: actions.Facts, kind: str, name: str) -> HttpResponse:
    if kind not in actions.POSTERS:
        raise Http404
    answer = HttpResponse(actions.poster(facts, kind), content_type=actions.POSTERS[kind])
    answer["Content-Disposition"] = f'inline; filename="{name}-{kind}"'
    answer["Cache-Control"] = "private, max-age=300"
    return answer


@require_safe
@door(access.may_open_shop)
@in_a_shop
def upload_workbook(request: HttpRequest, site: str) -> HttpResponse:
    """Answer the goods of the shop as a workbook to copy into a marketplace's own template."""
    maker, today = shop(request), timezone.localdate()
    goods = queries.goods_to_upload(maker, request.build_absolute_uri("/")[:-1])
    answer = HttpResponse(
        queries.upload_workbook(maker, site, goods, timezone.now()), content_type=XLSX
    )
    name = f"{maker.slug}-{site}-{today.isoformat()}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _campaign(request: HttpRequest, maker: Maker) -> Campaign | None:
    """Return the campaign that the address names, None where it names none of this shop."""
    told = request.GET.get("promosi", "")
    number = int(told) if told.isdecimal() and len(told) < 18 else 0
    return queries.campaign_of(maker, number) if number else None


def _link(
    request: HttpRequest,
    maker: Maker,
    product: Product | None,
    channel: str,
    campaign: Campaign | None,
) -> str:
    """Return the whole address of a link, made when it is first shown: asking twice is once."""
    link = actions.tracked_link(maker, product, channel, campaign, timezone.now())
    return request.build_absolute_uri(reverse("shops:short", args=[link.code]))


def _links(
    request: HttpRequest, maker: Maker, product: Product | None, campaign: Campaign | None
) -> dict[str, str]:
    """Return the address for each channel; one query once they are made."""
    codes = actions.tracked_links(maker, product, campaign, timezone.now())
    return {
        channel: request.build_absolute_uri(reverse("shops:short", args=[codes[channel]]))
        for channel in promotion.CHANNELS
    }


def _place(maker: Maker) -> str:
    """Return village and kecamatan, once where both bear one name."""
    names = [maker.place.name]
    if maker.place.level == VILLAGE and maker.place.parent:
        names.append(maker.place.parent.name)
    return ", ".join(dict.fromkeys(names))


def _frame(
    request: HttpRequest, maker: Maker, product: Product | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what both pages show, and the links by channel (none while the shop is closed)."""
    campaign = _campaign(request, maker)
    links = _links(request, maker, product, campaign) if maker.is_published else {}
    asked = f"?{urlencode({'promosi': campaign.pk})}" if campaign else ""
    shown = {
        **open_to_buyers(request, maker),
        "links": [(promotion.CHANNELS[code], address) for code, address in links.items()],
        "campaign": campaign,
        "campaigns": queries.campaigns_of(maker),
        "asked": asked,
        "sites": [(reverse(f"shops:upload_{code}"), one.name) for code, one in SITES.items()],
    }
    return shown, links


def _feeds(request: HttpRequest, maker: Maker) -> list[tuple[str, str]]:
    """Return the addresses from which catalogues of others fetch the goods of a shop."""
    asked = f"?{urlencode({'lapak': maker.slug})}"
    paths = (
        ("Meta", reverse("market:feed_meta") + asked),
        ("Google", reverse("market:feed_google") + asked),
        ("RSS", reverse("market:maker_news", args=[maker.slug])),
    )
    return [(name, request.build_absolute_uri(path)) for name, path in paths]


def _shop_shown(request: HttpRequest, maker: Maker) -> dict[str, Any]:
    shown, links = _frame(request, maker, None)
    if links:
        place, goods = _place(maker), queries.newest_goods(maker, 20, only_live=True)
        words = [*sharing.ALWAYS, *sharing.place_tags(maker.place.name, maker.region.name)]

        def said(site: str, most: int) -> tuple[str, str]:
            tags = words[:most]
            return site, sharing.shop_caption(maker.name, place, maker.story, links[site], tags)

        shown |= {
            "form": SendForm(initial={"text": sharing.shop_text(maker.name, place, links["WA"])}),
            "captions": [said("IG", 8), said("FB", 2)],
            "goods": goods,
            "feeds": _feeds(request, maker),
            "address": request.build_absolute_uri(reverse("market:maker", args=[maker.slug])),
        }
    return shown


def _good_shown(request: HttpRequest, product: Product) -> dict[str, Any]:
    maker = product.maker
    shown, links = _frame(request, maker, product)
    shown["product"] = product
    if links:
        shelf = kinds.category(product.category)
        told = sharing.Told(
            product.name, product.price, product.unit, product.description, maker.name,
            maker.place.name, product.category, shelf.is_food,
        )  # fmt: skip
        words = sharing.tags(told, district=maker.region.name)
        variant = queries.main_variant(product)
        code = variant.code if variant else product.slug
        shown |= {
            "form": SendForm(initial={"text": sharing.chat_text(told, links["WA"])}),
            "captions": [
                ("IG", sharing.caption(told, links["IG"], words)),
                ("FB", sharing.caption(told, links["FB"], words[:2])),
            ],
            "catalogue": sharing.catalogue_block(told, code, links["WA"]),
            "address": request.build_absolute_uri(reverse("market:product", args=[product.slug])),
        }
    return shown
