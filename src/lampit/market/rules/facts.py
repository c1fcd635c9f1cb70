"""What machines are told of a good: one set of facts for page, preview, data block and feeds.

Price and availability can not differ between them, since all are written from an `Offer`
(commerce.md sections 10.1 to 10.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lampit.shops.rules.returns import CRAFT

COUNTRY = "ID"
IN_STOCK, OUT_OF_STOCK, MADE = "InStock", "OutOfStock", "MadeToOrder"  # of schema.org


@dataclass(frozen=True, slots=True)
class Sold:
    """One way to buy a good: a variant with its own price and readiness.

    Attributes:
        code: as in feeds (`id`, `sku`), stable.
        name: what tells it from the other variants, "" for the good itself.
        price: whole rupiah of one unit.
        availability: schema.org's word: `InStock`, `OutOfStock`, `MadeToOrder`.
        left: pieces that can be ordered now, 0 for made to order.
        lead_days: days of making, None for stock.
        open_on, ready_on: for made to order the first day on which a piece could be ready in a
            week that is not full, and the day that is promised; None where nobody asked.
    """

    code: str
    name: str
    price: int
    availability: str
    left: int = 0
    lead_days: int | None = None
    open_on: date | None = None
    ready_on: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A good as machines are told of it; addresses are absolute.

    Attributes:
        name, text, material: in the language of the page; `language` is that of name and text.
        code, price, availability, lead_days: of the good as its page shows it first.
        valid_until: the last day on which the price was promised; None when it is past.
        place: kecamatan; district: kabupaten or kota; province: its name; region: code.
        weight_g, size_cm: as sent (packed); net_weight_g: of the good itself.
        hs_code: six or eight digits of the customs tariff, "" while unknown.
        sold: every variant on offer, the first shown first.
        rating_count, rating_mean: reviews on the page and their mean ("4.6"), "" below five.
    """

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
    district: str = ""
    province: str = ""
    language: str = "id"
    category: str = ""
    category_slug: str = ""
    lead_days: int | None = None
    valid_until: date | None = None
    weight_g: int | None = None
    net_weight_g: int | None = None
    size_cm: tuple[int | None, int | None, int | None] = (None, None, None)
    hs_code: str = ""
    origin: str = COUNTRY
    sold: Sequence[Sold] = ()
    return_days: int = CRAFT.days  # to tell the maker that it came broken or wrong
    rating_count: int = 0
    rating_mean: str = ""
