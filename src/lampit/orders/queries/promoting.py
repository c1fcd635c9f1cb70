"""What brought the buyers of a shop or a region: the link of an order, or what they answered."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Min, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from lampit.orders.models import Channel, Part, Sale
from lampit.orders.rules.promoting import Ordered
from lampit.orders.rules.states import SALES
from lampit.shops.models import Maker, TrackedLink

MOST_ORDERS = 20_000


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with the owners and orders behind it."""

    answer: str
    owners: int
    orders: int


def ordered(sales: QuerySet[Sale], first: date, last: date) -> list[Ordered]:
    """Return what was ordered here between two days, with link, answer and day; one query.

    An order of which all went back is none.
    """
    order = "order_line__part__order"
    rows = (
        sales.filter(channel=Channel.LAPAK, occurred_on__range=(first, last))
        .order_by()
        .values_list("promo_code", f"{order}__heard_from", order)
        .annotate(on=Min("occurred_on"), units=Sum("quantity"), rupiah=Sum("goods"))
        .order_by(order)
    )
    return [
        Ordered(code, answer or "", on, int(units > 0), rupiah)
        for code, answer, _order, on, units, rupiah in rows[:MOST_ORDERS]
    ]


def campaign_orders(makers: QuerySet[Maker], first: date, last: date) -> dict[int, int]:
    """Return by shop how many orders came by links of its own campaigns; one query.

    An order of which all went back is none; a shop without orders is not in it.
    """
    part = "order_line__part"
    own = TrackedLink.objects.filter(
        code=OuterRef("promo_code"), maker=OuterRef(f"{part}__maker"), campaign__isnull=False
    )
    rows = (
        Sale.objects.filter(
            Exists(own),
            channel=Channel.LAPAK,
            occurred_on__range=(first, last),
            order_line__part__maker__in=makers.order_by().values("pk"),
        )
        .order_by()
        .values_list(f"{part}__maker", part)
        .annotate(units=Sum("quantity"))
        .filter(units__gt=0)
    )
    return dict(Counter(maker for maker, _part, _units in rows[:MOST_ORDERS]))


def answers_in(makers: QuerySet[Maker], first: datetime, last: datetime) -> list[Answered]:
    """Return how many owners and orders stand behind each answer, "" for none; one query.

    Counted are parts of orders that are sales, of scoped shops, placed between two instants. The
    shops of one person are one owner; a shop without a known owner is counted with its orders.
    """
    owner = "maker__business__owner"
    rows = (
        Part.objects.filter(
            maker__in=makers.order_by().values("pk"),
            state__in=SALES,
            order__placed_at__gte=first,
            order__placed_at__lt=last,
        )
        .order_by()
        .values_list("order__heard_from")
        .annotate(
            owners=Count(Coalesce(f"{owner}__person", owner), distinct=True), orders=Count("pk")
        )
    )
    return [Answered(answer, owners, orders) for answer, owners, orders in rows]
