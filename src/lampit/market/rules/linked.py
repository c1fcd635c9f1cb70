"""What pages tell machines: schema.org data as JSON-LD (commerce.md section 10.3).

Only what the page shows as well is told, and what is not known is left out.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lampit.market.rules.facts import COUNTRY, Offer, Sold
from lampit.shops.rules import texts

CONTEXT = "https://schema.org"
LONGEST_TEXT = 4000
# Inside <script> these would end the block or break old parsers.
_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop as machines are told of it; addresses are absolute.

    Attributes:
        phone: only when its maker prints it.
        same_as: her shops elsewhere.
    """

    name: str
    place: str
    address: str
    text: str = ""
    district: str = ""
    province: str = ""
    phone: str = ""
    picture: str = ""
    same_as: Sequence[str] = ()


def product_data(offer: Offer) -> Data:
    """Return a good as schema.org Product with an Offer per variant."""
    sold = offer.sold or [Sold(offer.code, "", offer.price, offer.availability, 0, offer.lead_days)]
    offers = [_offer(offer, one, is_alone=len(sold) == 1) for one in sold]
    return _without_nothing(
        {
            "@context": CONTEXT,
            "@type": "Product",
            "name": offer.name,
            "description": texts.shortened(offer.text, LONGEST_TEXT) or offer.name,
            "image": list(offer.pictures),
            "sku": offer.code,
            "category": offer.category,
            "brand": {"@type": "Brand", "name": offer.maker},
            "material": offer.material,
            "countryOfOrigin": offer.origin,
            "weight": _grams(offer.net_weight_g),
            "additionalProperty": _properties(offer),
            "aggregateRating": _rating(offer),
            "offers": offers[0] if len(offers) == 1 else offers,
        }
    )


def _rating(offer: Offer) -> Data | None:
    """Return what reviews say together, only where the page shows a mean."""
    if not offer.rating_mean:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": offer.rating_mean,
        "reviewCount": offer.rating_count,
        "bestRating": 5,
        "worstRating": 1,
    }


def _offer(offer: Offer, sold: Sold, *, is_alone: bool) -> Data:
    until = offer.valid_until.isoformat() if offer.valid_until else ""
    return _without_nothing(
        {
            "@type": "Offer",
            "url": offer.address,
            "name": "" if is_alone else sold.name,
            "sku": "" if is_alone else sold.code,
            "price": str(sold.price),
            "priceCurrency": "IDR",
            "priceValidUntil": until,
            "availability": f"{CONTEXT}/{sold.availability}",
            "itemCondition": f"{CONTEXT}/NewCondition",
            "seller": {
                "@type": "LocalBusiness",
                "name": offer.maker,
                "url": offer.maker_address,
                "address": _address(offer.place, offer.district, offer.province),
            },
            "shippingDetails": _shipping(offer, sold),
            "hasMerchantReturnPolicy": _return_policy(offer),
        }
    )


def _shipping(offer: Offer, sold: Sold) -> Data:
    """Return how a good is sent: inside the country, at a fee its maker tells after the order."""
    length, width, height = offer.size_cm
    making = {"@type": "QuantitativeValue", "maxValue": sold.lead_days, "unitCode": "DAY"}
    return _without_nothing(
        {
            "@type": "OfferShippingDetails",
            "shippingOrigin": _without_nothing(
                {
                    "@type": "DefinedRegion",
                    "addressCountry": COUNTRY,
                    "addressRegion": offer.province,
                }
            ),
            "shippingDestination": {"@type": "DefinedRegion", "addressCountry": COUNTRY},
            "deliveryTime": {"@type": "ShippingDeliveryTime", "handlingTime": making}
            if sold.lead_days
            else None,
            "weight": _grams(offer.weight_g),
            "depth": _centimetres(length),
            "width": _centimetres(width),
            "height": _centimetres(height),
        }
    )


def _return_policy(offer: Offer) -> Data:
    """Return the rule of the page: what came broken or wrong is exchanged or paid back."""
    return {
        "@type": "MerchantReturnPolicy",
        "applicableCountry": COUNTRY,
        "returnPolicyCategory": f"{CONTEXT}/MerchantReturnFiniteReturnWindow",
        "merchantReturnDays": offer.return_days,
        "refundType": [f"{CONTEXT}/ExchangeRefund", f"{CONTEXT}/FullRefund"],
    }


def _properties(offer: Offer) -> list[Data]:
    """Return what schema.org has no word for: the customs tariff number."""
    if not offer.hs_code:
        return []
    return [{"@type": "PropertyValue", "propertyID": "HS", "name": "HS", "value": offer.hs_code}]


def _grams(grams: int | None) -> Data | None:
    if not grams:
        return None
    return {"@type": "QuantitativeValue", "value": grams, "unitCode": "GRM"}


def _centimetres(length: int | None) -> Data | None:
    if not length:
        return None
    return {"@type": "QuantitativeValue", "value": length, "unitCode": "CMT"}


def maker_data(shop: Shop) -> Data:
    """Return a shop as schema.org LocalBusiness."""
    return _without_nothing(
        {
            "@context": CONTEXT,
            "@type": "LocalBusiness",
            "name": shop.name,
            "description": texts.shortened(shop.text, LONGEST_TEXT),
            "url": shop.address,
            "image": shop.picture,
            "telephone": shop.phone,
            "address": _address(shop.place, shop.district, shop.province),
            "sameAs": list(shop.same_as),
        }
    )


def _address(place: str, district: str, province: str) -> Data:
    locality = ", ".join(dict.fromkeys(part for part in (place, district) if part))
    return _without_nothing(
        {
            "@type": "PostalAddress",
            "addressLocality": locality,
            "addressRegion": province,
            "addressCountry": COUNTRY,
        }
    )


def crumbs_data(steps: Sequence[tuple[str, str]]) -> Data:
    """Return the way to a page as schema.org BreadcrumbList: (name, absolute address)."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": address}
        for number, (name, address) in enumerate(steps, 1)
    ]
    return {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": items}


def list_data(name: str, goods: Sequence[tuple[str, str]], *, first: int = 1) -> Data:
    """Return a shelf as schema.org ItemList: (name, absolute address) from place `first` on."""
    items = [
        {"@type": "ListItem", "position": number, "name": said, "url": address}
        for number, (said, address) in enumerate(goods, first)
    ]
    return {"@context": CONTEXT, "@type": "ItemList", "name": name, "itemListElement": items}


def market_data(name: str, root: str, *, logo: str, search: str, language: str) -> list[Data]:
    """Return the market as schema.org WebSite with its search, and the Organization behind it.

    `root` and `logo` are absolute; `search` is absolute and holds `{q}` where the words go.
    """
    office = {"@context": CONTEXT, "@type": "Organization", "name": name, "url": root, "logo": logo}
    site = {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": name,
        "url": root,
        "inLanguage": language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=q",
        },
    }
    return [office, site]


def _without_nothing(data: Data) -> Data:
    """Return what is known: no empty text, list or missing value is told."""
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def script_text(data: Any) -> str:
    """Return JSON that is safe inside a script element, whatever names hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, escape in _ESCAPES.items():
        text = text.replace(sign, escape)
    return text
