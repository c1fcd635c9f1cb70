"""The shelf: cards of goods, written by one function since a page holds 24 of them.

A template with the same marks costs five times as much per card, which is what a market page
mostly consists of.
"""

from collections.abc import Sequence

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from lampit.outside.pictures import file_name
from lampit.shops.queries import Good
from lampit.web import figures

register = template.Library()
FIRST_ROW = 4


@register.simple_tag
def shelf(goods: Sequence[Good]) -> SafeString:
    """Write the cards of a shelf: picture, name, price, saving where proven, maker, readiness."""
    root = reverse("market:home")
    tongue = figures.tongue(get_language())
    words = _Words(tongue)
    cards = [_card(good, root, words, place < FIRST_ROW) for place, good in enumerate(goods)]
    return mark_safe(f'<ul class="grid shelf">{"".join(cards)}</ul>')  # noqa: S308 - escaped


class _Words:
    """The words of a card in the language of the page, looked up once for all cards."""

    def __init__(self, tongue: str) -> None:
        """Look the words up."""
        self.tongue = tongue
        self.was = escape(gettext("Harga pembanding"))
        self.saves = escape(gettext("Hemat"))
        # Whole sentences with their place: the collector of messages reads no f-strings, and
        # the order of words differs between languages.
        ready, made = gettext("Siap kirim"), gettext("Dibuat %(n)s hari")
        last, ask, gone = gettext("Tinggal sedikit"), gettext("Tanya dulu"), gettext("Habis")
        self.ready = f'<span class="tag ok">{_icon("check")}{escape(ready)}</span>'
        self.made = f'<span class="tag straw">{_icon("clock")}{escape(made)}</span>'
        self.last = f'<span class="tag warn">{escape(last)}</span>'
        self.others = {
            "tanya_dulu": f'<span class="tag">{escape(ask)}</span>',
            "habis": f'<span class="tag">{escape(gone)}</span>',
        }

    def readiness(self, good: Good) -> str:
        """Return the tag that says how a good can be had."""
        found = good.readiness
        if found.code == "siap":
            return self.ready
        if found.code == "dibuat":
            return self.made % {"n": found.lead_days}
        if found.code == "tinggal_sedikit":
            return self.last
        return self.others[found.code]


def _icon(name: str) -> str:
    """Return an icon of the sprite; the word beside it carries the meaning."""
    sprite = static("web/icons.svg")
    return f'<svg class="i" aria-hidden="true"><use href="{sprite}#i-{name}"/></svg>'


def _card(good: Good, root: str, words: _Words, is_first_row: bool) -> str:
    """Return one card; everything a person typed is escaped here."""
    saving = ""
    if good.saving:
        saving = (
            f'<p class="row g1"><span class="was"><span class="vh">{words.was} </span>'
            f"<s>{figures.rupiah(good.reference_price, words.tongue)}</s></span>"
            f'<span class="save">{words.saves} {good.saving}\u202f%</span></p>'
        )
    # The language of the name is told where it is not that of the page.
    foreign = ' lang="id"' if words.tongue == "en" and not good.english else ""
    name = escape(good.english or good.name)
    return (
        f'<li class="goods">{_picture(good, is_first_row)}<div>'
        f'<h3{foreign}><a href="{root}produk/{good.slug}/">{name}</a></h3>'
        f'<p class="price" data-value="{good.price}">{figures.rupiah(good.price, words.tongue)}</p>'
        f'{saving}<p class="small muted">{escape(good.maker)} · {escape(good.place)}</p>'
        f"<p>{words.readiness(good)}</p></div></li>"
    )


def _picture(good: Good, is_first_row: bool) -> str:
    """Return the picture of a card; pictures below the first row are fetched when near."""
    if not good.cover:
        return '<span class="square drop" aria-hidden="true"></span>'
    small, large = (f"/media/{file_name(good.cover, what)}" for what in ("320.webp", "640.webp"))
    # The name stands beside the picture: said twice it only costs who listens.
    alt = "" if good.cover_alt == good.name else good.cover_alt
    lazy = "" if is_first_row else ' loading="lazy"'
    return (
        f'<img src="{small}" srcset="{small} 320w, {large} 640w" '
        f'sizes="(min-width: 60rem) 16rem, 46vw" width="300" height="300" '
        f'alt="{escape(alt)}"{lazy}>'
    )
