"""What maker and buyer do with a part: accept, price the shipping, send, finish, cancel."""

from datetime import datetime

from lampit.basics.refusal import Refusal
from lampit.national import rupiah
from lampit.orders.actions import _moving
from lampit.orders.actions._committing import committed
from lampit.orders.actions._moving import Mover
from lampit.orders.actions.paying import _attempt, add_fact
from lampit.orders.actions.placing import dynamic_code
from lampit.orders.models import Move, Order, Part, Payment
from lampit.orders.rules import clocks, delivery, payments, states, sums
from lampit.people.models import User

MOST_SHIPPING = 100_000_000
BY_MAKER = (
    states.DIPROSES,
    states.SIAP_DIAMBIL,
    states.DIKIRIM,
    states.SELESAI,
    states.DIBATALKAN,
    states.DIKEMBALIKAN,
)


def move_by_maker(
    maker: User | None,
    part_id: int,
    to: str,
    *,
    now: datetime,
    reason: str = "",
    tracking: str = "",
) -> Part:
    """Move a part on the maker's word; cash counts as received when the goods are handed over.

    Raises:
        Refusal: `ilegal`, `alasan`, `stok_habis`.
    """
    if to not in BY_MAKER:
        raise Refusal("ilegal", "Langkah ini tidak ada di sini. Muat ulang halaman.")
    if to == states.DIBATALKAN and not reason.strip():
        raise Refusal("alasan", "Tulis alasan pembatalan. Pembeli akan membacanya.")

    def work() -> Part:
        part = _moving.locked(part_id)
        mover = Mover(Move.Actor.MAKER, maker, reason.strip())
        if part.is_cod and to == states.SELESAI:
            add_fact(part, payments.SUCCESS, part.total, _attempt(part), now=now, by=maker)
        changed = _moving.move(part, to, mover, now=now, tracking=tracking.strip())
        if changed and part.state == states.DIKEMBALIKAN:
            _pay_all_back(part, now=now, by=maker)
        return part

    return committed(work)


def _pay_all_back(part: Part, *, now: datetime, by: User | None) -> None:
    """Note that everything the buyer paid for a part went back."""
    payment = Payment.objects.filter(part=part).first()
    if payment is not None and payment.paid > payment.refunded:
        open_sum = payment.paid - payment.refunded
        add_fact(part, payments.REFUND, open_sum, "kembali-semua", now=now, by=by)


def cancel_by_buyer(part_id: int, *, now: datetime, reason: str = "") -> Part:
    """Cancel an unpaid part for its buyer; once paid, the maker has to be asked.

    Raises:
        Refusal: `ilegal`.
    """

    def work() -> Part:
        part = _moving.locked(part_id)
        if part.state not in {*states.RESERVED, states.DIBATALKAN}:
            raise Refusal("ilegal", "Pesanan sudah dibayar. Hubungi perajin untuk membatalkan.")
        _moving.move(part, states.DIBATALKAN, Mover(Move.Actor.BUYER, None, reason), now=now)
        return part

    return committed(work)


def settle_shipping(maker: User | None, part_id: int, shipping: int, *, now: datetime) -> Part:
    """Say what sending costs ("ongkir menyusul"): the buyer now sees what to pay, a day long.

    Raises:
        Refusal: `tidak_valid`, `ilegal`.
    """
    if not 0 <= shipping <= MOST_SHIPPING:
        raise Refusal("tidak_valid", "Tulis ongkos kirim dalam rupiah; 0 kalau gratis.")

    def work() -> Part:
        part = _moving.locked(part_id)
        if part.state != states.MENUNGGU_BAYAR:
            raise Refusal("ilegal", "Ongkos kirim hanya bisa diubah sebelum dibayar.")
        if part.method != delivery.EKSPEDISI:
            raise Refusal("ilegal", "Ongkos pesanan ini sudah disepakati saat memesan.")
        change = shipping - part.shipping
        part.shipping, part.shipping_settled = shipping, True
        part.total = sums.part_total(part.goods, part.discount, shipping)
        if part.way == delivery.QRIS and part.total > sums.QRIS_LIMIT:
            raise Refusal(
                "tidak_valid", "Jumlahnya melebihi batas QRIS Rp10.000.000. Hubungi pembeli dulu."
            )
        if part.way == delivery.QRIS:
            part.qris = dynamic_code(_static_code(part), part.total, str(part))
        part.reserved_until = clocks.waits_until(part.state, now, is_cod=False)
        part.save(update_fields=["shipping", "shipping_settled", "total", "qris", "reserved_until"])
        order = part.order
        order.shipping, order.total = order.shipping + change, order.total + change
        Order.objects.filter(pk=order.pk).update(shipping=order.shipping, total=order.total)
        Payment.objects.filter(part=part).update(amount=part.total)
        said = Mover(Move.Actor.MAKER, maker, f"Ongkos kirim {rupiah.show(shipping)}.")
        _moving.tell(part, part.state, said, now=now)
        return part

    return committed(work)


def _static_code(part: Part) -> str:
    """Return the maker's present static code.

    Raises:
        Refusal: `qris_rusak`.
    """
    code = Part.objects.values_list("maker__qris", flat=True).get(pk=part.pk)
    if not code:
        raise Refusal("qris_rusak", "Pasang dulu QRIS lapak, baru pembeli bisa membayar.")
    return str(code)
