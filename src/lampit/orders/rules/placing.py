"""What a buyer tells at checkout, and the sums of the parcels it makes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lampit.basics.refusal import Refusal
from lampit.national import phone
from lampit.orders.rules import delivery, sums
from lampit.shops.rules import texts
from lampit.shops.rules.stock import READY_TO_SHIP


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who orders; `region` is the code of the subdistrict, empty when she said a city only."""

    name: str
    phone: str
    region: str = ""
    city: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """How one maker's goods travel and are paid."""

    method: str
    way: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Goods:
    """One variant in an order, with what the order copies from it."""

    variant: int
    maker: int
    name: str
    price: int
    quantity: int
    cost: int | None = None
    weight_g: int | None = None
    photo_hash: str = ""
    kind: str = READY_TO_SHIP

    @property
    def value(self) -> int:
        """Return the money of this line."""
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Seller:
    """What checkout must know of a maker."""

    pk: int
    name: str
    district: str
    qris: str = ""
    account: str = ""
    allows_cod: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """One maker's share of an order, summed."""

    seller: Seller
    parcel: Parcel
    lines: tuple[Goods, ...]
    line_discounts: tuple[int, ...]
    goods: int
    discount: int
    fee: delivery.Fee

    @property
    def total(self) -> int:
        """Return what the buyer pays this maker."""
        return sums.part_total(self.goods, self.discount, self.fee.amount)


def check_buyer(buyer: Buyer) -> Buyer:
    """Return the buyer with a normal phone number.

    Raises:
        Refusal: `name` or `phone`: the field to correct.
    """
    name = texts.cleaned(buyer.name)
    if len(name) < 2 or not any(char.isalnum() for char in name):
        raise Refusal("name", "Tulis nama Anda.")
    try:
        number = phone.normalise(buyer.phone)
    except phone.PhoneError as error:
        raise Refusal("phone", error.message) from error
    if not number and re.search(r"\w", buyer.phone):
        raise Refusal("phone", "Ini bukan nomor HP. Contoh: 0812-0000-4567.")
    if not number:
        raise Refusal("phone", "Tulis nomor HP, supaya perajin bisa menghubungi Anda.")
    city, note = texts.cleaned(buyer.city), texts.cleaned(buyer.note)
    return Buyer(name, number, buyer.region, city, note)


def shares(
    goods: Iterable[Goods],
    sellers: Mapping[int, Seller],
    parcels: Mapping[int, Parcel],
    *,
    region: str = "",
    discount: int = 0,
) -> list[Share]:
    """Return one share per maker, in order of first appearance, discount split exactly."""
    by_maker: dict[int, list[Goods]] = {}
    for line in goods:
        by_maker.setdefault(line.maker, []).append(line)
    values = [sum(line.value for line in lines) for lines in by_maker.values()]
    split = sums.split_discount(discount, values)
    return [
        Share(
            seller=sellers[maker],
            parcel=parcels[maker],
            lines=tuple(lines),
            line_discounts=tuple(sums.split_discount(part, [line.value for line in lines])),
            goods=value,
            discount=part,
            fee=delivery.fee(parcels[maker].method, region),
        )
        for (maker, lines), value, part in zip(by_maker.items(), values, split, strict=True)
    ]


def check_shares(found: Iterable[Share], *, region: str, shown_total: int | None) -> None:
    """Refuse parcels that cannot be sent or paid as told, or whose price changed meanwhile.

    Raises:
        Refusal: `kirim-<maker>`, `bayar-<maker>`, `address`, `subdistrict`, `harga_berubah`.
    """
    listed = list(found)
    for share in listed:
        _check_share(share, region)
    total = sum(share.total for share in listed)
    if shown_total is not None and shown_total != total:
        raise Refusal(
            "harga_berubah",
            "Harga atau ongkos berubah sejak halaman ini dibuka. Periksa jumlahnya, lalu pesan.",
        )


def _check_share(share: Share, region: str) -> None:
    """Refuse one maker's share when its delivery or payment is impossible."""
    parcel, seller = share.parcel, share.seller
    try:
        delivery.check_delivery(
            parcel.method,
            address=parcel.address,
            subdistrict=region,
            maker_district=seller.district,
        )
    except Refusal as refusal:
        if refusal.code == "method":
            raise Refusal(f"kirim-{seller.pk}", refusal.message) from refusal
        raise
    if parcel.way not in ways_of(seller, parcel.method, share.total):
        raise Refusal(f"bayar-{seller.pk}", f"Pilih cara bayar untuk {seller.name}.")


def ways_of(seller: Seller, method: str, total: int) -> tuple[str, ...]:
    """Return how this seller may be paid."""
    return delivery.ways(
        method,
        total,
        has_qris=bool(seller.qris),
        has_account=bool(seller.account),
        allows_cod=seller.allows_cod,
    )
