"""Writes the ledger entries of parts: what was really paid, by new entries when that changes."""

from datetime import date, datetime
from uuid import UUID, uuid5

from django.db.models import Count, F, Sum
from django.utils import timezone

from lampit.orders.models import Line, Part, Payment, Sale
from lampit.orders.rules import channels, states, sums
from lampit.people.models import User

# Fixed name space: the entry of a line, or the reversal of an entry, has one uuid for ever.
NAMES = UUID("6d3b6f1e-6d1a-4c52-9d3e-63086308aaaa")


def day_of(now: datetime) -> date:
    """Return the local day of an instant."""
    return timezone.localtime(now).date()


def reversal(sale: Sale, *, now: datetime, by: User | None, note: str = "") -> Sale:
    """Return the unsaved entry that takes `sale` back, dated today."""
    return Sale(
        business_id=sale.business_id,
        product_id=sale.product_id,
        occurred_on=day_of(now),
        channel=sale.channel,
        contact=sale.contact,
        quantity=-sale.quantity,
        goods=-sale.goods,
        discount=-sale.discount,
        fees=-sale.fees,
        shipping=-sale.shipping,
        net=-sale.net,
        buyer_region_id=sale.buyer_region_id,
        promo_code=sale.promo_code,
        order_line_id=sale.order_line_id,
        source=sale.source,
        client_uuid=uuid5(NAMES, f"reverse:{sale.client_uuid}"),
        reverses=sale,
        note=note,
        entered_by=by,
        entered_at=now,
    )


def settle(part: Part, *, now: datetime, by: User | None) -> None:
    """Let the ledger tell what was really paid for a part, by new entries; again changes nothing.

    What stands is the last entry of each line's chain: sale, its reversal, the sale of another
    sum, …. A part that is no sale, or no more, has a reversal standing or nothing.
    """
    standing = Sale.objects.filter(order_line__part=part, reversed_by__isnull=True)
    present = {sale.order_line_id: sale for sale in standing}
    wanted = _wanted(part, now=now, by=by) if states.is_sale(part.state, is_cod=part.is_cod) else {}
    wrong = [
        sale
        for line, sale in present.items()
        if sale.quantity > 0 and not (line in wanted and _figures(sale) == _figures(wanted[line]))
    ]
    undone = Sale.objects.bulk_create([reversal(sale, now=now, by=by) for sale in wrong])
    present |= {sale.order_line_id: sale for sale in undone}
    fresh = []
    for line, sale in wanted.items():
        before = present.get(line)
        if before is None or before.quantity < 0:
            fresh.append(sale if before is None else _after(before, sale))
    Sale.objects.bulk_create(fresh)


def _figures(sale: Sale) -> tuple[int, ...]:
    """Return what an entry says about money."""
    return sale.quantity, sale.goods, sale.discount, sale.shipping


def _after(reversed_sale: Sale, sale: Sale) -> Sale:
    """Return `sale` as the next entry after a reversal: the chain of its line goes on."""
    sale.reverses = reversed_sale
    sale.client_uuid = uuid5(NAMES, f"reverse:{reversed_sale.client_uuid}")
    return sale


def _wanted(part: Part, *, now: datetime, by: User | None) -> dict[int | None, Sale]:
    """Return the unsaved entry of each line by the money that came in and stayed."""
    lines = list(
        Line.objects.filter(part=part, state=Line.State.AKTIF)
        .select_related("variant", "part__maker")
        .order_by("id")
    )
    paid = Payment.objects.filter(part=part).aggregate(
        count=Count("pk"), kept=Sum(F("paid") - F("refunded"), default=0)
    )
    kept = paid["kept"] if paid["count"] else part.total
    money = sums.as_received([(ln.goods, ln.discount) for ln in lines], kept - part.shipping)
    return {
        line.pk: _entry(part, line, goods, borne, now=now, by=by)
        for line, (goods, borne) in zip(lines, money, strict=True)
    }


def _entry(
    part: Part, line: Line, goods: int, borne: int, *, now: datetime, by: User | None
) -> Sale:
    """Return the unsaved entry of one line: its goods' money, and shipping the maker bears."""
    return Sale(
        business_id=line.part.maker.business_id,
        product_id=line.variant.product_id,
        occurred_on=day_of(now),
        channel="LAPAK",
        contact=channels.ONLINE,
        quantity=line.quantity,
        goods=goods,
        discount=line.discount,
        shipping=borne,
        net=goods - line.discount - borne,
        buyer_region_id=part.order.buyer_region_id,
        promo_code=part.order.promo_code,
        order_line=line,
        source=channels.ORDER,
        client_uuid=uuid5(NAMES, f"line:{line.pk}"),
        entered_by=by,
        entered_at=now,
    )
