"""What the market tells machines: schema.org data and preview texts, from one set of facts.

Page, preview and (later) feeds read the same `Offer`, so that a price can not differ between
them (commerce.md sections 10.2 to 10.4).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lampit.national import rupiah
from lampit.shops.rules import texts

COUNTRY = "ID"
PROVINCES = {"63": "Kalimantan Selatan"}  # of the shops' regions by code; others stay unsaid
# Inside <script> these would end the block or break old parsers.
_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A good as machines are told of it; addresses are absolute."""

    name: str
    text: str
    code: str
    price: int
    availability: str
    unit: str
    material: str
    maker: str
    place: str
    address: str
    maker_address: str
    pictures: Sequence[str] = ()
    region: str = ""


def product_data(offer: Offer) -> dict[str, Any]:
    """Return a good as schema.org Product with its Offer."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": offer.name,
        "description": texts.shortened(offer.text, 4000) or offer.name,
        "sku": offer.code,
        "brand": {"@type": "Brand", "name": offer.maker},
        "countryOfOrigin": COUNTRY,
        "offers": {
            "@type": "Offer",
            "url": offer.address,
            "price": str(offer.price),
            "priceCurrency": "IDR",
            "availability": f"https://schema.org/{offer.availability}",
            "itemCondition": "https://schema.org/NewCondition",
            "seller": {
                "@type": "LocalBusiness",
                "name": offer.maker,
                "url": offer.maker_address,
                "address": _address(offer.place, offer.region),
            },
        },
    }
    if offer.material:
        data["material"] = offer.material
    if offer.pictures:
        data["image"] = list(offer.pictures)
    return data


def maker_data(
    name: str, place: str, address: str, *, phone: str = "", region: str = ""
) -> dict[str, Any]:
    """Return a shop as schema.org LocalBusiness; the phone only when its maker prints it."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "name": name,
        "url": address,
        "address": _address(place, region),
    }
    if phone:
        data["telephone"] = phone
    return data


def _address(place: str, region: str) -> dict[str, str]:
    address = {"@type": "PostalAddress", "addressLocality": place, "addressCountry": COUNTRY}
    province = PROVINCES.get(region[:2])
    return address | ({"addressRegion": province} if province else {})


def crumbs_data(steps: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the way to a page as schema.org BreadcrumbList: (name, absolute address)."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(steps, 1)
    ]
    return {
        "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items,
    }  # fmt: skip


def script_text(data: Any) -> str:
    """Return JSON that is safe inside a script element, whatever names hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, escape in _ESCAPES.items():
        text = text.replace(sign, escape)
    return text


def preview_title(name: str) -> str:
    """Return the title of a link preview, at most 65 characters."""
    return texts.shortened(name, texts.LONGEST_OG_TITLE)


def preview_text(price: int, text: str, maker: str, place: str) -> str:
    """Return the text of a link preview, price first, at most 155 characters."""
    told = f"{rupiah.show(price)} · {maker}, {place}. {text}"
    return texts.shortened(told, texts.LONGEST_OG_TEXT)


def asked_amount(typed: str) -> int | None:
    """Return the rupiah of a filter as typed; what is no amount filters nothing."""
    try:
        found = rupiah.parse(typed[:20]) if typed else None
    except rupiah.RupiahError:
        return None
    return found if found is not None and 0 <= found < 10**12 else None


def question(name: str, price: int, address: str) -> str:
    """Return what a buyer asks a maker in a chat about a good."""
    return (
        f"Assalamu'alaikum. Saya ingin bertanya tentang {texts.cleaned(name)} "
        f"({rupiah.show(price)}). Masih ada? {address}"
    )
