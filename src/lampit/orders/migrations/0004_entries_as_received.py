"""Older entries of orders told the price where another sum was accepted: they are corrected.

The ledger stays append-only: a reversal and an entry of what really came in are added, dated on
the day of the upgrade, in the same chains that `actions._ledger.settle` goes on with.
"""

from uuid import UUID, uuid5

from django.db import migrations
from django.db.models import F
from django.utils import timezone

from lampit.orders.rules import sums

NAMES = UUID("6d3b6f1e-6d1a-4c52-9d3e-63086308aaaa")  # of `actions._ledger`
NOTE = "Disamakan dengan uang yang diterima."
MONEY = ("quantity", "goods", "discount", "fees", "shipping", "net")
SAME = (
    "business_id", "product_id", "channel", "contact", "buyer_region_id", "promo_code",
    "order_line_id", "source",
)  # fmt: skip


def tell_received(apps, _editor):
    """Add what is missing for every part of which another sum was kept than was asked."""
    payments = apps.get_model("orders", "Payment").objects
    other = payments.exclude(part=None).exclude(part__total=F("paid") - F("refunded"))
    for payment in other.select_related("part").order_by("pk").iterator():
        _correct(apps.get_model("orders", "Sale"), payment)


def _correct(sales, payment):
    """Let the standing entries of one part sum to what was kept; a part that is no sale has none."""
    standing = list(
        sales.objects.filter(
            order_line__part=payment.part_id, reversed_by__isnull=True, quantity__gt=0
        )
        .select_related("order_line")
        .order_by("order_line_id")
    )
    if not standing:
        return
    received = payment.paid - payment.refunded - payment.part.shipping
    lines = [(sale.order_line.goods, sale.order_line.discount) for sale in standing]
    for sale, (goods, borne) in zip(standing, sums.as_received(lines, received), strict=True):
        if (sale.goods, sale.shipping) == (goods, borne):
            continue
        undone = _after(sales, sale, {name: -getattr(sale, name) for name in MONEY})
        net = goods - sale.discount - sale.fees - borne
        told = {name: getattr(sale, name) for name in MONEY}
        _after(sales, undone, told | {"goods": goods, "shipping": borne, "net": net})


def _after(sales, before, money):
    """Write the next entry of a chain and return it."""
    now = timezone.now()
    return sales.objects.create(
        **{name: getattr(before, name) for name in SAME},
        **money,
        occurred_on=timezone.localdate(now),
        client_uuid=uuid5(NAMES, f"reverse:{before.client_uuid}"),
        reverses=before,
        note=NOTE,
        entered_at=now,
    )


class Migration(migrations.Migration):
    """Data alone; the schema stays."""

    dependencies = [("orders", "0003_lines_tell_more")]
    operations = [migrations.RunPython(tell_received, migrations.RunPython.noop)]
