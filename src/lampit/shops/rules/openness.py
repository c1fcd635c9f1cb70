"""What of a price stays with its maker, laid open with her consent (commerce.md 8.2). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.shops.rules import fees, prices

MATERIAL, LABOUR, PACKAGING, OTHER, REST = "bahan", "upah", "kemasan", "lain", "sisa"
LABELS = {
    MATERIAL: gettext_noop("bahan"),
    LABOUR: gettext_noop("upah"),
    PACKAGING: gettext_noop("kemasan"),
    OTHER: gettext_noop("lain-lain"),
    REST: gettext_noop("sisa untuk perajin"),
}
# Where the same good is often sold, beside this market.
COMPARED = ("shopee", "tokopedia")


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a price in rupiah, with where it begins and how wide it is in tenths of a percent.

    The widths of all slices of a price are 1.000 together.
    """

    code: str
    label: str
    amount: int
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What would stay with the maker of the same price in another channel.

    Attributes:
        percent: of the price, rounded down.
        checked_on: when the fees of the channel were read.
    """

    label: str
    kept: int
    percent: int
    checked_on: date
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class Openness:
    """A price laid open.

    Attributes:
        slices: bahan, upah, kemasan, lain-lain, sisa; those of nothing are left out.
        stays: labour and rest: what the maker and her people keep.
        percent: that share of the price, rounded down.
        collector: what a collector pays for one, None while unknown.
        qris_fee: what her own bank takes of a QRIS payment of this price.
    """

    price: int
    slices: tuple[Slice, ...]
    stays: int
    percent: int
    collector: int | None
    collector_percent: int | None
    qris_fee: int
    elsewhere: tuple[Elsewhere, ...]


def check_split(price: int, parts: Sequence[int]) -> None:
    """Refuse parts that are no part of this price.

    Raises:
        Refusal: `rincian_lebih` when they come to more than the price, `rincian_salah`.
    """
    if any(not 0 <= part <= prices.HIGHEST_PRICE for part in parts):
        raise Refusal("rincian_salah", "Periksa angkanya: ada yang terlalu besar.")
    if sum(parts) > price:
        raise Refusal(
            "rincian_lebih",
            "Jumlah bahan, upah, kemasan dan lain-lain lebih dari harga jualnya. Periksa lagi.",
        )


def laid_open(
    price: int,
    parts: Sequence[int],
    *,
    collector: int | None,
    fees_now: dict[str, fees.Fee],
) -> Openness | None:
    """Return a price laid open; None when its parts no longer fit, as after a lower price.

    `parts` are material, labour, packaging and other in rupiah.
    """
    if price <= 0 or sum(parts) > price:
        return None
    amounts = (*parts, price - sum(parts))
    slices, done = [], 0
    for code, amount in zip(LABELS, amounts, strict=True):
        start = done * 1_000 // price
        done += amount
        if amount:
            slices.append(Slice(code, LABELS[code], amount, start, done * 1_000 // price - start))
    stays = parts[1] + amounts[-1]
    own = fees_now.get(fees.OWN)
    told = collector if collector and collector < price else None
    return Openness(
        price=price,
        slices=tuple(slices),
        stays=stays,
        percent=stays * 100 // price,
        collector=told,
        collector_percent=told * 100 // price if told else None,
        qris_fee=own.of(price) if own else 0,
        elsewhere=tuple(_elsewhere(price, fees_now[c]) for c in COMPARED if c in fees_now),
    )


def _elsewhere(price: int, fee: fees.Fee) -> Elsewhere:
    kept = max(0, price - fee.of(price))
    return Elsewhere(fee.label, kept, kept * 100 // price, fee.checked_on, fee.is_estimate)
