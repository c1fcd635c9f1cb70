"""How long an order may wait, and what may still be undone (commerce 3.3, 2.4)."""

from datetime import datetime, timedelta

from lampit.basics.refusal import Refusal
from lampit.orders.rules.states import DIBAYAR, MENUNGGU_KONFIRMASI

DIRECT_PAYMENT = timedelta(hours=24)
AFTER_PROOF = timedelta(hours=72)
COD_ANSWER = timedelta(hours=24)
UNDO = timedelta(minutes=10)
FINISHED_AFTER = timedelta(days=7)
FINISHED_AFTER_BOAT = timedelta(days=14)
KEY_KEPT = timedelta(days=7)
BASKET_KEPT = timedelta(days=60)
BUYER_KEPT = timedelta(days=90)  # so long after the end: phone, address, proofs of payment


def waits_until(state: str, now: datetime, *, is_cod: bool) -> datetime:
    """Return until when stock stays reserved for a part that is `state` since `now`."""
    if state == MENUNGGU_KONFIRMASI:
        return now + (COD_ANSWER if is_cod else AFTER_PROOF)
    return now + DIRECT_PAYMENT


def check_undo(state: str, since: datetime, now: datetime) -> None:
    """Refuse to take back a confirmed payment that is too old or already acted upon.

    Raises:
        Refusal: `undo_too_late`.
    """
    if state != DIBAYAR or now - since > UNDO:
        raise Refusal(
            "undo_too_late",
            "Urungkan hanya bisa 10 menit sesudah uang dicatat masuk dan sebelum barang diurus.",
        )


def may_undo(state: str, since: datetime, now: datetime) -> bool:
    """Say whether `check_undo` would let it pass."""
    return state == DIBAYAR and now - since <= UNDO
