"""Reads of stock: what is left, and whether ledger, stock and reservations agree."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from lampit.shops.models import Reservation, Stock, StockMove, Variant
from lampit.shops.rules.stock import READY_TO_SHIP, ShortLine


def counted_variants(variant_ids: Sequence[int]) -> set[int]:
    """Return those of the variants that are counted on a shelf; one query."""
    rows = Variant.objects.filter(pk__in=variant_ids, kind=READY_TO_SHIP)
    return set(rows.values_list("pk", flat=True))


def stock_of(variant_ids: Sequence[int]) -> dict[int, int]:
    """Return how many pieces of each variant can be ordered (no row: none); one query."""
    rows = Stock.objects.filter(pk__in=variant_ids).values_list("pk", "on_hand", "reserved")
    return {pk: on_hand - reserved for pk, on_hand, reserved in rows}


def short_lines(short: Sequence[tuple[int, int]]) -> list[ShortLine]:
    """Return the short lines with name and what is left; one query."""
    wanted = dict(short)
    rows = Variant.objects.filter(pk__in=wanted).values_list(
        "pk", "code", "product__name", "name", "stock__on_hand", "stock__reserved"
    )
    return [
        ShortLine(
            code,
            f"{product} ({name})" if name else product,
            wanted[pk],
            (on_hand or 0) - (reserved or 0),
        )
        for pk, code, product, name, on_hand, reserved in rows
    ]


@dataclass(frozen=True, slots=True)
class StockDifference:
    """A variant whose stock does not equal its ledger or its reservations."""

    code: str
    what: str
    stored: int
    expected: int


def stock_differences(limit: int = 100) -> list[StockDifference]:
    """Return where stock, ledger and reservations disagree, for `lampit verify`; 3 queries."""
    moves = {
        row["variant"]: (row["on_hand"], row["reserved"])
        for row in StockMove.objects.order_by()
        .values("variant")
        .annotate(on_hand=Sum("d_on_hand"), reserved=Sum("d_reserved"))
    }
    active = {
        row["variant"]: row["held"]
        for row in Reservation.objects.filter(state=Reservation.State.ACTIVE)
        .values("variant")
        .annotate(held=Coalesce(Sum("quantity", filter=Q(quantity__gt=0)), 0))
    }
    found: list[StockDifference] = []
    for stock in Stock.objects.select_related("variant").iterator():
        on_hand, reserved = moves.get(stock.pk, (0, 0))
        checks = (
            ("stock-ledger", stock.on_hand, on_hand),
            ("stock-ledger-reserved", stock.reserved, reserved),
            ("reservations", stock.reserved, active.get(stock.pk, 0)),
        )
        found += [
            StockDifference(stock.variant.code, what, stored, expected)
            for what, stored, expected in checks
            if stored != expected
        ]
        if len(found) >= limit:
            break
    return found[:limit]
