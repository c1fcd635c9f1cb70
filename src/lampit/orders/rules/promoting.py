"""What promotion brought a shop: by channel and campaign, with what it cost (domain.md section 5).

Clicks and orders are put side by side, never joined person by person. Orders without a link stand
apart: nobody knows what brought them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lampit.shops.rules import promotion

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
    """Everything of a period: by channel, by campaign, and what no link tells."""

    channels: dict[str, Brought] = field(default_factory=dict)
    campaigns: dict[int, Brought] = field(default_factory=dict)
    everyday: Brought = field(default_factory=Brought)
    unattributed: Brought = field(default_factory=Brought)


@dataclass(frozen=True, slots=True)
class Clicked:
    """A link with what was clicked: channel, campaign (None: everyday), visits, asks."""

    channel: str
    campaign: int | None
    visits: int
    asks: int


def together(
    clicks: Iterable[Clicked],
    sales: Iterable[tuple[str, int, int]],
    links: Mapping[str, tuple[str, int | None]],
) -> Told:
    """Return what came by channel and campaign.

    `sales` are (code, orders, rupiah), `links` the shop's codes with channel and campaign; a code
    that is not the shop's own tells nothing about its promotion.
    """
    told = Told()
    for one in clicks:
        for place in _places(told, one.channel, one.campaign):
            place.visits += one.visits
            place.asks += one.asks
    for code, orders, goods in sales:
        known = links.get(code)
        for place in _places(told, *known) if known else [told.unattributed]:
            place.orders += orders
            place.goods += goods
    return told


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
        per_order, per_order_with_hours: rupiah, None while no order came.
        sales_per_rupiah: None while nothing was spent.
    """

    money: int
    hours: int
    per_order: int | None
    per_order_with_hours: int | None
    sales_per_rupiah: float | None


def cost_of(spent: Mapping[str, int], brought: Brought) -> Cost:
    """Return the cost of a campaign from what was spent by kind and what came of it."""
    money, hours = promotion.money_and_hours(spent.items())
    return Cost(
        money,
        hours,
        promotion.cost_per_order(money, brought.orders),
        promotion.cost_per_order(money + hours, brought.orders),
        promotion.return_on_spend(brought.goods, money + hours),
    )
