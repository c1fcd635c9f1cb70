"""What buyers of a region answered, and what promotion cost: sums that tell of nobody."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet, Sum

from lampit.basics.texts import gettext_noop
from lampit.desk.models import PromotionMonth
from lampit.desk.queries.channels import Row
from lampit.desk.rules import cells
from lampit.orders.queries import answers_in, campaign_orders
from lampit.shops.models import Maker, Spend
from lampit.shops.rules import heard, promotion

NO_ANSWER = gettext_noop("Tidak menjawab")
MOST_MONTHS = 12


def answers(makers: QuerySet[Maker], first: datetime, last: datetime) -> list[Row]:
    """Return the orders of scoped shops by what their buyers answered; one query.

    An answer with fewer than three owners behind it is withheld; there is no sum to subtract from.
    """
    found = {one.answer: one for one in answers_in(makers, first, last)}
    words = {**heard.ANSWERS, "": NO_ANSWER}
    return [
        Row(words[code], found[code].orders if found[code].owners >= cells.LEAST else None)
        for code in words
        if code in found
    ]


@dataclass(frozen=True, slots=True)
class Spending:
    """What shops of a kabupaten whose owners agreed spent on promotion in a month.

    Attributes:
        owners: how many people noted something; None where they are too few for anything else.
        money, hours: rupiah, and the worth of own hours, apart; where own hours are withheld both
            stand in `money`, and `is_apart` says so.
        orders: paid orders by links of their campaigns, None where withheld.
        kinds: rupiah by what they were for, None where withheld.
    """

    owners: int | None = None
    money: int = 0
    hours: int = 0
    is_apart: bool = True
    orders: int | None = None
    kinds: dict[str, int | None] = field(default_factory=dict)

    @property
    def per_order(self) -> int | None:
        """Return rupiah per order, None while none is told or own hours do not stand apart."""
        return promotion.cost_per_order(self.money, self.orders or 0) if self.is_apart else None

    @property
    def per_order_with_hours(self) -> int | None:
        """Return rupiah per order with the worth of own hours."""
        return promotion.cost_per_order(self.money + self.hours, self.orders or 0)

    @property
    def rows(self) -> list[Row]:
        """Return the kinds in words."""
        return [
            Row(words, self.kinds[kind])
            for kind, words in promotion.SPENT_ON.items()
            if kind in self.kinds
        ]


def spending(makers: QuerySet[Maker], first: date, last: date) -> Spending:
    """Return what may be told of what these shops spent between two days; four queries at most.

    Owners are counted, not shops, and the records of one person are one.
    """
    owner = "campaign__maker__business__owner"
    rows = (
        Spend.objects.filter(
            campaign__maker__in=makers.order_by().values("pk"),
            withdrawn_at=None,
            spent_on__range=(first, last),
        )
        .order_by()
        .values_list("kind", owner, f"{owner}__person")
        .annotate(rupiah=Sum("amount"))
    )
    parts: dict[str, dict[int, int]] = {kind: {} for kind in promotion.SPENT_ON}
    for kind, record, person, rupiah in rows:
        whose = person or record
        parts[kind][whose] = parts[kind].get(whose, 0) + rupiah
    held = cells.withheld(parts)
    if held is None:
        return Spending()
    sums = {kind: sum(part.values()) for kind, part in parts.items()}
    money, hours = promotion.money_and_hours(sums.items())
    is_apart = promotion.HOURS not in held  # money and own hours stand apart only where both may
    whole = cells.together(parts.values())
    return Spending(
        owners=len(whole),
        money=money if is_apart else money + hours,
        hours=hours if is_apart else 0,
        is_apart=is_apart,
        orders=_orders(makers, set(whole), first, last),
        kinds={kind: None if kind in held else sums[kind] for kind in parts if parts[kind]},
    )


def _orders(makers: QuerySet[Maker], owners: set[int], first: date, last: date) -> int | None:
    """Return the orders by links of these owners' campaigns, None where they would tell of one."""
    keys = makers.order_by().values_list("pk", "business__owner", "business__owner__person")
    whose = {pk: person or record for pk, record, person in keys}
    by_owner: dict[int, int] = {}
    for pk, count in campaign_orders(makers, first, last).items():
        if whose.get(pk) in owners:
            by_owner[whose[pk]] = by_owner.get(whose[pk], 0) + count
    return sum(by_owner.values()) if cells.may_tell(by_owner) else None


def frozen_months(region: str) -> list[PromotionMonth]:
    """Return the months of a kabupaten that were summed, newest first, at most twelve; a query."""
    return list(PromotionMonth.objects.filter(region=region).order_by("-month")[:MOST_MONTHS])


def told_month(row: PromotionMonth) -> Spending:
    """Return what was told of a month when it was summed; no query."""
    return Spending(**row.facts)
