"""Writes the ledger entries of parts: on payment, and again, negative, when it is taken back."""

from datetime import date, datetime
from uuid import UUID, uuid5

from django.utils import timezone

from lampit.orders.models import Line, Part, Sale
from lampit.orders.rules import channels
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
        source=sale.source,
        client_uuid=uuid5(NAMES, f"reverse:{sale.client_uuid}"),
        reverses=sale,
        note=note,
        entered_by=by,
        entered_at=now,
    )


def standing_entries(part: Part) -> list[Sale]:
    """Return the last entry of each line's chain: sale, reversal, reversal of it, ….

    Chains are as long as somebody changed her mind: two or three entries.
    """
    newest = list(Sale.objects.filter(order_line__part=part))
    while newest:
        later = {sale.reverses_id: sale for sale in Sale.objects.filter(reverses__in=newest)}
        if not later:
            break
        newest = [later.get(sale.pk, sale) for sale in newest]
    return newest


def write_part(part: Part, *, now: datetime, by: User | None) -> None:
    """Write one entry per line, or revive those that were taken back; nothing twice."""
    present = standing_entries(part)
    if present:
        revived = [reversal(s, now=now, by=by) for s in present if s.quantity < 0]
        Sale.objects.bulk_create(revived)
        return
    lines = Line.objects.filter(part=part, state=Line.State.AKTIF).select_related(
        "variant", "part__maker"
    )
    Sale.objects.bulk_create([_entry(part, line, now=now, by=by) for line in lines])


def take_back_part(part: Part, *, now: datetime, by: User | None) -> None:
    """Reverse what stands in the ledger for a part."""
    standing = [sale for sale in standing_entries(part) if sale.quantity > 0]
    Sale.objects.bulk_create([reversal(sale, now=now, by=by) for sale in standing])


def _entry(part: Part, line: Line, *, now: datetime, by: User | None) -> Sale:
    """Return the unsaved entry of one line."""
    return Sale(
        business_id=line.part.maker.business_id,
        product_id=line.variant.product_id,
        occurred_on=day_of(now),
        channel="LAPAK",
        contact=channels.ONLINE,
        quantity=line.quantity,
        goods=line.goods,
        discount=line.discount,
        net=line.goods - line.discount,
        buyer_region_id=part.order.buyer_region_id,
        promo_code=part.order.promo_code,
        order_line=line,
        source=channels.ORDER,
        client_uuid=uuid5(NAMES, f"line:{line.pk}"),
        entered_by=by,
        entered_at=now,
    )
