"""Asks `shops` to hold, sell, release and put back the stock of a part, under the part's hold."""

from datetime import datetime

from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.orders.models import Line, Part, Sale
from lampit.orders.rules import states
from lampit.people.models import User
from lampit.shops import actions as shops
from lampit.shops.actions.capacity import give_back_capacity, take_capacity
from lampit.shops.models import StockMove, Variant
from lampit.shops.queries import stock_of
from lampit.shops.rules.stock import READY_TO_SHIP, StockShort

REF, COUNTER_REF = "pesanan", "jualan"


def lines_of(part: Part) -> list[tuple[int, int]]:
    """Return (variant, quantity) of the lines still in the sale that were promised from stock."""
    lines = Line.objects.filter(part=part, state=Line.State.AKTIF, kind=READY_TO_SHIP)
    return list(lines.order_by("variant_id").values_list("variant_id", "quantity"))


def take(part: Part, *, now: datetime, by: User | None) -> bool:
    """Sell the stock of a part, held or still free; False when a line is gone (nothing sold)."""
    try:
        shops.take_reserved(lines_of(part), REF, part.hold, now, by, promised=True)
    except StockShort:
        return False
    return True


def release(part: Part, *, now: datetime, by: User | None) -> None:
    """Give back what is held for a part; what was sold or released meanwhile stays so."""
    shops.release_stock(lines_of(part), REF, part.hold, now, by, promised=True)


def put_back(part: Part, *, now: datetime, by: User | None) -> None:
    """Put the goods that were sold for a part back on the shelf; a backorder never left it."""
    sold = set(
        StockMove.objects.filter(
            reason=StockMove.Reason.SOLD, ref_kind=REF, ref_id=part.hold
        ).values_list("variant_id", flat=True)
    )
    lines = [line for line in lines_of(part) if line[0] in sold]
    shops.return_stock(lines, REF, part.hold, now, by, promised=True)


def hold_again(part: Part, *, now: datetime, by: User | None) -> None:
    """Put sold goods back and hold them anew, under a new name (a taken-back payment)."""
    put_back(part, now=now, by=by)
    part.holds += 1
    shops.reserve_stock(lines_of(part), REF, part.hold, now, by, promised=True)


def take_weeks(part: Part, made: list[tuple[int, int]], *, now: datetime) -> None:
    """Take weeks of the maker for lines made to order, and note when each is ready.

    Raises:
        Refusal: `jadwal_penuh`.
    """
    ready = take_capacity(made, REF, str(part.pk), timezone.localdate(now), now)
    for variant_id, day in ready.items():
        Line.objects.filter(part=part, variant_id=variant_id).update(promised_on=day)


def keep_weeks(part: Part, came_from: str, *, now: datetime) -> None:
    """Give weeks back when a part ends unmade, and take them anew when its money comes late.

    Late money finds a full year: the day promised before stays, and maker and buyer talk.
    """
    if part.state in (states.KEDALUWARSA, states.DIBATALKAN):
        give_back_capacity(REF, str(part.pk))
    elif came_from == states.KEDALUWARSA:
        rows = Line.objects.filter(part=part, state=Line.State.AKTIF).exclude(kind=READY_TO_SHIP)
        made = list(rows.order_by("variant_id").values_list("variant_id", "quantity"))
        try:
            take_weeks(part, made, now=now)
        except Refusal:
            return


def take_counter(sale: Sale, *, now: datetime, by: User | None) -> None:
    """Take what was sold over the counter from the shelf, so that nobody orders it online.

    Only where it is clear which pieces: goods with one counted variant. A sale is true whatever
    was counted, so a shelf with fewer free pieces than sold gives what it has.
    """
    variants = Variant.objects.filter(product=sale.product_id, kind="SIAP").values_list(
        "pk", flat=True
    )
    found = list(variants[:2]) if sale.product_id else []
    if len(found) != 1:
        return
    pieces = min(sale.quantity, max(stock_of(found).get(found[0], 0), 0))
    if pieces:
        try:
            shops.take_stock([(found[0], pieces)], COUNTER_REF, str(sale.pk), now, by)
        except StockShort:  # an order came between reading and taking: the next count tells
            return


def put_counter_back(sale: Sale, *, now: datetime, by: User | None) -> None:
    """Put back what `take_counter` took for a sale that was taken back."""
    taken = StockMove.objects.filter(
        reason=StockMove.Reason.SOLD, ref_kind=COUNTER_REF, ref_id=str(sale.pk)
    )
    lines = [(move.variant_id, -move.d_on_hand) for move in taken]
    if lines:
        shops.return_stock(lines, COUNTER_REF, str(sale.pk), now, by, promised=True)
