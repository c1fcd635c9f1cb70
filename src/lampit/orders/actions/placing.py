"""Placing an order: one transaction, all parts or none, the same request once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from lampit.basics.refusal import Refusal
from lampit.national import qris
from lampit.orders import queries
from lampit.orders.actions import _moving
from lampit.orders.actions._committing import committed
from lampit.orders.actions._ledger import settle
from lampit.orders.actions._stock import REF, take, take_weeks
from lampit.orders.actions.baskets import empty_basket
from lampit.orders.models import (
    Basket,
    IdempotencyKey,
    Line,
    Move,
    Order,
    Part,
    Payment,
)
from lampit.orders.models.orders import order_number
from lampit.orders.rules import clocks, delivery, payments, placing, states
from lampit.people.models import User
from lampit.shops import actions as shops
from lampit.shops.rules import heard
from lampit.shops.rules.stock import READY_TO_SHIP, ShortLine, StockShort


@dataclass(frozen=True, slots=True)
class Once:
    """Names a request so that sending it twice orders once (commerce 3.4)."""

    scope: str
    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Everything a buyer told at checkout; `wanted` maps variant to quantity."""

    wanted: Mapping[int, int]
    buyer: placing.Buyer
    parcels: Mapping[int, placing.Parcel]
    shown_total: int | None = None
    promo_code: str = ""
    heard_from: str = ""


def place_order(
    wish: Wish,
    once: Once,
    *,
    public_id: str,
    now: datetime,
    user: User | None = None,
    basket: Basket | None = None,
) -> Order:
    """Place an order, or return the one that the same key placed before.

    Raises:
        StockShort: `stok_habis`, naming every short line.
        Refusal: `kosong`, `tidak_dijual`, `harga_berubah`, `jadwal_penuh`, `kunci_dipakai`,
            `coba_lagi`, or the name of the field to correct (see `rules.placing`).
    """

    def work() -> Order:
        return _place(wish, once, public_id=public_id, now=now, user=user, basket=basket)

    try:
        try:
            return committed(work)
        except StockShort:
            # Lapsed holds of these goods may be in the way: the clock job comes once a minute.
            if not _sweep(wish.wanted, now=now):
                raise
            return committed(work)
    except IntegrityError:
        earlier = _earlier(once)
        if earlier is None:
            raise
        return earlier


def _earlier(once: Once) -> Order | None:
    """Return the order a key stands for, None when the key is new."""
    key = IdempotencyKey.objects.filter(scope=once.scope, key=once.key).first()
    if key is None:
        return None
    if key.fingerprint != once.fingerprint:
        raise Refusal(
            "kunci_dipakai", "Formulir ini sudah pernah dikirim dengan isi lain. Muat ulang."
        )
    return queries.order_answered(key.answer)


def _place(
    wish: Wish,
    once: Once,
    *,
    public_id: str,
    now: datetime,
    user: User | None,
    basket: Basket | None,
) -> Order:
    """Do the work of `place_order` inside its transaction; 12 statements for one line."""
    IdempotencyKey.objects.create(
        scope=once.scope,
        key=once.key,
        fingerprint=once.fingerprint,
        status=201,
        answer={"order": public_id},
        created_at=now,
    )
    buyer = placing.check_buyer(wish.buyer)
    shares = _priced(wish, buyer)
    order = _write_order(wish, buyer, shares, public_id=public_id, now=now, user=user)
    parts = _write_parts(order, shares, now=now)
    _hold(parts, shares, now=now, user=user)
    _promise(parts, shares, now=now)
    _write_payments(order, parts, now=now)
    if basket is not None:
        empty_basket(basket, list(wish.wanted))
    return order


def _hold(
    parts: list[Part], shares: list[placing.Share], *, now: datetime, user: User | None
) -> None:
    """Hold the stock of every part, makers in ascending order as in every basket.

    Raises:
        StockShort: `stok_habis` with the short lines of all parts, not of the first one only.
    """
    short: list[ShortLine] = []
    for part, share in zip(parts, shares, strict=True):
        ready = [ln for ln in share.lines if ln.kind == READY_TO_SHIP]
        lines = [(line.variant, line.quantity) for line in ready]
        try:
            shops.reserve_stock(lines, REF, part.hold, now, user, promised=True)
        except StockShort as refusal:
            short += refusal.lines
    if short:
        raise StockShort(short)


def _promise(parts: list[Part], shares: list[placing.Share], *, now: datetime) -> None:
    """Take weeks of the makers for what is made to order, and keep the day promised.

    Raises:
        Refusal: `jadwal_penuh`.
    """
    for part, share in zip(parts, shares, strict=True):
        made = [(ln.variant, ln.quantity) for ln in share.lines if ln.kind != READY_TO_SHIP]
        if made:
            take_weeks(part, made, now=now)


