"""Money that must go back: it came after the order was cancelled, or was more than asked."""

from datetime import datetime

from lampit.basics.refusal import Refusal
from lampit.national import rupiah
from lampit.orders.actions import _ledger, _moving
from lampit.orders.actions._committing import committed
from lampit.orders.actions._moving import Mover
from lampit.orders.actions.paying import add_fact
from lampit.orders.models import Move, Part, Payment, PaymentFact
from lampit.orders.rules import payments, states
from lampit.people.actions import audit
from lampit.people.models import User


def note_late_money(
    person: User, part_id: int, amount: int, *, now: datetime, key: str = ""
) -> Part:
    """Note that money came for a cancelled part: it stays cancelled, the money must go back.

    `key` names the attempt: the same form sent twice is one payment.

    Raises:
        Refusal: `ilegal`, `tidak_valid`.
    """

    def work() -> Part:
        part = _moving.locked(part_id)
        if part.state != states.DIBATALKAN:
            raise Refusal("ilegal", "Pesanan ini tidak batal. Catat uangnya di halaman pesanan.")
        payments.check_received(amount, part.total, accept_difference=True)
        said = f"{_side(person, part)} mencatat {rupiah.show(amount)} masuk sesudah batal."
        _note(person, part, payments.SUCCESS, amount, f"terlambat-{key}", said=said, now=now)
        return part

    return committed(work)


def pay_back(person: User, part_id: int, amount: int, *, now: datetime, key: str = "") -> Part:
    """Note that money went back to the buyer, never more than came in; the ledger follows.

    `key` names the attempt: the same form sent twice is one refund.

    Raises:
        Refusal: `tidak_valid`.
    """

    def work() -> Part:
        part = _moving.locked(part_id)
        payment = Payment.objects.select_for_update().filter(part=part).first()
        facts = PaymentFact.objects.filter(payment=payment, kind=payments.REFUND)
        if key and facts.filter(provider_ref=f"kembali-{key}").exists():
            return part
        open_sum = payment.paid - payment.refunded if payment else 0
        if not 1 <= amount <= open_sum:
            raise Refusal("tidak_valid", "Jumlah yang dikembalikan melebihi uang yang masuk.")
        said = f"{_side(person, part)} mencatat {rupiah.show(amount)} sudah dikembalikan."
        _note(person, part, payments.REFUND, amount, f"kembali-{key}", said=said, now=now)
        _ledger.settle(part, now=now, by=person)
        return part

    return committed(work)


def _note(
    person: User, part: Part, kind: str, amount: int, reference: str, *, said: str, now: datetime
) -> None:
    """Add the fact once, with a sentence both sides read; help of the office is audited."""
    facts = PaymentFact.objects.filter(payment__part=part, kind=kind)
    if reference.endswith("-"):
        reference += str(facts.count() + 1)
    if facts.filter(provider_ref=reference).exists():
        return
    if not Payment.objects.filter(part=part).exists():
        raise Refusal("tidak_valid", "Pesanan ini gratis: tidak ada uang yang dicatat.")
    add_fact(part, kind, amount, reference, now=now, by=person)
    is_maker = part.maker.account_id == person.pk
    mover = Mover(Move.Actor.MAKER if is_maker else Move.Actor.STAFF, person, said)
    _moving.tell(part, part.state, mover, now=now)
    if not is_maker:
        audit(
            person,
            "pesanan.uang_kembali" if kind == payments.REFUND else "pesanan.uang_masuk",
            subject_kind="part",
            subject_id=part.pk,
            reason=f"membantu lapak {part.maker.slug}",
            region=part.maker.region_id,
            at=now,
        )


def _side(person: User, part: Part) -> str:
    """Return the word for who writes, as the buyer reads it."""
    is_maker = part.maker.account_id == person.pk
    return "Perajin" if is_maker else "Petugas"
