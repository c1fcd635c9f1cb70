"""What the start page tells of the whole market: read from the rows at every asking."""

from dataclasses import dataclass
from datetime import date

from lampit.shops import access
from lampit.shops import queries as shops
from lampit.shops.queries import finding
from lampit.shops.rules.fairness import Deal


@dataclass(frozen=True, slots=True)
class Facts:
    """Sums over the market, and whose turn it is."""

    savings: shops.Savings
    counts: dict[str, int]
    places: list[tuple[str, str]]
    story: shops.Story | None
    deal: Deal


def facts(today: date) -> Facts:
    """Return the sums over the market; four queries."""
    goods, makers = access.public_products(today), access.public_makers()
    told = finding.census(goods, today)
    return Facts(
        savings=told.savings,
        counts=told.categories,
        places=shops.places(makers),
        story=shops.story_of_day(makers, today=today),
        deal=told.deal,
    )
