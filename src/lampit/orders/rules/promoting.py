"""What promotion brought a shop: by channel and campaign, with what it cost (domain.md section 5).

Clicks and orders are put side by side, never joined person by person. An order counts by its link;
without one by what its buyer answered; without either it stands apart: nobody knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lampit.shops.rules import heard, promotion

ALL_DAYS = ("30", "90", "365")


@dataclass
class Brought:
    """What came by a channel or in a campaign.

    Attributes:
        visits, asks: how often links were opened, and led on to the chat.
        orders, goods: paid orders and their rupiah, net of what went back.
    """

    visits: int = 0
    asks: int = 0
    orders: int = 0
    goods: int = 0


@dataclass
class Told:
    """Everything of a period: by channel, by campaign, and what no link tells.

    Attributes:
        answers: orders without a link by what their buyers answered.
        by_answer: those of them that count for a campaign, by its number.
        unattributed: orders with neither.
    """

    channels: dict[str, Brought] = field(default_factory=dict)
    campaigns: dict[int, Brought] = field(default_factory=dict)
    answers: dict[str, Brought] = field(default_factory=dict)
    by_answer: dict[int, Brought] = field(default_factory=dict)
    everyday: Brought = field(default_factory=Brought)
    unattributed: Brought = field(default_factory=Brought)


@dataclass(frozen=True, slots=True)
class Clicked:
    """A link with what was clicked: channel, campaign (None: everyday), visits, asks."""

    channel: str
    campaign: int | None
    visits: int
    asks: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """One order of a shop: the link and the answer of its buyer, "" for none, its day, rupiah.

    Attributes:
        orders: 1, 0 when all of it went back.
    """

    code: str
    answer: str
    on: date
    orders: int
    goods: int


def together(
    clicks: Iterable[Clicked],
    sales: Iterable[Ordered],
    links: Mapping[str, tuple[str, int | None]],
    windows: Sequence[heard.Window] = (),
) -> Told:
    """Return what came by channel and campaign.

    `links` are the shop's codes with channel and campaign; a code that is not the shop's own tells
    nothing about its promotion. `windows` are the campaigns that count answers.
    """
    told = Told()
    for click in clicks:
        for place in _places(told, click.channel, click.campaign):
            place.visits += click.visits
            place.asks += click.asks
    for one in sales:
        known = links.get(one.code)
        for place in _places(told, *known) if known else _answered(told, one, windows):
            place.orders += one.orders
            place.goods += one.goods
    return told


def _answered(told: Told, one: Ordered, windows: Sequence[heard.Window]) -> list[Brought]:
    """Return where an order without a link of the shop counts."""
    if not one.answer:
        return [told.unattributed]
    places = [told.answers.setdefault(one.answer, Brought())]
    number = heard.campaign_of(one.answer, one.on, windows)
    if number is not None:
        places.append(told.by_answer.setdefault(number, Brought()))
    return places


def _places(told: Told, channel: str, campaign: int | None) -> list[Brought]:
    during = told.everyday
    if campaign is not None:
        during = told.campaigns.setdefault(campaign, Brought())
    return [told.channels.setdefault(channel, Brought()), during]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a campaign cost and what an order of it cost.

    Attributes:
        money, hours: rupiah spent, and the worth of own hours, told apart.
        per_order, per_order_with_hours: rupiah, None while no order came by a link.
        per_order_with_answers: rupiah of money, with orders that buyers' answers tell; None while
            there are none of them.
        sales_per_rupiah: None while nothing was spent.
    """

    money: int
    hours: int
    per_order: int | None
    per_order_with_hours: int | None
    sales_per_rupiah: float | None
    per_order_with_answers: int | None = None


def cost_of(spent: Mapping[str, int], brought: Brought, answered: Brought | None = None) -> Cost:
    """Return the cost of a campaign from what was spent by kind and what came of it.

    `brought` came by its links, `answered` is what buyers without a link told.
    """
    told = answered.orders if answered else 0
    money, hours = promotion.money_and_hours(spent.items())
    return Cost(
        money,
        hours,
        promotion.cost_per_order(money, brought.orders),
        promotion.cost_per_order(money + hours, brought.orders),
        promotion.return_on_spend(brought.goods, money + hours),
        promotion.cost_per_order(money, brought.orders + told) if told else None,
    )
