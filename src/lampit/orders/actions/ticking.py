"""What time does to orders: unpaid ones lapse, sent ones finish, buyers are forgotten."""

from collections.abc import Callable
from datetime import datetime

from lampit.orders import queries
from lampit.orders.actions import _moving
from lampit.orders.actions._committing import committed
from lampit.orders.actions.paying import proof_folder
from lampit.orders.models import Basket, IdempotencyKey, Order, Part, Proof
from lampit.orders.rules import clocks, states


def expire_due(now: datetime) -> int:
    """Close the unpaid parts whose time is over and free their stock; return how many.

    Each part is its own short transaction, so a payment racing the clock is decided by the row.
    """
    return sum(_moving.expire(part_id, now=now) for part_id in queries.due_parts(now))


def finish_due(now: datetime) -> int:
    """Finish the parts sent long enough ago; return how many."""

    def finish(part_id: int) -> bool:
        part = _moving.locked(part_id)
        is_sent = part.state == states.DIKIRIM and not part.is_cod
        return is_sent and _moving.move(part, states.SELESAI, _moving.SYSTEM, now=now)

    return sum(
        committed(lambda part_id=part_id: finish(part_id))  # type: ignore[misc]
        for part_id in queries.finished_parts(now)
    )


def delete_proofs(now: datetime) -> int:
    """Delete the pictures of payments whose part ended long ago; return how many rows say so.

    A file that a proof of a later order shows as well stays. Files go before their rows say so:
    a killed run is taken up again.
    """
    old = Proof.objects.filter(
        deleted_at=None,
        part__state__in=states.CLOSED,
        part__state_at__lte=now - clocks.BUYER_KEPT,
    )
    names = dict(old.order_by("pk").values_list("pk", "name")[:500])
    kept = Proof.objects.filter(deleted_at=None).exclude(pk__in=names)
    for name in set(names.values()):
        _delete_unless(lambda name=name: kept.filter(name=name).exists(), name)  # type: ignore[misc]
    return Proof.objects.filter(pk__in=names).update(deleted_at=now)


def _delete_unless(is_needed: Callable[[], bool], name: str) -> None:
    """Delete a file of the proofs unless a row needs it; looked at again once it is out of sight.

    A buyer who sends the same picture at this moment either is seen by the second look or finds
    the file gone and writes it anew (`say_paid`).
    """
    path = proof_folder() / name
    if is_needed():
        return
    aside = path.with_suffix(".hapus")
    try:
        path.replace(aside)
    except FileNotFoundError:
        aside.unlink(missing_ok=True)
        return
    if is_needed() and not path.exists():
        aside.replace(path)
    aside.unlink(missing_ok=True)


def forget_due(now: datetime) -> int:
    """Blank phone and address of buyers whose orders ended long ago; return how many orders.

    The money rows stay, and so does the region (commerce 3.7). Pictures of payments go too.
    """
    delete_proofs(now)
    ended = now - clocks.BUYER_KEPT
    open_parts = Part.objects.exclude(state__in=states.CLOSED, state_at__lte=ended)
    old = Order.objects.filter(placed_at__lte=ended).exclude(buyer_phone="")
    found = list(old.exclude(parts__in=open_parts).values_list("pk", flat=True)[:500])
    Part.objects.filter(order__in=found).update(address="")
    Order.objects.filter(pk__in=found).update(buyer_phone="", note="")
    Basket.objects.filter(updated_at__lte=now - clocks.BASKET_KEPT).delete()
    IdempotencyKey.objects.filter(created_at__lte=now - clocks.KEY_KEPT).delete()
    return len(found)
