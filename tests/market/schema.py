"""A strict checker of the schema.org data that pages carry.

What a type must and may say, as schema.org lists it, narrowed to what the market tells; a
property that is not listed is a slip, as is an empty value or a relative address.
"""

import re
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, fromstring

MUST = {
    "Product": {"name", "description", "sku", "brand", "countryOfOrigin", "offers"},
    "Brand": {"name"},
    "Offer": {"url", "price", "priceCurrency", "availability", "itemCondition", "seller",
              "shippingDetails", "hasMerchantReturnPolicy"},
    "OfferShippingDetails": {"shippingDestination", "shippingOrigin"},
    "DefinedRegion": {"addressCountry"},
    "ShippingDeliveryTime": {"handlingTime"},
    "MerchantReturnPolicy": {"applicableCountry", "returnPolicyCategory", "merchantReturnDays"},
    "LocalBusiness": {"name", "url", "address"},
    "PostalAddress": {"addressLocality", "addressCountry"},
    "QuantitativeValue": {"unitCode"},
    "PropertyValue": {"name", "value"},
    "BreadcrumbList": {"itemListElement"},
    "ItemList": {"name", "itemListElement"},
    "ListItem": {"position", "name"},
    "Organization": {"name", "url", "logo"},
    "WebSite": {"name", "url", "potentialAction", "inLanguage"},
    "SearchAction": {"target", "query-input"},
    "EntryPoint": {"urlTemplate"},
    "AggregateRating": {"ratingValue", "reviewCount", "bestRating", "worstRating"},
    "Review": {"reviewRating", "author", "datePublished"},
    "Rating": {"ratingValue"},
    "Person": {"name"},
    "GeoCoordinates": {"latitude", "longitude"},
}  # fmt: skip
MAY = {
    "Product": {"image", "material", "weight", "category", "additionalProperty", "url",
                "aggregateRating", "review", "depth", "width", "height", "gtin"},
    "Offer": {"name", "sku", "priceValidUntil", "inventoryLevel", "availabilityStarts"},
    "OfferShippingDetails": {"deliveryTime", "shippingRate", "weight", "depth", "width", "height"},
    "DefinedRegion": {"addressRegion"},
    "ShippingDeliveryTime": {"transitTime"},
    "MerchantReturnPolicy": {"refundType", "returnMethod", "returnFees", "merchantReturnLink"},
    "LocalBusiness": {"description", "image", "telephone", "sameAs", "geo", "openingHours",
                      "aggregateRating", "review", "founder", "foundingDate", "memberOf"},
    "PostalAddress": {"addressRegion", "postalCode", "streetAddress"},
    "QuantitativeValue": {"value", "minValue", "maxValue"},
    "PropertyValue": {"propertyID"},
    "ListItem": {"item", "url"},
    "Review": {"reviewBody", "itemReviewed"},
    "Rating": {"bestRating", "worstRating"},
    "WebSite": {"alternateName"},
}  # fmt: skip
ADDRESSES = {"url", "item", "logo", "image", "sameAs", "urlTemplate", "merchantReturnLink"}
WORDS = {
    "availability": {"InStock", "OutOfStock", "MadeToOrder", "BackOrder"},
    "itemCondition": {"NewCondition"},
    "returnPolicyCategory": {"MerchantReturnFiniteReturnWindow"},
    "refundType": {"ExchangeRefund", "FullRefund"},
}


def problems(data: Any, path: str = "") -> list[str]:
    """Return what is wrong with a data block, each with its place; empty when all is well."""
    if isinstance(data, list):
        return [p for n, one in enumerate(data) for p in problems(one, f"{path}[{n}]")]
    kind = data.get("@type", "")
    if kind not in MUST:
        return [f"{path}: type {kind!r}"]
    told = set(data) - {"@type", "@context", "@id"}
    found = [f"{path}.{kind}: {name} is missing" for name in sorted(MUST[kind] - told)]
    allowed = MUST[kind] | MAY.get(kind, set())
    found += [f"{path}.{kind}: {name} is not allowed" for name in sorted(told - allowed)]
    for name in sorted(told & allowed):
        found += _value(f"{path}.{kind}.{name}", name, data[name])
    return found


def _value(path: str, name: str, value: Any) -> list[str]:
    if value in (None, "", [], {}):
        return [f"{path} is empty"]
    values = value if isinstance(value, list) else [value]
    found = [p for one in values if isinstance(one, dict) for p in problems(one, path)]
    texts = [str(one) for one in values if not isinstance(one, dict)]
    if name in ADDRESSES:
        found += [f"{path}: {t}" for t in texts if not re.match(r"https?://[^/\s]+/", t)]
    if name in WORDS:
        known = {f"https://schema.org/{word}" for word in WORDS[name]}
        found += [f"{path}: {t}" for t in texts if t not in known]
    if name == "price":
        found += [f"{path}: {t}" for t in texts if not re.fullmatch(r"[1-9][0-9]*", t)]
    if name == "priceValidUntil":
        found += [f"{path}: {t}" for t in texts if not _is_day(t)]
    if name == "itemListElement":
        places = [one.get("position") for one in values]
        if places != list(range(places[0], places[0] + len(places))):
            found.append(f"{path}: positions {places}")
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def parsed(text: str | bytes) -> Element:
    """Return XML that we wrote ourselves, read by a parser that is not ours."""
    return fromstring(text)  # noqa: S314 - our own text
