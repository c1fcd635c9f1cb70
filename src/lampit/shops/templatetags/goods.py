"""Goods in templates: `{{ product.cover|picture:"320.webp" }}`, `{{ product.unit|unit }}`."""

from django import template
from django.utils.translation import get_language, gettext

from lampit.outside.pictures import file_name
from lampit.shops.rules import kinds
from lampit.web import figures

register = template.Library()


@register.filter
def picture(digest: str | None, what: str = "320.webp") -> str:
    """Return the address of a file of a picture."""
    return f"/media/{file_name(digest, what)}" if digest else ""


@register.filter
def wa_address(number: str) -> str:
    """Return the address by which a mobile number (E.164) is written to."""
    return f"https://wa.me/{number.removeprefix('+')}"


@register.filter
def unit(word: str) -> str:
    """Return a unit of our list in the language of the page; any other stays as typed."""
    return gettext(word) if word in kinds.UNITS else word


@register.filter
def weight(grams: int) -> str:
    """Write a weight as people say it: `400 g`, `1,2 kg`; no gram is lost."""
    tongue = figures.tongue(get_language())
    if grams < 1000:
        return f"{grams} g"
    decimals = next(d for d in (0, 1, 2, 3) if grams * 10**d % 1000 == 0)
    return f"{figures.number(grams / 1000, decimals, tongue)} kg"
