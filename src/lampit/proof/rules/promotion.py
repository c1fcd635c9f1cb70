"""The fourth benefit: what an order costs to win, by channel (domain section 5)."""

from collections.abc import Iterable
from dataclasses import dataclass

FEWEST_ORDERS = 3


@dataclass(frozen=True)
class Channel:
    """One way of promoting: parts of its spend in rupiah, None = not known; orders traced to it."""

    name: str
    spends: tuple[int | None, ...]
    orders: int

    @property
    def spend(self) -> int | None:
        """Return the whole spend; one unknown part makes it unknown."""
        known = [part for part in self.spends if part is not None]
        return sum(known) if known and len(known) == len(self.spends) else None

    @property
    def cost_per_order(self) -> float | None:
        """Return rupiah per traced order; None without spend or without orders, never zero."""
        return self.spend / self.orders if self.spend is not None and self.orders > 0 else None


@dataclass(frozen=True)
class Promotion:
    """Costs per order by channel, and the orders whose origin nobody knows."""

    channels: tuple[Channel, ...]
    unattributed: int

    @property
    def attributed(self) -> int:
        """Return the orders traced to a channel."""
        return sum(channel.orders for channel in self.channels)

    @property
    def attributed_share(self) -> float | None:
        """Return which share of orders has a known origin; None without orders."""
        whole = self.attributed + self.unattributed
        return self.attributed / whole if whole else None

    @property
    def is_comparable(self) -> bool:
        """Say whether at least two channels have a cost per order over enough orders."""
        usable = [
            c for c in self.channels if c.cost_per_order is not None and c.orders >= FEWEST_ORDERS
        ]
        return len(usable) > 1


def promotion(channels: Iterable[Channel], unattributed: int) -> Promotion:
    """Return the channels, cheapest order first, unknown costs last."""
    ordered = sorted(
        channels,
        key=lambda c: (c.cost_per_order is None, c.cost_per_order or 0.0, c.name),
    )
    return Promotion(tuple(ordered), unattributed)
