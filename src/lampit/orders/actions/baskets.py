"""Writes to baskets: put in, change, take out, empty."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least

from lampit.orders.models import Basket, BasketLine
from lampit.orders.rules.sums import MOST_UNITS, check_quantity
from lampit.people.models import User


def open_basket(token: str, user: User | None, *, now: datetime) -> Basket:
    """Return the basket of a session token, made when there is none."""
    basket, _made = Basket.objects.get_or_create(
        token=token, defaults={"user": user, "updated_at": now}
    )
    return basket


def put_in_basket(
    token: str,
    variant_id: int,
    quantity: int,
    user: User | None,
    *,
    now: datetime,
    promo_code: str = "",
) -> Basket:
    """Add units of a variant to the basket of `token`, up to the most a basket takes.

    `promo_code` is the link that brought the buyer; the first one of a basket stays.

    Raises:
        Refusal: `tidak_valid`.
    """
    check_quantity(quantity)
    with transaction.atomic():
        basket = open_basket(token, user, now=now)
        line, made = BasketLine.objects.get_or_create(
            basket=basket, variant_id=variant_id, defaults={"quantity": quantity}
        )
        if not made:
            BasketLine.objects.filter(pk=line.pk).update(
                quantity=Least(F("quantity") + quantity, MOST_UNITS)
            )
        told = {"promo_code": promo_code} if promo_code and not basket.promo_code else {}
        Basket.objects.filter(pk=basket.pk).update(updated_at=now, **told)
    return basket


def set_quantity(basket: Basket, line_id: int, quantity: int, *, now: datetime) -> None:
    """Set the units of a line; 0 takes it out.

    Raises:
        Refusal: `tidak_valid`.
    """
    lines = BasketLine.objects.filter(basket=basket, pk=line_id)
    if quantity == 0:
        lines.delete()
    else:
        check_quantity(quantity)
        lines.update(quantity=quantity)
    Basket.objects.filter(pk=basket.pk).update(updated_at=now)


def empty_basket(basket: Basket, variants: list[int]) -> None:
    """Take ordered variants out of a basket; what brought the buyer is told in the order now."""
    BasketLine.objects.filter(basket=basket, variant_id__in=variants).delete()
    if basket.promo_code:
        Basket.objects.filter(pk=basket.pk).update(promo_code="")
