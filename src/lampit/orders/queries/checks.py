"""What `lampit verify` asks of orders and stock (commerce 11): does every sum hold?"""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from lampit.orders.models import Line, Order, Part, Payment, Sale
from lampit.orders.queries.sales import wrong_reversals
from lampit.orders.rules import delivery, states
from lampit.shops import queries as shops
from lampit.shops.models import CapacityHold, Reservation
from lampit.shops.queries import capacity


@dataclass(frozen=True, slots=True)
class Check:
    """One statement that was checked."""

    name: str
    ok: bool
    detail: str


def checks() -> list[Check]:
    """Return what was checked and whether it holds; about ten queries over whole tables."""
    return [_stock_ledger(), _reservations(), _weeks(), _order_totals(), _sales_ledger()]


def _stock_ledger() -> Check:
    """Stock on hand and reserved equal the sums of their ledger."""
    wrong = [d for d in shops.stock_differences() if d.what.startswith("stock-ledger")]
    return _told("stock-ledger", [f"{d.code}: {d.stored} ≠ {d.expected}" for d in wrong])


def _reservations() -> Check:
    """Reserved stock equals active reservations, and only unpaid parts hold any."""
    wrong = [d for d in shops.stock_differences() if d.what == "reservations"]
    told = [f"{d.code}: {d.stored} ≠ {d.expected}" for d in wrong]
    held = Reservation.objects.filter(state=Reservation.State.ACTIVE, ref_kind="pesanan")
    names = held.values_list("ref_id", flat=True).distinct()
    by_part = {int(name.partition(".")[0]) for name in names.iterator()}
    unpaid = Part.objects.filter(state__in=states.RESERVED)
    orphans = by_part - set(unpaid.values_list("pk", flat=True).iterator())
    told += [f"pesanan {pk}: stok ditahan tanpa menunggu bayar" for pk in sorted(orphans)]
    return _told("reservations", told)


def _weeks() -> Check:
    """Used weeks of makers equal what is promised of them, and no ended part holds any."""
    told = [
        f"{d.maker} {d.week}: {d.stored} ≠ {d.expected}" for d in capacity.capacity_differences()
    ]
    held = CapacityHold.objects.filter(is_active=True, ref_kind="pesanan")
    by_part = {int(name) for name in held.values_list("ref_id", flat=True).distinct().iterator()}
    ended = Part.objects.filter(pk__in=by_part, state__in=(states.KEDALUWARSA, states.DIBATALKAN))
    told += [f"pesanan {pk}: minggu ditahan" for pk in ended.values_list("pk", flat=True)[:20]]
    return _told("capacity", told)


def _order_totals() -> Check:
    """Orders equal the sums of their parts, parts the sums of their lines."""
    of_parts = Subquery(
        Part.objects.filter(order=OuterRef("pk"))
        .order_by()
        .values("order")
        .annotate(sum=Sum("total"))
        .values("sum")
    )
    of_lines = Subquery(
        Line.objects.filter(part=OuterRef("pk"), state=Line.State.AKTIF)
        .order_by()
        .values("part")
        .annotate(sum=Sum("goods"))
        .values("sum")
    )
    orders = Order.objects.annotate(sum=Coalesce(of_parts, 0)).exclude(total=F("sum"))
    parts = Part.objects.annotate(sum=Coalesce(of_lines, 0)).exclude(goods=F("sum"))
    told = [f"pesanan {pk}" for pk in orders.values_list("pk", flat=True)[:20]]
    told += [f"bagian {pk}" for pk in parts.values_list("pk", flat=True)[:20]]
    return _told("order-totals", told)


def _sales_ledger() -> Check:
    """The ledger holds of every part what was paid and kept, and reversals undo exactly."""
    is_sale = Q(state__in=states.SALES) & ~Q(way=delivery.COD) | Q(state=states.SELESAI)
    kept = _sum_of(Payment.objects.filter(part=OuterRef("pk")), "part", F("paid") - F("refunded"))
    entries = Sale.objects.filter(order_line__part=OuterRef("pk"))
    parts = Part.objects.annotate(
        net=Coalesce(_sum_of(entries, "order_line__part", F("net")), 0),
        units=Coalesce(_sum_of(entries, "order_line__part", F("quantity")), 0),
        kept=Coalesce(kept, F("total")) - F("shipping"),
    )
    right = is_sale & Q(net=F("kept"), units__gt=0) | ~is_sale & Q(net=0, units=0)
    told = [f"bagian {pk}" for pk in parts.exclude(right).values_list("pk", flat=True)[:20]]
    wrong = wrong_reversals()
    if wrong:
        told.append(f"{wrong} pembalikan tidak sama")
    return _told("sales-ledger", told)


def _sum_of(rows: QuerySet[Any], by: str, what: Combinable) -> Subquery:
    """Return the sum over the rows of one part, NULL when there are none."""
    return Subquery(rows.order_by().values(by).annotate(sum=Sum(what)).values("sum"))


def _told(name: str, wrong: list[str]) -> Check:
    """Return the outcome of a check, the first faults named."""
    return Check(name, not wrong, "; ".join(wrong[:20]))
