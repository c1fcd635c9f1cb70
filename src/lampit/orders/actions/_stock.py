"""Asks `shops` to hold, sell, release and put back the stock of a part, under the part's hold."""

from datetime import datetime

from lampit.orders.models import Line, Part
from lampit.people.models import User
from lampit.shops import actions as shops
from lampit.shops.models import StockMove
from lampit.shops.rules.stock import StockShort

REF = "pesanan"


def lines_of(part: Part) -> list[tuple[int, int]]:
    """Return (variant, quantity) of the lines still in the sale."""
    lines = Line.objects.filter(part=part, state=Line.State.AKTIF).order_by("variant_id")
    return list(lines.values_list("variant_id", "quantity"))


def take(part: Part, *, now: datetime, by: User | None) -> bool:
    """Sell the stock of a part, held or still free; False when a line is gone (nothing sold)."""
    try:
        shops.take_reserved(lines_of(part), REF, part.hold, now, by)
    except StockShort:
        return False
    return True


def release(part: Part, *, now: datetime, by: User | None) -> None:
    """Give back what is held for a part; what was sold or released meanwhile stays so."""
    shops.release_stock(lines_of(part), REF, part.hold, now, by)


def put_back(part: Part, *, now: datetime, by: User | None) -> None:
    """Put the goods that were sold for a part back on the shelf; a backorder never left it."""
    sold = set(
        StockMove.objects.filter(
            reason=StockMove.Reason.SOLD, ref_kind=REF, ref_id=part.hold
        ).values_list("variant_id", flat=True)
    )
    lines = [line for line in lines_of(part) if line[0] in sold]
    shops.return_stock(lines, REF, part.hold, now, by)


def hold_again(part: Part, *, now: datetime, by: User | None) -> None:
    """Put sold goods back and hold them anew, under a new name (a taken-back payment)."""
    put_back(part, now=now, by=by)
    part.holds += 1
    shops.reserve_stock(lines_of(part), REF, part.hold, now, by)
