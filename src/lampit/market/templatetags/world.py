"""The head of market pages: canonical address, other language, feed; and words' languages."""

from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from lampit.market import rules
from lampit.market.queries.speaking import ENGLISH, Said
from lampit.market.rules.world import LISTS, Standing, english_address, standing
from lampit.market.templatetags.machines import linked_data
from lampit.shops.queries import SHELF_SIZE, Good

register = template.Library()
FEEDS = {"home": "market:news", "category": "market:category_news", "maker": "market:maker_news"}


def where(context: Context) -> Standing:
    """Return where the page of a context stands."""
    request = context["request"]
    match = request.resolver_match
    name = match.url_name if match is not None else ""
    has_english = context.get("has_english", name in LISTS)
    # What is filtered is the same list seen otherwise: no page of its own, nor are its pages.
    number = 1 if set(request.GET) - {"hal"} else getattr(context.get("page_obj"), "number", 1)
    feed = ""
    if name in FEEDS:
        feed = request.build_absolute_uri(reverse(FEEDS[name], kwargs=match.kwargs))
        feed = english_address(feed) if get_language() == ENGLISH else feed
    return standing(
        request.build_absolute_uri(request.path),
        language=get_language() or "id",
        has_english=bool(has_english),
        number=number if isinstance(number, int) else 1,
        feed=feed,
    )


@register.simple_tag(takes_context=True)
def world(context: Context) -> SafeString:
    """Write canonical, hreflang where both languages exist, og:locale, og:url and the feed."""
    found = where(context)
    others = format_html_join(
        "", '<link rel="alternate" hreflang="{}" href="{}">', found.alternates
    )
    locale = format_html('<meta property="og:locale" content="{}">', found.locale)
    if found.other_locale:
        locale += format_html(
            '<meta property="og:locale:alternate" content="{}">', found.other_locale
        )
    feed = ""
    if found.feed:
        feed = format_html(
            '<link rel="alternate" type="application/rss+xml" title="{}" href="{}">',
            gettext("Barang baru"), found.feed,
        )  # fmt: skip
    return format_html(
        '<link rel="canonical" href="{}">{}{}<meta property="og:url" content="{}">{}',
        found.canonical, others, locale, found.canonical, feed,
    )  # fmt: skip


@register.filter
def tongue(said: Any) -> SafeString:
    """Write ` lang="id"` where words are in another language than the page around them.

    Takes the words of a good or shop, or a language code ("" for that of the page).
    """
    foreign = said.foreign if isinstance(said, Said) else str(said or "")
    return format_html(' lang="{}"', foreign) if foreign else SafeString("")


@register.simple_tag
def indonesian() -> SafeString:
    """Write ` lang="id"` on a page in another language: for words that nobody translates."""
    return SafeString("") if get_language() == "id" else SafeString(' lang="id"')


@register.simple_tag(takes_context=True)
def list_facts(context: Context, name: str, *, is_home: bool = False) -> SafeString:
    """Write what a list of goods tells machines: its goods in order, the way to it, the search.

    `name` is the heading of the list. Names are those of the cards.
    """
    request, page = context["request"], context.get("page_obj")
    root = request.build_absolute_uri(reverse("market:home"))
    if is_home:
        data = rules.market_data(
            "Lampit", root, logo=request.build_absolute_uri(static("web/mark.svg")),
            search=f"{request.build_absolute_uri(reverse('market:search'))}?q={{q}}",
            language=get_language() or "id",
        )  # fmt: skip
    else:
        here = request.build_absolute_uri(request.path)
        data = [rules.crumbs_data([(gettext("Pasar"), root), (name, here)])]
    goods = getattr(page, "object_list", None) or []
    if goods:
        first = (getattr(page, "number", 1) - 1) * SHELF_SIZE + 1
        listed = [_listed(good, root) for good in goods]
        data.append(rules.list_data(name, listed, first=first))
    return linked_data(data)


def _listed(good: Good, root: str) -> tuple[str, str]:
    """Return name and address of a good as the card of the page has them."""
    address = f"{root}produk/{good.slug}/"
    if get_language() == ENGLISH and good.english:
        return good.english, english_address(address)
    return good.name, address
