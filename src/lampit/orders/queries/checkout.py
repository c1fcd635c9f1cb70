"""Reads for basket and checkout: what is wanted, from whom, at today's price."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from lampit.orders.models import Basket, BasketLine, Order, Part
from lampit.orders.rules import clocks, delivery, states
from lampit.orders.rules.placing import Goods, Seller
from lampit.places.models import Region
from lampit.shops.models import Maker, Variant
from lampit.shops.models.goods import ProductState

DISTRICT_LEVEL_CHARS = 5


def basket_of(token: str) -> Basket | None:
    """Return the basket of a session token; one query."""
    return Basket.objects.filter(token=token).first() if token else None


def basket_lines(basket: Basket | None) -> list[BasketLine]:
    """Return the lines with good, maker and stock loaded, by maker; one query."""
    if basket is None:
        return []
    lines = BasketLine.objects.filter(basket=basket).select_related(
        "variant__product__maker", "variant__stock"
    )
    return list(lines.order_by("variant__product__maker_id", "id")[:100])


def basket_count(token: str) -> int:
    """Return how many lines a basket holds; one query, none without a token."""
    return BasketLine.objects.filter(basket__token=token).count() if token else 0


def goods_of(wanted: Mapping[int, int]) -> tuple[list[Goods], dict[int, Seller]]:
    """Return what can be ordered of `wanted` (variant: quantity), and its makers; one query.

    Hidden goods and withdrawn variants are left out: the caller compares.
    """
    rows = list(
        Variant.objects.filter(
            pk__in=wanted,
            is_offered=True,
            product__state=ProductState.LIVE,
            product__maker__is_published=True,
        )
        .select_related("product__maker")
        .order_by("product__maker_id", "pk")
    )
    goods = [
        Goods(
            variant=variant.pk,
            maker=variant.product.maker_id,
            name=" · ".join(filter(None, (variant.product.name, variant.name))),
            price=variant.price,
            quantity=wanted[variant.pk],
            cost=variant.product.cost,
            weight_g=variant.product.weight_g,
            photo_hash=variant.product.cover,
            kind=variant.kind,
        )
        for variant in rows
    ]
    return goods, {v.product.maker_id: _seller(v.product.maker) for v in rows}


def _seller(maker: Maker) -> Seller:
    """Return what checkout must know of a maker."""
    # Cash on receipt always waits for the maker's yes, so it may be offered for every shop.
    return Seller(
        pk=maker.pk,
        name=maker.name,
        district=maker.region_id[:DISTRICT_LEVEL_CHARS],
        qris=maker.qris,
        allows_cod=True,
    )


def subdistricts_of(districts: Iterable[str]) -> list[tuple[str, str]]:
    """Return (code, name) of the subdistricts of some districts; one query, none for none."""
    codes = sorted(set(districts))
    if not codes:
        return []
    rows = Region.objects.filter(parent__in=codes).order_by("name")
    return list(rows.values_list("code", "name")[:400])


def order_answered(answer: Mapping[str, str]) -> Order:
    """Return the order that an idempotency key answered with; one query."""
    return Order.objects.get(public_id=answer["order"])


def due_parts(
    now: datetime, *, variants: Sequence[int] | None = None, limit: int = 500
) -> list[int]:
    """Return the unpaid parts whose time is over, oldest first; one query."""
    due = Part.objects.filter(state__in=states.RESERVED, reserved_until__lte=now)
    if variants is not None:
        due = due.filter(lines__variant__in=variants).distinct()
    return list(due.order_by("reserved_until", "pk").values_list("pk", flat=True)[:limit])


def finished_parts(now: datetime, *, limit: int = 500) -> list[int]:
    """Return the parts sent so long ago that they count as received; one query."""
    by_road = Q(state_at__lte=now - clocks.FINISHED_AFTER) & ~Q(method=delivery.KLOTOK)
    by_boat = Q(state_at__lte=now - clocks.FINISHED_AFTER_BOAT, method=delivery.KLOTOK)
    sent = Part.objects.filter(by_road | by_boat, state=states.DIKIRIM)
    return list(sent.order_by("state_at", "pk").values_list("pk", flat=True)[:limit])
