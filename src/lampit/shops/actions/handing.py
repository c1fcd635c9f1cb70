"""Shops follow their business: to another kabupaten, or to another owner."""

from collections.abc import Collection
from datetime import datetime

from lampit.people.actions import audit
from lampit.people.models import User
from lampit.shops.actions.finding import index_goods_of
from lampit.shops.actions.freshness import date_anew
from lampit.shops.models import Maker
from lampit.shops.queries.freshness import bands_of

# What pays, calls or names the person who kept the shop before.
OF_THE_KEEPER = {
    "person": "", "whatsapp": "", "shows_phone": False, "qris": "", "qris_changed_at": None,
}  # fmt: skip


def move_shops(business_ids: Collection[int], place: str, region: str) -> int:
    """Show shops at another place and return how many; goods are found there at once.

    Call it in the transaction that moves the businesses; the caller has asked who may.
    """
    shops = Maker.objects.filter(business__in=business_ids)
    moved = shops.update(region_id=region, place_id=place)
    date_anew(region, bands_of(region), list(shops.values_list("pk", flat=True)))
    for shop in shops:
        index_goods_of(shop.pk)
    return moved


def pass_on_shops(
    actor: User, business_ids: Collection[int], account: User | None, *, is_published: bool,
    now: datetime,
) -> int:  # fmt: skip
    """Give shops to the account of a new owner and return how many.

    QRIS, telephone and name of the person before go at once: buyers would pay and call her.
    Call it in the transaction that passes the businesses on; the caller has asked who may.
    """
    shops = list(Maker.objects.filter(business__in=business_ids).order_by("pk"))
    for shop in shops:
        Maker.objects.filter(pk=shop.pk).update(
            **OF_THE_KEEPER, account=account, is_published=is_published
        )
        index_goods_of(shop.pk)  # nobody finds them by the name of who kept them before
        audit(
            actor, "lapak.alih", subject_kind="maker", subject_id=shop.pk, fields=["qris", "phone"],
            region=shop.region_id, at=now,
        )  # fmt: skip
    return len(shops)
