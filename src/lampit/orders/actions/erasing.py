"""Takes a person out of orders: money and goods stay as tax law demands, without the person."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from lampit.basics.refusal import Refusal
from lampit.orders.actions.paying import proof_folder
from lampit.orders.models import Basket, Move, Order, Part, Proof
from lampit.orders.rules import states
from lampit.people.models import User

RUNNING = Refusal(
    "orders_open", "Masih ada pesanan yang berjalan. Hapus sesudah pesanan itu selesai."
)


def erase_maker(business_ids: Sequence[int]) -> Counter[str]:
    """Take QRIS and bank account off the orders of a maker; sums and ledger stay.

    Raises:
        Refusal: `orders_open`.
    """
    parts = Part.objects.filter(maker__business__in=business_ids)
    if parts.exclude(state__in=states.CLOSED).exists():
        raise RUNNING
    _drop_reasons(parts)
    return Counter(parts=parts.update(qris="", account=""))


def erase_buyer(orders: QuerySet[Order], account: User | None, *, now: datetime) -> Counter[str]:
    """Take name, telephone and addresses off the orders of a buyer, and the proofs' pictures.

    The caller keeps, sealed, what PP 80/2019 obliges to keep of a customer.

    Raises:
        Refusal: `orders_open`.
    """
    ids = list(orders.values_list("pk", flat=True))
    parts = Part.objects.filter(order__in=ids)
    if parts.exclude(state__in=states.CLOSED).exists():
        raise RUNNING
    with transaction.atomic():
        proofs = Proof.objects.filter(part__in=parts, deleted_at=None)
        names = set(proofs.values_list("name", flat=True))
        proofs.update(deleted_at=now)
        parts.update(address="", tracking="")
        _drop_reasons(parts)
        if account is not None:
            Basket.objects.filter(user=account).delete()
        gone = Order.objects.filter(pk__in=ids).update(
            buyer_name="", buyer_phone="", buyer_city="", note="", user=None
        )
        still = Proof.objects.filter(name__in=names, deleted_at=None)
        names -= set(still.values_list("name", flat=True))
        transaction.on_commit(lambda: _delete_files(names))
    return Counter(orders=gone, proofs=len(names))


def _drop_reasons(parts: QuerySet[Part]) -> None:
    """Empty what people typed on the way of an order; the states and their times stay."""
    Move.objects.filter(part__in=parts.order_by().values("pk")).exclude(reason="").update(reason="")


def _delete_files(names: set[str]) -> None:
    for name in names:
        (proof_folder() / name).unlink(missing_ok=True)
