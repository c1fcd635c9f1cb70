"""Goods as other programs read them: one record, a page after a cursor, the stock of a variant."""

from datetime import date
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.shops.models import Product, Stock, Variant
from lampit.shops.rules.freshness import is_surely_ready
from lampit.shops.rules.stock import availability

_CURSOR = Signer(salt="shops.api.cursor")
_OFFERED = Variant.objects.filter(is_offered=True).select_related("stock")
Record = dict[str, Any]


def sifted(
    goods: QuerySet[Product], *, maker: str = "", category: str = "", region: str = ""
) -> QuerySet[Product]:
    """Return those of `goods` that are asked for; empty text is all; no query."""
    asked = {"maker__slug": maker, "category": category, "maker__region_id": region}
    return goods.filter(**{name: told for name, told in asked.items() if told})


def page(
    goods: QuerySet[Product], cursor: str, limit: int, *, today: date
) -> tuple[list[Record], str | None]:
    """Return a page of goods in the order they were added, and the next cursor; two queries.

    Raises:
        Refusal: `cursor_unknown`.
    """
    rows = _whole(goods.filter(pk__gt=_place(cursor)) if cursor else goods)
    found = list(rows.order_by("pk")[: limit + 1])
    following = _CURSOR.sign(str(found[limit - 1].pk)) if len(found) > limit else None
    return [record(one, today=today) for one in found[:limit]], following


def one_good(goods: QuerySet[Product], slug: str) -> Product | None:
    """Return the good of an address word out of those that exist for who asks; two queries."""
    return _whole(goods).filter(slug=slug).first()


def _whole(goods: QuerySet[Product]) -> QuerySet[Product]:
    return goods.select_related("maker").prefetch_related(
        Prefetch("variants", _OFFERED.order_by("position", "pk"))
    )


def _place(cursor: str) -> int:
    try:
        return int(_CURSOR.unsign(cursor))
    except (BadSignature, ValueError) as error:
        raise Refusal("cursor_unknown", "Penunjuk halaman ini tidak dikenal.") from error


def record(product: Product, *, today: date) -> Record:
    """Return a good that `one_good` or `page` loaded, but for its address; no query."""
    at = product.checked_at
    is_ready = at is not None and is_surely_ready(
        timezone.localtime(at).date(), today=today, ready_until=product.ready_until
    )
    return {
        "product": product.slug,
        "maker": product.maker.slug,
        "region": product.maker.region_id,
        "name": product.name,
        "price": product.price,
        "unit": product.unit,
        "category": product.category,
        "material": product.material,
        "description": product.description,
        "state": product.state,
        "weight_g": product.weight_g,
        "size_cm": [product.length_cm, product.width_cm, product.height_cm],
        "variants": [_variant(product, one, is_ready=is_ready) for one in product.variants.all()],
        "created_at": product.created_at.isoformat(),
        "changed_at": product.changed_at.isoformat() if product.changed_at else None,
        "checked_at": at.isoformat() if at else None,
    }


def _variant(product: Product, one: Variant, *, is_ready: bool) -> Record:
    stock: Stock | None = getattr(one, "stock", None)
    left = stock.available if stock else 0
    return {
        "variant": one.code,
        "name": one.name,
        "price": one.own_price or product.price,
        "kind": one.kind,
        "lead_days": one.lead_days,
        "slots_each": one.slots_each,
        "availability": availability(one.kind, left, one.lead_days, is_surely_ready=is_ready).code,
    }


def variant_of(goods: QuerySet[Product], code: str) -> Variant | None:
    """Return a variant of goods that exist for who asks, with its good and shop; one query."""
    rows = Variant.objects.filter(code=code, product__in=goods)
    return rows.select_related("product__maker__business").first()


def counted(variant: Variant) -> dict[str, int]:
    """Return what lies on the shelf of a variant, what is promised, what is left; one query."""
    row = Stock.objects.filter(variant=variant).values_list("on_hand", "reserved").first()
    on_hand, reserved = row or (0, 0)
    return {"on_hand": on_hand, "reserved": reserved, "available": on_hand - reserved}
