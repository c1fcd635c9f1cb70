"""What `lampit verify` asks of orders and stock (commerce 11): does every sum hold?"""

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from lampit.orders.models import Line, Order, Part, Sale
from lampit.orders.queries.sales import wrong_reversals
from lampit.orders.rules import delivery, states
from lampit.shops import queries as shops
from lampit.shops.models import Reservation


@dataclass(frozen=True, slots=True)
class Check:
    """One statement that was checked."""

    name: str
    ok: bool
    detail: str


def checks() -> list[Check]:
    """Return what was checked and whether it holds; about ten queries over whole tables."""
    return [_stock_ledger(), _reservations(), _order_totals(), _sales_ledger()]


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
    """Every paid part stands in the ledger once, and every reversal undoes its entry exactly."""
    has_entry = Exists(Sale.objects.filter(order_line__part=OuterRef("pk")))
    paid = Q(state__in=(states.DIBAYAR, states.SIAP_DIAMBIL, states.DIKIRIM)) & ~Q(way=delivery.COD)
    missing = Part.objects.filter(paid | Q(state=states.SELESAI)).filter(~has_entry)
    told = [f"bagian {pk}" for pk in missing.values_list("pk", flat=True)[:20]]
    wrong = wrong_reversals()
    if wrong:
        told.append(f"{wrong} pembalikan tidak sama")
    return _told("sales-ledger", told)


def _told(name: str, wrong: list[str]) -> Check:
    """Return the outcome of a check, the first faults named."""
    return Check(name, not wrong, "; ".join(wrong[:20]))
