"""Reads of the sales ledger: lists of one shop, sums of a region. All sums net of reversals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth

from lampit.orders.models import Sale
from lampit.orders.rules import channels
from lampit.registry.queries import golden_id
from lampit.shops.models import Maker, Product
from lampit.shops.models.goods import ProductState

KABUPATEN_LENGTH = 5
SUMS: dict[str, Sum] = {
    "goods_sum": Sum("goods"),
    "net_sum": Sum("net"),
    "direct": Sum("goods", filter=Q(contact=channels.DIRECT), default=0),
    "online": Sum("goods", filter=Q(contact=channels.ONLINE), default=0),
    # An entry counts one, its reversal takes it back: corrections do not make sales.
    "sale_count": Sum(
        Case(When(quantity__gt=0, then=Value(1)), default=Value(-1), output_field=IntegerField())
    ),
}


def month_start(day: date, *, back: int = 0) -> date:
    """Return the first day of the month, `back` months earlier."""
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def in_region(field: str, region: str) -> Q:
    """Return "`field` (a region) is `region` or lies in it"; empty code: everywhere."""
    if not region:
        return Q()
    if len(region) == KABUPATEN_LENGTH:
        # Businesses are owned by a kabupaten: equality keeps the index, startswith would not.
        return Q(**{f"{field}_id": region})
    return Q(**{f"{field}_id": region}) | Q(**{f"{field}__code__startswith": f"{region}."})


@dataclass(frozen=True, slots=True)
class BusinessMonth:
    """What one business sold in one month."""

    business: int
    month: date
    goods: int
    net: int
    direct: int
    online: int
    sale_count: int


def sales_of(region: str, first: date, last: date) -> Iterator[BusinessMonth]:
    """Yield the months of each business in a region from `first` to `last`, streamed; one query.

    A business without entries in a month has no row: unknown, not zero.
    """
    rows = (
        Sale.objects.filter(in_region("business__region", region), occurred_on__range=(first, last))
        .order_by()
        .annotate(month=TruncMonth("occurred_on"), seller=golden_id())
        .values("seller", "month")
        .annotate(**SUMS)
        .order_by("seller", "month")
        .values_list("seller", "month", *SUMS)
    )
    return (BusinessMonth(*row) for row in rows.iterator(chunk_size=5000))


@dataclass(frozen=True, slots=True)
class ChannelMonth:
    """What a region sold in a month, by the way buyer and seller met."""

    month: date
    direct: int
    online: int
    sale_count: int
    business_count: int

    @property
    def direct_share(self) -> float | None:
        """Return the share sold face to face, None when nothing was sold."""
        return channels.direct_share(self.direct, self.online)


def channel_months(region: str, first: date, last: date) -> list[ChannelMonth]:
    """Return the months of a region in which anything was noted, oldest first; one query."""
    rows = (
        Sale.objects.filter(in_region("business__region", region), occurred_on__range=(first, last))
        .order_by()
        .annotate(month=TruncMonth("occurred_on"))
        .values("month")
        .annotate(**SUMS, business_count=Count(golden_id(), distinct=True))
        .order_by("month")
        .values_list("month", "direct", "online", "sale_count", "business_count")
    )
    return [ChannelMonth(*row) for row in rows[:240]]


@dataclass(frozen=True, slots=True)
class ShopMonth:
    """A shop's month: money of goods, what stays with the maker, by way of meeting."""

    month: date
    goods: int
    net: int
    direct: int
    online: int
    sale_count: int


def shop_months(sales: QuerySet[Sale], *, today: date, months: int = 6) -> list[ShopMonth]:
    """Return the last months of a shop in which anything was noted, newest first; one query."""
    rows = (
        sales.filter(occurred_on__gte=month_start(today, back=months - 1))
        .order_by()
        .annotate(month=TruncMonth("occurred_on"))
        .values("month")
        .annotate(**SUMS)
        .order_by("-month")
        .values_list("month", *SUMS)
    )
    return [ShopMonth(*row) for row in rows]


def ledger(sales: QuerySet[Sale]) -> QuerySet[Sale]:
    """Return entries for a list, newest first, with good, order and reversal; 1 query per page."""
    return sales.select_related(
        "product", "order_line__part__order", "reverses", "reversed_by"
    ).order_by("-occurred_on", "-id")


def sum_between(sales: QuerySet[Sale], first: date, last: date) -> int:
    """Return the money of goods noted between two days; one query."""
    found = sales.filter(occurred_on__range=(first, last)).aggregate(goods=Sum("goods", default=0))
    return int(found["goods"])


def wrong_reversals() -> int:
    """Return how many reversals do not exactly undo their entry; one query.

    A sale that follows a reversal may tell another sum, but of the same goods and business.
    """
    follows = Q(quantity__gt=0, quantity=-F("reverses__quantity"), business=F("reverses__business"))
    same = Q(
        goods=-F("reverses__goods"),
        net=-F("reverses__net"),
        quantity=-F("reverses__quantity"),
        business=F("reverses__business"),
    )
    return Sale.objects.filter(reverses__isnull=False).exclude(same | follows).count()


def sellable(maker: Maker, *, limit: int = 30) -> list[Product]:
    """Return the goods a maker may note a sale of, those sold last first; one query."""
    goods = Product.objects.filter(maker=maker, state=ProductState.LIVE)
    last = goods.annotate(last=Max("sales__entered_at"))
    return list(last.order_by(F("last").desc(nulls_last=True), "name", "id")[:limit])