def _priced(wish: Wish, buyer: placing.Buyer) -> list[placing.Share]:
    """Return the shares at today's prices, refused where they cannot be ordered."""
    if not wish.wanted:
        raise Refusal("kosong", "Keranjang masih kosong. Pilih barang dulu.")
    goods, sellers = queries.goods_of(wish.wanted)
    if len(goods) != len(wish.wanted):
        raise Refusal(
            "tidak_dijual", "Ada barang yang sudah tidak dijual. Keluarkan dari keranjang."
        )
    missing = {line.maker for line in goods} - set(wish.parcels)
    if missing:
        raise Refusal(f"kirim-{min(missing)}", "Pilih cara kirim.")
    shares = placing.shares(goods, sellers, wish.parcels, region=buyer.region)
    placing.check_shares(shares, region=buyer.region, shown_total=wish.shown_total)
    return shares


def _write_order(
    wish: Wish,
    buyer: placing.Buyer,
    shares: list[placing.Share],
    *,
    public_id: str,
    now: datetime,
    user: User | None,
) -> Order:
    """Write the order row with the sums of its shares."""
    return Order.objects.create(
        public_id=public_id,
        user=user,
        buyer_name=buyer.name,
        buyer_phone=buyer.phone,
        buyer_region_id=buyer.region or None,
        buyer_city=buyer.city,
        note=buyer.note,
        promo_code=wish.promo_code,
        heard_from=heard.read(wish.heard_from),
        goods=sum(share.goods for share in shares),
        discount=sum(share.discount for share in shares),
        shipping=sum(share.fee.amount for share in shares),
        total=sum(share.total for share in shares),
        placed_at=now,
    )


def _write_parts(order: Order, shares: list[placing.Share], *, now: datetime) -> list[Part]:
    """Write parts, lines and the first sentence of each story: three statements."""
    parts = Part.objects.bulk_create(
        _part(order, number, share, now=now) for number, share in enumerate(shares, 1)
    )
    Line.objects.bulk_create(
        Line(
            part=part,
            variant_id=goods.variant,
            name=goods.name,
            price=goods.price,
            cost=goods.cost,
            quantity=goods.quantity,
            kind=goods.kind,
            goods=goods.value,
            discount=discount,
            weight_g=goods.weight_g,
            photo_hash=goods.photo_hash,
        )
        for part, share in zip(parts, shares, strict=True)
        for goods, discount in zip(share.lines, share.line_discounts, strict=True)
    )
    Move.objects.bulk_create(
        Move(part=part, to_state=part.state, actor=Move.Actor.BUYER, by=order.user, at=now)
        for part in parts
    )
    return parts


def _part(order: Order, number: int, share: placing.Share, *, now: datetime) -> Part:
    """Return the unsaved part of one share, with the code or account it is paid by."""
    parcel, seller = share.parcel, share.seller
    state = states.start(share.total, is_cod=parcel.way == delivery.COD)
    reference = f"{order_number(order.pk, order.placed_at)}-{number}"
    is_qris = parcel.way == delivery.QRIS and share.fee.is_settled
    return Part(
        order=order,
        number=number,
        maker_id=seller.pk,
        state=state,
        state_at=now,
        goods=share.goods,
        discount=share.discount,
        shipping=share.fee.amount,
        shipping_settled=share.fee.is_settled,
        total=share.total,
        method=parcel.method,
        address=parcel.address.strip(),
        way=parcel.way,
        qris=dynamic_code(seller.qris, share.total, reference) if is_qris else "",
        account=seller.account if parcel.way == delivery.TRANSFER else "",
        reserved_until=clocks.waits_until(state, now, is_cod=parcel.way == delivery.COD)
        if state in states.RESERVED
        else None,
    )


def dynamic_code(static: str, total: int, reference: str) -> str:
    """Return the maker's code for exactly `total`; without reference where it has no room.

    Raises:
        Refusal: `qris_rusak`, when the maker's code is no longer usable.
    """
    try:
        try:
            return qris.make_dynamic(static, total, reference)
        except qris.QrisError as error:
            if error.code != "too_long":
                raise
            return qris.make_dynamic(static, total)
    except qris.QrisError as error:
        raise Refusal(
            "qris_rusak", "QRIS perajin ini sedang tidak bisa dipakai. Pilih cara bayar lain."
        ) from error


def _write_payments(order: Order, parts: list[Part], *, now: datetime) -> None:
    """Open one payment per part; free goods leave the shelf at once."""
    Payment.objects.bulk_create(
        Payment(
            order=order,
            part=part,
            provider=part.way,
            reference=f"{order.number}-{part.number}",
            amount=part.total,
            state=payments.MENUNGGU,
            created_at=now,
        )
        for part in parts
        if part.total
    )
    for part in parts:
        if not part.total:
            take(part, now=now, by=None)
            settle(part, now=now, by=None)


def _sweep(wanted: Mapping[int, int], *, now: datetime) -> int:
    """Expire the unpaid parts whose time is over and that hold some of these goods."""
    due = queries.due_parts(now, variants=list(wanted))
    return sum(_moving.expire(part_id, now=now) for part_id in due)
