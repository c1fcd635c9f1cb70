"""Money of direct payments: the buyer says so, the maker confirms, and may take it back."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from lampit.basics.refusal import Refusal
from lampit.orders.actions import _ledger, _moving, _stock
from lampit.orders.actions._committing import committed
from lampit.orders.actions._moving import Mover
from lampit.orders.models import Move, Part, Payment, PaymentFact, Proof
from lampit.orders.rules import clocks, payments, states
from lampit.outside import pictures
from lampit.people.models import User

MOST_PROOFS = 5  # as many as the maker is shown


def say_paid(part_id: int, *, now: datetime, photo: bytes | None = None) -> Part:
    """Note that the buyer says she paid; the maker has to look. Twice changes nothing.

    The picture proves nothing by itself; it is kept without its metadata, for the maker alone.

    Raises:
        Refusal: `ilegal`, `ongkir_menyusul`, `foto_banyak`, and those of
            `outside.pictures.read`.
    """
    # Asked before a file is written, so that a paid or lapsed part takes no more pictures.
    _check_payable(Part.objects.get(pk=part_id), has_photo=bool(photo))
    picture = pictures.single(photo) if photo else None
    if picture is not None:
        pictures.keep(picture, proof_folder())

    def work() -> Part:
        part = _moving.locked(part_id)
        _check_payable(part, has_photo=bool(photo))
        _moving.move(part, states.MENUNGGU_KONFIRMASI, Mover(Move.Actor.BUYER), now=now)
        if picture is not None:
            name = next(iter(picture.files))
            Proof.objects.create(part=part, name=name, digest=picture.digest, sent_at=now)
        return part

    part = committed(work)
    if picture is not None:
        # The clock may have deleted an old proof of the same picture before it saw this one.
        pictures.keep(picture, proof_folder())
    return part


def _check_payable(part: Part, *, has_photo: bool) -> None:
    """Refuse a buyer's word about a part that waits for no money, or too many pictures of it."""
    if not part.shipping_settled:
        raise Refusal("ongkir_menyusul", "Tunggu ongkos kirim dari perajin, baru bayar.")
    states.changes(part.state, states.MENUNGGU_KONFIRMASI, is_cod=part.is_cod)
    if has_photo and Proof.objects.filter(part=part).count() >= MOST_PROOFS:
        raise Refusal("foto_banyak", "Foto buktinya sudah cukup. Tunggu jawaban perajin.")


def proof_folder() -> Path:
    """Return where proofs lie: outside everything that is served."""
    return Path(settings.LAMPIT_HOME) / "bukti"


def confirm_payment(
    maker: User | None,
    part_id: int,
    amount: int,
    *,
    now: datetime,
    accept_difference: bool = False,
) -> Part:
    """Note that `amount` reached the maker: the part is paid, its stock sold, its sale written.

    Twice is once. Late money finds its goods or makes the part `DIBAYAR_STOK_HABIS`.

    Raises:
        Refusal: `jumlah_beda`, `tidak_valid`, `ilegal`.
    """

    def work() -> Part:
        part = _moving.locked(part_id)
        if part.state == states.DIBAYAR:
            return part
        if not part.shipping_settled:
            raise Refusal("ongkir_menyusul", "Tulis dulu ongkos kirimnya; 0 kalau gratis.")
        payments.check_received(amount, part.total, accept_difference=accept_difference)
        add_fact(part, payments.SUCCESS, amount, _attempt(part), now=now, by=maker)
        _moving.move(part, states.DIBAYAR, Mover(Move.Actor.MAKER, maker), now=now)
        return part

    return committed(work)


def deny_payment(maker: User, part_id: int, *, now: datetime) -> Part:
    """Note that the maker looked and no money was there; the buyer reads it.

    Raises:
        Refusal: `ilegal`, when nobody said that it was paid.
    """

    def work() -> Part:
        part = _moving.locked(part_id)
        if part.state != states.MENUNGGU_KONFIRMASI:
            raise Refusal("ilegal", "Pesanan ini tidak sedang menunggu konfirmasi pembayaran.")
        mover = Mover(Move.Actor.MAKER, maker, "Uang belum masuk. Periksa lagi pembayarannya.")
        last = Move.objects.filter(part=part).order_by("-id").first()
        if last is not None and last.reason == mover.reason:  # a second tap says nothing new
            return part
        _moving.tell(part, part.state, mover, now=now)
        return part

    return committed(work)


def undo_confirmation(maker: User, part_id: int, *, now: datetime) -> Part:
    """Take a confirmed payment back within ten minutes: stock is held again, the sale reversed.

    Raises:
        Refusal: `undo_too_late`.
    """

    def work() -> Part:
        part = _moving.locked(part_id)
        clocks.check_undo(part.state, part.state_at, now)
        before = Move.objects.filter(part=part, to_state=states.DIBAYAR).order_by("-id").first()
        if before is None or before.from_state not in states.RESERVED:
            clocks.check_undo("", part.state_at, now)
            return part
        add_fact(part, payments.VOID, 0, _attempt(part), now=now, by=maker)
        _stock.hold_again(part, now=now, by=maker)
        part.state, part.state_at = before.from_state, now
        part.reserved_until = clocks.waits_until(part.state, now, is_cod=part.is_cod)
        part.save(update_fields=["state", "state_at", "reserved_until", "holds"])
        mover = Mover(Move.Actor.MAKER, maker, "Konfirmasi uang masuk diurungkan.")
        _moving.tell(part, states.DIBAYAR, mover, now=now)
        _ledger.settle(part, now=now, by=maker)
        return part

    return committed(work)


def add_fact(
    part: Part, kind: str, amount: int, reference: str, *, now: datetime, by: User | None
) -> None:
    """Add a fact to the payment of a part and let the facts say where it stands."""
    payment = Payment.objects.select_for_update().filter(part=part).first()
    if payment is None:  # nothing was to be paid
        return
    PaymentFact.objects.get_or_create(
        payment=payment,
        kind=kind,
        provider_ref=reference,
        defaults={"amount": amount, "at": now, "entered_by": by},
    )
    rows = PaymentFact.objects.filter(payment=payment)
    facts = [
        payments.Fact(*row)
        for row in rows.values_list("kind", "amount", "provider_ref", "currency")
    ]
    found = payments.standing([payments.Fact(payments.CREATED), *facts], part.total)
    payment.state, payment.paid, payment.refunded = found.state, found.paid, found.refunded
    payment.amount = part.total
    payment.save(update_fields=["state", "paid", "refunded", "amount"])


def _attempt(part: Part) -> str:
    """Return the reference of the maker's present confirmation; a taken-back one counts up."""
    return f"perajin-{part.holds}"
