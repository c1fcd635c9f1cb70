"""What orders and the sales ledger hold about one person, as maker or as buyer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lampit.basics.dossier import Section, section
from lampit.national.phone import mask
from lampit.orders.models import (
    BasketLine,
    Move,
    Order,
    Part,
    PartState,
    Payment,
    PaymentFact,
    Sale,
)
from lampit.orders.rules.states import CLOSED
from lampit.people.models import User
from lampit.shops.rules import heard

MOST_ROWS = 20_000
MOST_RUNNING = 10
STATES = dict(PartState.choices)


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
    yield _moves("orders.steps", _("Perjalanan pesanan yang Anda terima"), parts)


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
        ("heard_from", _("Tahu lapak ini dari mana?")),
    ]  # fmt: skip
    found = orders.prefetch_related("parts__lines").order_by("pk")[:MOST_ROWS]
    rows = [
        (
            o.number, o.placed_at, o.buyer_name, o.buyer_phone, o.buyer_city, o.note,
            "; ".join(p.address for p in o.parts.all() if p.address),
            "; ".join(f"{x.quantity} x {x.name}" for p in o.parts.all() for x in p.lines.all()),
            o.total,
            str(_(heard.ANSWERS[o.heard_from])) if o.heard_from in heard.ANSWERS else "",
        )
        for o in found
    ]  # fmt: skip
    yield section("orders.bought", _("Pesanan Anda sebagai pembeli"), columns, rows)
    parts = Part.objects.filter(order__in=orders.order_by().values("pk"))
    yield _moves("orders.bought_steps", _("Perjalanan pesanan Anda"), parts)
    yield from _paid(orders)


def _moves(code: str, title: str, parts: QuerySet[Part]) -> Section:
    """Tell how orders went from state to state; who moved them only by side."""
    columns = [
        ("number", _("Pesanan")), ("state", _("Keadaan")), ("side", _("Oleh")),
        ("reason", _("Alasan")), ("at", _("Waktu")),
    ]  # fmt: skip
    found = Move.objects.filter(part__in=parts.order_by().values("pk"))
    rows = [
        (str(m.part), str(STATES.get(m.to_state, m.to_state)), str(m.get_actor_display()),
         m.reason, m.at)
        for m in found.select_related("part__order").order_by("pk")[:MOST_ROWS]
    ]  # fmt: skip
    return section(code, title, columns, rows)


def _paid(orders: QuerySet[Order]) -> Iterator[Section]:
    """Tell payments of a buyer, and what was known of each; two queries."""
    columns = [
        ("number", _("Pesanan")), ("way", _("Cara bayar")), ("reference", _("Nomor bayar")),
        ("amount", _("Jumlah (Rp)")), ("state", _("Keadaan")), ("paid", _("Dibayar (Rp)")),
        ("refunded", _("Dikembalikan (Rp)")), ("at", _("Waktu")),
    ]  # fmt: skip
    of = orders.order_by().values("pk")
    found = Payment.objects.filter(order__in=of).select_related("order").order_by("pk")
    rows = [
        (p.order.number, str(p.get_provider_display()), p.reference, p.amount,
         str(p.get_state_display()), p.paid, p.refunded, p.created_at)
        for p in found[:MOST_ROWS]
    ]  # fmt: skip
    yield section("orders.payments", _("Pembayaran Anda"), columns, rows)
    columns = [
        ("reference", _("Nomor bayar")), ("kind", _("Kabar")), ("amount", _("Jumlah (Rp)")),
        ("at", _("Waktu")),
    ]  # fmt: skip
    facts = PaymentFact.objects.filter(payment__order__in=of).select_related("payment")
    told = [(f.payment.reference, f.kind, f.amount, f.at) for f in facts.order_by("pk")[:MOST_ROWS]]
    yield section("orders.payment_facts", _("Kabar tentang pembayaran itu"), columns, told)


def basket_section(account: User) -> Section:
    """Tell what lies in the baskets of an account; one query."""
    columns = [("name", _("Barang")), ("quantity", _("Banyak")), ("at", _("Terakhir diubah"))]
    found = BasketLine.objects.filter(basket__user=account)
    loaded = found.select_related("basket", "variant__product").order_by("pk")
    rows = [
        (line.variant.product.name, line.quantity, line.basket.updated_at)
        for line in loaded[:MOST_ROWS]
    ]
    return section("orders.baskets", _("Keranjang belanja Anda"), columns, rows)


def weight_of(business_ids: Sequence[int], bought: QuerySet[Order]) -> int:
    """Return how many parts and sales stay; three queries."""
    parts = Part.objects.filter(maker__business__in=business_ids)
    theirs = Part.objects.filter(order__in=bought.order_by().values("pk"))
    sales = Sale.objects.filter(business__in=business_ids)
    return parts.count() + theirs.count() + sales.count()


@dataclass(frozen=True, slots=True)
class Running:
    """An order that is not over yet: its number, state and since when, and who sells.

    Attributes:
        business: public id of the seller's business, where the office finds whom to ask.
        region: the kabupaten of the seller.
        phone: the seller's telephone, masked; the whole is read on the business with a reason.
    """

    number: str
    state: str
    since: datetime
    maker: str
    business: str
    region: str
    phone: str


def running(business_ids: Sequence[int], bought: QuerySet[Order]) -> list[Running]:
    """Return the orders somebody sells or bought that are not over, at most ten; one query."""
    theirs = Q(maker__business__in=business_ids) | Q(order__in=bought.order_by().values("pk"))
    rows = Part.objects.filter(theirs).exclude(state__in=CLOSED)
    found = rows.select_related("order", "maker__business").order_by("pk")[:MOST_RUNNING]
    return [
        Running(
            str(p), str(p.get_state_display()), p.state_at, p.maker.name,
            p.maker.business.public_id, p.maker.business.region_id,
            mask(p.maker.whatsapp or p.maker.business.phone),
        )
        for p in found
    ]  # fmt: skip
