"""Sales by the link that brought the buyer, from the ledger of one shop."""

from datetime import date

from django.db.models import QuerySet, Sum

from lampit.orders.models import Channel, Sale

MOST_ORDERS = 20_000


def sales_by_code(sales: QuerySet[Sale], first: date, last: date) -> list[tuple[str, int, int]]:
    """Return (code, orders, rupiah) of what was ordered here, "" where no link is told; one query.

    An order of which all went back is none.
    """
    rows = (
        sales.filter(channel=Channel.LAPAK, occurred_on__range=(first, last))
        .order_by()
        .values_list("promo_code", "order_line__part__order")
        .annotate(units=Sum("quantity"), rupiah=Sum("goods"))
        .order_by("promo_code", "order_line__part__order")
    )
    found: dict[str, list[int]] = {}
    for code, _order, units, rupiah in rows[:MOST_ORDERS]:
        told = found.setdefault(code, [0, 0])
        told[0] += units > 0
        told[1] += rupiah
    return [(code, orders, rupiah) for code, (orders, rupiah) in found.items()]
