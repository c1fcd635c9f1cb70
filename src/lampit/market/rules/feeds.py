"""Feeds for catalogues: a good's facts as rows of Meta's CSV and items of Google's XML.

Rules of commerce.md 10.1 and 10.2. A good without a photo that the reader takes has no row: it
would be refused there. Where texts of makers break a rule (capitals, links), they are mended, not
left out.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from xml.sax.saxutils import escape

from lampit.market.rules.facts import IN_STOCK, MADE, Offer, Sold
from lampit.shops.rules import texts

META_COLUMNS = (
    "id", "title", "description", "availability", "condition", "price", "link", "image_link",
    "brand", "additional_image_link", "item_group_id", "quantity_to_sell_on_facebook", "material",
    "google_product_category", "custom_label_0", "custom_label_1",
)  # fmt: skip
FORMULA = "=+-@\t\r"  # with these signs a spreadsheet begins to reckon
META_TITLE, META_TEXT, META_BRAND, META_PICTURES = 200, 9_999, 100, 20
GOOGLE_ID, GOOGLE_TITLE, GOOGLE_TEXT, GOOGLE_PICTURES, GOOGLE_BRAND = 50, 150, 5_000, 10, 70
GOOGLE_NAMESPACE = "http://base.google.com/ns/1.0"
META_SIDE, GOOGLE_SIDE = 500, 100  # pixels of a picture's shorter side
OPEN_DAYS = 30  # made to order is on offer for Meta while a week is open within these
FURTHEST = 365  # days ahead that Google takes as the day of a backorder
OFF_MARKET_HOUR = "13:00+0800"
CRAFTS = "Kerajinan"
FOODS = "Pangan khas"
# Names of Google's public taxonomy (2021-09-21) for shelves that one name fits; others stay unsaid.
TAXONOMY = {
    "lampit": "Home & Garden > Decor > Rugs",
    "mebel": "Furniture",
    "pangan": "Food, Beverages & Tobacco > Food Items",
    "gerabah": "Home & Garden > Decor",
}
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\b(?:wa\.me|bit\.ly|s\.id|linktr\.ee|shp\.ee|t\.me)/\S+"
    r"|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|co\.id|id|net|org|shop|store)(?:/\S*)?(?![\w.])",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_ENTITY = re.compile(r"&(?:[A-Za-z]+|#\d+);")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Listed:
    """A good for feeds.

    Attributes:
        offer: its facts.
        shelf: the code of its category; `is_food` tells crafts and foods apart.
        group: stable word under which its variants belong together.
        large, usable: its pictures (JPEG, absolute) with both sides of 500 and of 100 pixels.
    """

    offer: Offer
    shelf: str
    is_food: bool
    group: str
    large: tuple[str, ...]
    usable: tuple[str, ...]


def plain(text: str, longest: int) -> str:
    """Return a text without marks, addresses and signs that no XML holds, cut at a word."""
    bare = _ENTITY.sub(" ", unescape(_NOT_XML.sub("", text)))
    bare = _ADDRESS.sub(" ", _TAG.sub(" ", _NOT_XML.sub("", bare)))
    return texts.shortened(re.sub(r"\s+([.,;:!?])", r"\1", texts.cleaned(bare)), longest)


def title_of(offer: Offer, sold: Sold, longest: int) -> str:
    """Return the name of a good with what tells this variant apart; never all in capitals."""
    name = plain(offer.name, longest)
    if sold.name and sold.name.casefold() not in name.casefold():
        told = plain(sold.name, 60)
        name = f"{texts.shortened(name, longest - len(told) - 3)} – {told}"
    return calm(name)


def calm(name: str) -> str:
    """Return a name that shouts in small letters with a capital; others stay as they are."""
    return name.capitalize() if shouts(name) else name


def shouts(text: str) -> bool:
    """Say whether a text is written in capitals throughout: at least six letters, none small."""
    letters = [sign for sign in text if sign.isalpha() and sign.lower() != sign.upper()]
    return len(letters) >= 6 and all(sign.isupper() for sign in letters)


def text_of(offer: Offer, title: str, longest: int) -> str:
    """Return the description; a good without one is told by material, maker and place."""
    text = plain(offer.text, longest)
    if shouts(text):
        text = text.capitalize()
    if len(text) >= 3 and text.casefold() != title.casefold():
        return text
    material = f" Bahan: {plain(offer.material, 200)}." if offer.material else ""
    return texts.shortened(
        f"{title}.{material} Dibuat oleh {plain(offer.maker, 120)}, {offer.place}.", longest
    )


def id_of(code: str, longest: int) -> str:
    """Return the code of a variant, a longer one cut with a mark of the whole: the same always."""
    if len(code) <= longest:
        return code
    mark = hashlib.sha256(code.encode()).hexdigest()[:12]
    return f"{code[: longest - 13]}-{mark}"


def is_open(sold: Sold, today: date) -> bool:
    """Say whether a variant is on offer now: on the shelf, or a week within 30 days takes it."""
    if sold.availability == MADE:
        if sold.open_on is not None:
            return sold.open_on <= today + timedelta(days=OPEN_DAYS)
        return sold.lead_days is not None and sold.lead_days <= OPEN_DAYS
    return sold.availability == IN_STOCK


def meta_rows(listed: Listed, *, today: date) -> Iterator[list[str]]:
    """Yield a row of Meta's catalogue for each variant; none without a picture it takes."""
    offer = listed.offer
    if not listed.large:
        return
    for sold in offer.sold:
        if sold.price <= 0:
            continue
        title = title_of(offer, sold, META_TITLE)
        counted = sold.availability == IN_STOCK
        yield [
            id_of(sold.code, 100),
            title,
            text_of(offer, title, META_TEXT),
            "in stock" if is_open(sold, today) else "out of stock",
            "new",
            f"{sold.price} IDR",
            offer.address,
            listed.large[0],
            plain(offer.maker, META_BRAND),
            ",".join(listed.large[1 : META_PICTURES + 1]),
            id_of(listed.group, 100) if len(offer.sold) > 1 else "",
            str(sold.left) if counted else "",
            plain(offer.material, 200),
            TAXONOMY.get(listed.shelf, ""),
            plain(offer.place, 100),
            plain(offer.category, 100),
        ]


