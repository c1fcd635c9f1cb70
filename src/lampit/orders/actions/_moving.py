"""Moves a part from state to state with everything that hangs on it: stock, ledger, story."""

from dataclasses import dataclass
from datetime import datetime

from lampit.basics.refusal import Refusal
from lampit.orders.actions import _ledger, _stock
from lampit.orders.actions._committing import committed
from lampit.orders.models import Move, Order, Part
from lampit.orders.rules import clocks, states
from lampit.people.models import User
from lampit.registry.actions import confirm_business


@dataclass(frozen=True, slots=True)
class Mover:
    """Who moves a part, and why."""

    actor: str
    by: User | None = None
    reason: str = ""


SYSTEM = Mover(Move.Actor.SYSTEM)
# In these states the goods have left the shelf; a backorder (DIPROSES) leaves it when it goes.
SOLD = frozenset({states.DIBAYAR, states.DIPROSES, states.SIAP_DIAMBIL, states.DIKIRIM})


def locked(part_id: int) -> Part:
    """Return a part for writing: order first, then part, as everywhere (commerce 4.3)."""
    order_id = Part.objects.values_list("order_id", flat=True).get(pk=part_id)
    order = Order.objects.select_for_update().get(pk=order_id)
    part = Part.objects.select_for_update().get(pk=part_id)
    part.order = order
    return part


def move(part: Part, to: str, mover: Mover, *, now: datetime, tracking: str = "") -> bool:
    """Move a locked part; return False when it was there already.

    Paid late and the goods are gone: the part ends as `DIBAYAR_STOK_HABIS` instead. The money
    that moves it is noted before, since the ledger follows what is known of it.

    Raises:
        Refusal: `ilegal`.
    """
    came_from, came_at = part.state, part.state_at
    if not states.changes(came_from, to, is_cod=part.is_cod):
        return False
    to = _move_stock(part, to, now=now, by=mover.by)
    part.state, part.state_at = to, now
    part.reserved_until = (
        clocks.waits_until(to, now, is_cod=part.is_cod) if to in states.RESERVED else None
    )
    part.tracking = tracking or part.tracking
    part.save(update_fields=["state", "state_at", "reserved_until", "tracking", "holds"])
    _stock.keep_weeks(part, came_from, now=now)
    tell(part, came_from, mover, now=now)
    _ledger.settle(part, now=now, by=mover.by)
    if part.state == states.SELESAI:
        # What the clock finishes tells only that the maker sent it, when she did.
        seen_at = came_at if mover.actor == Move.Actor.SYSTEM else now
        confirm_business(part.maker.business, "order", seen_at, mover.by)
    return True


def tell(part: Part, came_from: str, mover: Mover, *, now: datetime) -> None:
    """Add a sentence to the part's story."""
    Move.objects.create(
        part=part,
        from_state=came_from,
        to_state=part.state,
        actor=mover.actor,
        by=mover.by,
        reason=mover.reason,
        at=now,
    )


def _move_stock(part: Part, to: str, *, now: datetime, by: User | None) -> str:
    """Take, release or put back stock; return the state the part really reaches."""
    came_from = part.state
    if to in SOLD:
        taken = _stock.take(part, now=now, by=by)  # changes nothing when it was sold before
        if taken or (came_from, to) == (states.DIBAYAR_STOK_HABIS, states.DIPROSES):
            return to
        if to != states.DIBAYAR or came_from == states.DIBAYAR_STOK_HABIS:
            raise Refusal("stok_habis", "Stok belum cukup untuk pesanan ini. Tambah stok dulu.")
        return states.DIBAYAR_STOK_HABIS
    if came_from in states.RESERVED and to in states.CLOSED:
        _stock.release(part, now=now, by=by)
    elif to == states.DIBATALKAN:
        _stock.put_back(part, now=now, by=by)
    return to


def expire(part_id: int, *, now: datetime) -> bool:
    """Close an unpaid part whose time is over and free its stock; False when it moved meanwhile."""

    def work() -> bool:
        part = locked(part_id)
        is_due = part.reserved_until is not None and part.reserved_until <= now
        return is_due and part.is_reserved and move(part, states.KEDALUWARSA, SYSTEM, now=now)

    return committed(work)
