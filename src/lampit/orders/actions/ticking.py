"""What time does to orders: unpaid ones lapse, sent ones finish, buyers are forgotten."""

from datetime import datetime

from lampit.orders import queries
from lampit.orders.actions import _moving
from lampit.orders.actions._committing import committed
from lampit.orders.models import Basket, IdempotencyKey, Order, Part
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


def forget_due(now: datetime) -> int:
    """Blank phone and address of buyers whose orders ended long ago; return how many orders.

    The money rows stay, and so does the region (commerce 3.7).
    """
    ended = now - clocks.BUYER_KEPT
    open_parts = Part.objects.exclude(state__in=states.CLOSED, state_at__lte=ended)
    old = Order.objects.filter(placed_at__lte=ended).exclude(buyer_phone="")
    found = list(old.exclude(parts__in=open_parts).values_list("pk", flat=True)[:500])
    Part.objects.filter(order__in=found).update(address="")
    Order.objects.filter(pk__in=found).update(buyer_phone="", note="")
    Basket.objects.filter(updated_at__lte=now - clocks.BASKET_KEPT).delete()
    IdempotencyKey.objects.filter(created_at__lte=now - clocks.KEY_KEPT).delete()
    return len(found)
