"""Feeds of what is new: the whole market, a category, a shop."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lampit.market import queries
from lampit.market.rules.news import MOST, Channel, New, written
from lampit.market.rules.world import ENGLISH, english_address
from lampit.outside.pictures import file_name
from lampit.shops import access
from lampit.shops.models import Product
from lampit.shops.queries import finding
from lampit.shops.queries.mapping import Newcomer, newcomers
from lampit.shops.rules import kinds
from lampit.web.door import door, everyone
from lampit.web.published import published

TYPE = "application/rss+xml; charset=utf-8"


@require_safe
@door(everyone)
@published("news")
def news(request: HttpRequest) -> HttpResponse:
    """Tell the newest goods of the whole market; two queries."""
    today = timezone.localdate()
    goods = finding.standing(queries.goods_of_day(today), today).newest(MOST)
    text = _("Barang yang baru dijual, langsung dari perajinnya.")
    return _feed(request, goods, _("Barang baru di Lampit"), text, reverse("market:home"))


@require_safe
@door(everyone)
@published("news")
def category_news(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell the newest goods of a category; two queries."""
    if slug not in kinds.BY_SLUG:
        raise Http404
    today = timezone.localdate()
    goods = finding.standing(queries.goods_of_day(today, slug), today).newest(MOST)
    label = _(kinds.category(slug).label)
    title = _("%(name)s: barang baru") % {"name": label}
    return _feed(request, goods, title, label, reverse("market:category", args=[slug]))


@require_safe
@door(everyone)
@published("news")
def maker_news(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell the newest goods of a shop; two queries."""
    maker = access.open_shop(slug)
    if maker is None:
        raise Http404
    goods = access.public_products_of(maker, timezone.localdate())
    title = _("%(name)s: barang baru") % {"name": maker.name}
    return _feed(request, goods, title, maker.name, reverse("market:maker", args=[slug]))


def _feed(
    request: HttpRequest, goods: QuerySet[Product], title: str, text: str, page: str
) -> HttpResponse:
    root, language = request.build_absolute_uri("/")[:-1], get_language() or "id"
    own, here = f"{root}{request.path}", f"{root}{page}"
    if language == ENGLISH:
        own, here = english_address(own), english_address(here)
    rows = [_new(root, row, language) for row in newcomers(goods, MOST)]
    made = written(Channel(title, text, here, own, language), rows)
    return HttpResponse(made, content_type=TYPE)


def _new(root: str, row: Newcomer, language: str) -> New:
    """Return a good as a feed in a language tells it."""
    is_english = language == ENGLISH and bool(row.english)
    address = f"{root}{reverse('market:product', args=[row.slug])}"
    return New(
        guid=f"lampit:barang:{row.pk}",
        name=row.english if is_english else row.name,
        address=english_address(address) if is_english else address,
        at=timezone.localtime(row.published_at),
        price=row.price,
        unit=_(row.unit),
        maker=row.maker,
        category=_(kinds.category(row.category).label),
        text=row.english_text if is_english else row.text,
        picture=f"{root}/media/{file_name(row.cover, '1080.jpg')}" if row.cover else "",
    )
