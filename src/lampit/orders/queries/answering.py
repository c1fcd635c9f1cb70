"""How long makers let their orders wait, part by part."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q

from lampit.orders.models import Move, Part
from lampit.orders.rules import states

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Step:
    """An order of a shop: seconds until its maker's first step, and whether it was received."""

    maker_id: int
    waited: float | None
    is_received: bool


def first_steps(since: datetime) -> Iterator[Step]:
    """Yield the parts placed since an instant with their maker's first step; one query."""
    rows = (
        Part.objects.filter(order__placed_at__gte=since)
        .annotate(
            begun=Min("moves__at"),
            answered=Min("moves__at", filter=Q(moves__actor=Move.Actor.MAKER)),
        )
        .order_by("pk")
        .values_list("maker_id", "begun", "answered", "state")
    )
    for maker_id, begun, answered, state in rows.iterator(chunk_size=CHUNK):
        waited = (answered - begun).total_seconds() if answered and begun else None
        yield Step(maker_id, waited, state == states.SELESAI)
