"""What the benefits are computed from: ledger, shops, survey, register; plain values, no names."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db.models import F, Min
from django.utils import timezone

from lampit.measure.queries import latest_round, published_sample
from lampit.measure.rules.estimating import Sample
from lampit.orders.models import Sale
from lampit.orders.queries import sales_of
from lampit.orders.queries.sales import in_region
from lampit.orders.rules.channels import ONLINE
from lampit.places.rules import covers
from lampit.proof.rules.channels import ShownMonth, Tally
from lampit.proof.rules.jobs import Panel
from lampit.proof.rules.panel import History, Windows, month_number
from lampit.proof.rules.saving import Sold
from lampit.registry.models import Business
from lampit.registry.queries import golden_id
from lampit.shops.models import Product

DAY = timedelta(days=1)
SAVING_DAYS = 180  # a price proof holds so long (commerce notes 8.3)
MOST_LINES = 50_000
ASKED_AT_ONCE = 5_000
SHOP = "LAPAK"  # a chat that was there before is no joining


def onboarded(region: str) -> dict[int, date]:
    """Return the day each business joined the market: first good or shop order; two queries."""
    sales = Sale.objects.filter(in_region("business__region", region), channel=SHOP)
    by_seller = sales.order_by().annotate(seller=golden_id())
    first_sales = by_seller.values_list("seller").annotate(Min("occurred_on"))
    found = dict(first_sales.iterator(chunk_size=5000))
    goods = Product.objects.filter(in_region("maker__region", region), published_at__isnull=False)
    by_maker = goods.order_by().annotate(seller=golden_id("maker__business"))
    first_goods = by_maker.values_list("seller").annotate(Min("published_at"))
    for business, at in first_goods.iterator(chunk_size=5000):
        day = timezone.localdate(at)
        found[business] = min(day, found.get(business, day))
    return found


@dataclass(frozen=True)
class Ledger:
    """What the ledger of a region says: its months as they may be told, and each business."""

    months: list[ShownMonth]
    histories: list[History]


def read_ledger(region: str, spans: Windows, first: date) -> Ledger:
    """Return the whole months from `first` on, and the businesses of the windows; four queries.

    `first` lies before the windows; the rows of single businesses are streamed.
    """
    came = onboarded(region)
    homes = _homes(region)
    tally = Tally()
    sold: dict[int, dict[int, int]] = defaultdict(dict)
    for row in sales_of(region, first, spans.until_on - DAY):
        # A first sale may come in between the two queries.
        board, _ = homes.setdefault(row.business, (region, f"usaha {row.business}"))
        tally.add(row.month, board, row.direct, row.online)
        if row.month >= spans.first_on:
            sold[row.business][month_number(row.month)] = row.goods
    histories = [
        History(business, homes[business][1], came.get(business), sales, homes[business][0])
        for business, sales in sold.items()
    ]
    return Ledger(tally.months(region), histories)


def _homes(region: str) -> dict[int, tuple[str, str]]:
    """Return board and village of each business with sales; two queries per 5,000 sellers.

    A business without a known village is a cluster of its own, not one of a nameless village.
    Sellers are read first: joined with the register, SQLite would walk that instead.
    """
    sellers = Sale.objects.order_by("business_id").values_list("business_id", flat=True).distinct()
    records = _places_of(sellers.iterator(ASKED_AT_ONCE))
    tops = {golden for golden, _, _ in records.values() if golden is not None}
    records |= _places_of(iter(sorted(tops - records.keys())))
    return {
        pk: (board, village or f"usaha {pk}")
        for pk, (golden, board, village) in records.items()
        if golden is None and (not region or covers(region, board))
    }


def _places_of(ids: Iterator[int]) -> dict[int, tuple[int | None, str, str | None]]:
    """Return golden record, board and village of businesses; one query per 5,000."""
    found: dict[int, tuple[int | None, str, str | None]] = {}
    while some := list(islice(ids, ASKED_AT_ONCE)):
        rows = Business.objects.filter(pk__in=some).order_by()
        for pk, golden, board, village in rows.values_list(
            "pk", "golden_id", "region_id", "village_id"
        ):
            found[pk] = (golden, board, village)
    return found


def sold_lines(region: str, on: date) -> list[Sold]:
    """Return the lines sold in the last 180 days with the reference price of their day; one query.

    Only the entry that stands of each sale is read, as it was really paid. A variant with a price
    of its own is another good: its lines have no reference. The newest 50,000 lines are read.
    """
    rows = (
        Sale.objects.filter(
            in_region("business__region", region),
            occurred_on__gt=on - timedelta(days=SAVING_DAYS),
            occurred_on__lte=on,
            quantity__gt=0,
            reversed_by__isnull=True,
            product__isnull=False,
        )
        .order_by("-occurred_on", "-id")
        .annotate(seller=golden_id())
        .values_list(
            "seller",
            "quantity",
            F("goods") - F("discount"),
            "occurred_on",
            "product__reference_price",
            "product__reference_until",
            "order_line__variant__own_price",
            "order_line__part__shipping",
            "order_line__part__goods",
            "goods",
        )[:MOST_LINES]
    )
    return [_sold(*row) for row in rows]


def _sold(
    seller: int,
    units: int,
    paid: int,
    day: date,
    reference: int | None,
    until: date | None,
    own_price: int | None,
    shipping: int | None,
    part_goods: int | None,
    goods: int,
) -> Sold:
    """Return a line with the reference valid on its day and its part of the shipping."""
    valid = reference is not None and until is not None and until >= day and own_price is None
    share = None
    if shipping is not None and part_goods:
        share = round(shipping * goods / part_goods)
    return Sold(seller, units, paid, reference if valid else None, share)


def survey_sample(region: str, on: date) -> Sample | None:
    """Return the newest published round of a region with the weights of its figures; 3 queries.

    Rounds that are not published yet may still change, and province and nation read this too.
    One with too few answers is read as well: each figure made of it is judged by itself.
    """
    found = latest_round(region, on, published=True)
    return None if found is None else published_sample(found)


def workers(sample: Sample | None) -> Panel | None:
    """Return the workers told in a sample, in the design of its round; NaN where not told."""
    if sample is None:
        return None
    return Panel(sample.design, sample.values("pekerja_kini"), sample.values("pekerja_lalu"))


def online_entries(region: str, first: date, last: date) -> int:
    """Return how many sales over the internet were noted between two days; one query."""
    sales = Sale.objects.filter(
        in_region("business__region", region), contact=ONLINE, occurred_on__range=(first, last)
    )
    return sales.filter(quantity__gt=0, reversed_by__isnull=True).count()
