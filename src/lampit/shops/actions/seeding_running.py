"""How demo shops are run: costs, weeks, choices, a group shop; all invented and marked as such.

Same seed, same rows. Only `lampit demo` calls it, on an instance that it has just made.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from lampit.shops.actions.stock import count_stock
from lampit.shops.models import (
    Capacity,
    CostSheet,
    Group,
    GroupFront,
    GroupMember,
    Maker,
    Product,
    Stock,
    Variant,
)
from lampit.shops.rules import capacity
from lampit.shops.rules.stock import MADE_TO_ORDER, READY_TO_SHIP

GROUP = "KUB Rawa Indah (contoh)"
STORY = "Kelompok contoh: beberapa perajin satu kampung menjual di satu halaman."
SIZES = (("150 × 200", 1), ("200 × 200", 2), ("200 × 300", 3))
USUAL_WEEK = 8
HOURLY = 10_000


def seed_running(makers: Sequence[Maker], now: datetime) -> None:
    """Add costs to all demo goods, and weeks, choices and a group to a few shops."""
    goods = list(Product.objects.filter(maker__in=makers).order_by("pk"))
    CostSheet.objects.bulk_create(
        _sheet(product, now) for product in goods if product.cost is not None
    )
    _weeks(makers[:3], now)
    mat = next((one for one in goods if "tikar" in one.name.lower()), None)
    if mat is not None:
        _choices(mat, now)
    if len(makers) >= 3:
        _group(makers[:3], now)


def _sheet(product: Product, now: datetime) -> CostSheet:
    """Return a sheet that adds up to the cost of a good: half material, the rest work."""
    cost = product.cost or 0
    material = cost // 2
    minutes = (cost - material) * 60 // HOURLY
    rest = cost - material - (minutes * HOURLY + 30) // 60
    return CostSheet(
        product=product, materials=[["Bahan (contoh)", material]], packaging=max(rest, 0),
        minutes=minutes, hourly_wage=HOURLY, channel="lapak", changed_at=now,
    )  # fmt: skip


def _weeks(makers: Sequence[Maker], now: datetime) -> None:
    Maker.objects.filter(pk__in=[one.pk for one in makers]).update(weekly_slots=USUAL_WEEK)
    monday = capacity.week_of(timezone.localdate(now)) + timedelta(weeks=4)
    Capacity.objects.bulk_create(
        Capacity(maker=one, week=monday, slots=0, note="panen (contoh)") for one in makers
    )


def _choices(mat: Product, now: datetime) -> None:
    """Give a mat three sizes; the largest is made to order."""
    first = Variant.objects.filter(product=mat).order_by("pk")[0]
    Variant.objects.filter(pk=first.pk).update(size=SIZES[0][0], name=SIZES[0][0])
    for position, (size, each) in enumerate(SIZES[1:], 1):
        made = each == 3
        variant = Variant.objects.create(
            product=mat, code=f"B{mat.pk}-{position + 1}", size=size, name=size,
            position=position, own_price=mat.price * (each + 1) // 2,
            kind=MADE_TO_ORDER if made else READY_TO_SHIP, lead_days=14 if made else None,
            slots_each=each if made else 1,
        )  # fmt: skip
        if not made:
            Stock.objects.create(variant=variant)
            count_stock(None, variant, 2 + position, now)


def _group(makers: Sequence[Maker], now: datetime) -> None:
    since = now - timedelta(days=200)
    group = Group.objects.create(
        region=makers[0].region, place=makers[0].place, slug="kub-rawa-indah-contoh", name=GROUP,
        story=STORY, created_at=since,
    )  # fmt: skip
    GroupMember.objects.bulk_create(
        GroupMember(
            group=group, maker=one, is_keeper=number == 0, asked_by="kelompok", asked_at=since,
            joined_at=since,
        )
        for number, one in enumerate(makers)
    )  # fmt: skip
    first = Product.objects.filter(maker__in=makers, state="tayang").order_by("pk")[:3]
    GroupFront.objects.bulk_create(
        GroupFront(group=group, product=product, position=number)
        for number, product in enumerate(first)
    )