def meta_csv(goods: Iterable[Listed], *, today: date) -> Iterator[str]:
    """Yield the lines of Meta's catalogue: comma, RFC 4180 quotes, header first."""
    yield _line(META_COLUMNS)
    for listed in goods:
        for row in meta_rows(listed, today=today):
            yield _line(row)


def _line(cells: Iterable[str]) -> str:
    """Write a row; no cell begins as a formula: an office opens the file before Meta does."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cell.lstrip(FORMULA) for cell in cells)
    return out.getvalue()


def google_items(listed: Listed, *, today: date) -> Iterator[str]:
    """Yield an item of Google's feed for each variant; none without a picture it takes."""
    offer = listed.offer
    if not listed.usable:
        return
    for sold in offer.sold:
        if sold.price <= 0:
            continue
        title = title_of(offer, sold, GOOGLE_TITLE)
        told: list[tuple[str, str]] = [
            ("id", id_of(sold.code, GOOGLE_ID)),
            ("title", title),
            ("description", text_of(offer, title, GOOGLE_TEXT)),
            ("link", offer.address),
            ("image_link", listed.usable[0]),
            *(("additional_image_link", one) for one in listed.usable[1 : GOOGLE_PICTURES + 1]),
            *_google_availability(sold, today),
            ("price", f"{sold.price}.00 IDR"),
            ("condition", "new"),
            ("brand", plain(offer.maker, GOOGLE_BRAND)),
            ("identifier_exists", "no"),
            ("product_type", f"{FOODS if listed.is_food else CRAFTS} > {offer.category}"),
            ("google_product_category", TAXONOMY.get(listed.shelf, "")),
            ("material", plain(offer.material, 200)),
            ("shipping_weight", _kilograms(offer.weight_g)),
            ("item_group_id", id_of(listed.group, GOOGLE_ID) if len(offer.sold) > 1 else ""),
        ]
        fields = "".join(f"<g:{name}>{_xml(value)}</g:{name}>" for name, value in told if value)
        yield f"<item>{fields}</item>\n"


def _google_availability(sold: Sold, today: date) -> list[tuple[str, str]]:
    """Return availability; what is made first is a backorder with its day, if within a year."""
    if sold.availability == MADE and sold.lead_days:
        ready = sold.ready_on or today + timedelta(days=sold.lead_days)
        if ready > today + timedelta(days=FURTHEST):
            return [("availability", "out_of_stock")]
        return [
            ("availability", "backorder"),
            ("availability_date", f"{ready.isoformat()}T{OFF_MARKET_HOUR}"),
        ]
    return [("availability", "in_stock" if is_open(sold, today) else "out_of_stock")]


def _kilograms(grams: int | None) -> str:
    """Return a weight as Google reads it: `0.9 kg`; no gram is lost."""
    if not grams:
        return ""
    whole, rest = divmod(grams, 1000)
    return f"{whole}.{rest:03d}".rstrip("0").rstrip(".") + " kg"


def google_xml(
    goods: Iterable[Listed], *, title: str, address: str, text: str, today: date
) -> Iterator[str]:
    """Yield the lines of Google's feed: RSS 2.0 with the channel's own facts first."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rss version="2.0" xmlns:g="{GOOGLE_NAMESPACE}">\n<channel>\n'
        f"<title>{_xml(title)}</title>\n<link>{_xml(address)}</link>\n"
        f"<description>{_xml(text)}</description>\n"
    )
    for listed in goods:
        yield from google_items(listed, today=today)
    yield "</channel>\n</rss>\n"


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("", text), {'"': "&quot;"})
