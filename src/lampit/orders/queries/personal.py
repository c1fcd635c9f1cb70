"""What orders and the sales ledger hold about one person, as maker or as buyer."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lampit.basics.dossier import Section, section
from lampit.orders.models import Order, Part, Sale
from lampit.orders.rules.states import CLOSED
from lampit.people.models import User

MOST_ROWS = 20_000


def sections(business_ids: Sequence[int]) -> Iterator[Section]:
    """Yield orders and sales of a maker's businesses; of buyers only the town: they are others."""
    columns = [
        ("number", _("Pesanan")), ("state", _("Keadaan")), ("placed_at", _("Dipesan")),
        ("total", _("Jumlah (Rp)")), ("city", _("Kota pembeli")), ("account", _("Rekening")),
    ]  # fmt: skip
    parts = Part.objects.filter(maker__business__in=business_ids).select_related("order")
    rows = [
        (
            str(p), str(p.get_state_display()), p.order.placed_at, p.total, p.order.buyer_city,
            p.account,
        )
        for p in parts.order_by("pk")[:MOST_ROWS]
    ]  # fmt: skip
    yield section("orders.received", _("Pesanan yang Anda terima"), columns, rows)
    columns = [
        ("on", _("Tanggal")), ("channel", _("Tempat jualan")), ("quantity", _("Jumlah barang")),
        ("net", _("Uang di tangan (Rp)")), ("note", _("Catatan")),
    ]  # fmt: skip
    sales = Sale.objects.filter(business__in=business_ids).order_by("pk")[:MOST_ROWS]
    told = [(s.occurred_on, str(s.get_channel_display()), s.quantity, s.net, s.note) for s in sales]
    yield section("orders.sales", _("Buku penjualan Anda"), columns, told)


def orders_of(account: User) -> QuerySet[Order]:
    """Return the orders that an account placed."""
    return Order.objects.filter(user=account)


def order_at(orders: QuerySet[Order], public_id: str) -> Order | None:
    """Return the order at an address, None when there is none; one query."""
    return orders.filter(public_id=public_id).first()


def buyer_sections(orders: QuerySet[Order]) -> Iterator[Section]:
    """Yield what is kept of somebody as a buyer: orders with their address, goods and moves."""
    columns = [
        ("number", _("Pesanan")), ("placed_at", _("Dipesan")), ("name", _("Nama")),
        ("phone", _("HP")), ("city", _("Kota")), ("note", _("Catatan")),
        ("address", _("Alamat kirim")), ("goods", _("Barang")), ("total", _("Jumlah (Rp)")),
    ]  # fmt: skip
    found = orders.prefetch_related("parts__lines").order_by("pk")[:MOST_ROWS]
    rows = [
        (
            o.number, o.placed_at, o.buyer_name, o.buyer_phone, o.buyer_city, o.note,
            "; ".join(p.address for p in o.parts.all() if p.address),
            "; ".join(f"{x.quantity} x {x.name}" for p in o.parts.all() for x in p.lines.all()),
            o.total,
        )
        for o in found
    ]  # fmt: skip
    yield section("orders.bought", _("Pesanan Anda sebagai pembeli"), columns, rows)


def weight_of(business_ids: Sequence[int], bought: QuerySet[Order]) -> tuple[int, bool]:
    """Return how many parts and sales stay, and whether an order still runs; four queries."""
    parts = Part.objects.filter(maker__business__in=business_ids)
    theirs = Part.objects.filter(order__in=bought.order_by().values("pk"))
    running = (parts | theirs).exclude(state__in=CLOSED)
    sales = Sale.objects.filter(business__in=business_ids)
    return parts.count() + theirs.count() + sales.count(), running.exists()
