"""What buyers of a region answered, and what promotion cost its shops: sums over three and more."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet, Sum

from lampit.basics.texts import gettext_noop
from lampit.desk.queries.channels import Row
from lampit.desk.rules import cells
from lampit.orders.queries import answers_in, campaign_orders
from lampit.shops.models import Maker, Spend
from lampit.shops.rules import heard, promotion

NO_ANSWER = gettext_noop("Tidak menjawab")


def answers(makers: QuerySet[Maker], first: datetime, last: datetime) -> list[Row]:
    """Return the orders of scoped shops by what their buyers answered; one query.

    An answer with fewer than three shops behind it is withheld; there is no sum to subtract from.
    """
    found = {one.answer: one for one in answers_in(makers, first, last)}
    words = {**heard.ANSWERS, "": NO_ANSWER}
    return [
        Row(words[code], found[code].orders if found[code].shops >= cells.LEAST else None)
        for code in words
        if code in found
    ]


@dataclass(frozen=True, slots=True)
class Spending:
    """What shops that agreed spent on promotion.

    Attributes:
        shops: how many of them noted something; None where they are too few for anything else.
        money, hours: rupiah, and the worth of own hours, apart; where own hours are withheld both
            stand in `money`, and `is_apart` says so.
        orders: paid orders by links of their campaigns, None where too few shops had some.
        per_order, per_order_with_hours: rupiah, None while no order is told.
        kinds: rupiah by what they were for, None where withheld.
    """

    shops: int | None = None
    money: int = 0
    hours: int = 0
    is_apart: bool = True
    orders: int | None = None
    per_order: int | None = None
    per_order_with_hours: int | None = None
    kinds: list[Row] = field(default_factory=list)


def spending(makers: QuerySet[Maker], first: date, last: date) -> Spending:
    """Return what shops that agreed spent between two days, and what came of it; two queries.

    Nothing is told of fewer than three shops, nor of fewer than three with orders.
    """
    rows = (
        Spend.objects.filter(
            campaign__maker__in=makers.order_by().values("pk"),
            withdrawn_at=None,
            spent_on__range=(first, last),
        )
        .order_by()
        .values_list("kind", "campaign__maker")
        .annotate(rupiah=Sum("amount"))
    )
    sums: dict[str, int] = dict.fromkeys(promotion.SPENT_ON, 0)
    behind: dict[str, set[int]] = {kind: set() for kind in promotion.SPENT_ON}
    for kind, maker, rupiah in rows:
        sums[kind] += rupiah
        behind[kind].add(maker)
    shops = set().union(*behind.values())
    if len(shops) < cells.LEAST:
        return Spending()
    money, hours = promotion.money_and_hours(sums.items())
    held = cells.withheld(behind)
    bought = campaign_orders(makers.filter(pk__in=shops), first, last)
    orders = sum(bought.values()) if len(bought) >= cells.LEAST else None
    is_apart = promotion.HOURS not in held  # money and own hours stand apart only where both may
    return Spending(
        shops=len(shops),
        money=money if is_apart else money + hours,
        hours=hours if is_apart else 0,
        is_apart=is_apart,
        orders=orders,
        per_order=promotion.cost_per_order(money, orders or 0) if is_apart else None,
        per_order_with_hours=promotion.cost_per_order(money + hours, orders or 0),
        kinds=[
            Row(words, None if kind in held else sums[kind])
            for kind, words in promotion.SPENT_ON.items()
            if behind[kind]
        ],
    )
