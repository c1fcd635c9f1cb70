"""What the start page tells of the whole market; kept with the page, never by itself."""

from dataclasses import dataclass
from datetime import date

from lampit.shops import access
from lampit.shops import queries as shops


@dataclass(frozen=True, slots=True)
class Facts:
    """Sums over the market."""

    savings: shops.Savings
    counts: dict[str, int]
    places: list[tuple[str, str]]
    story: shops.Story | None


def facts(today: date) -> Facts:
    """Return the sums over the market; four queries."""
    goods, makers = access.public_products(today), access.public_makers()
    return Facts(
        savings=shops.savings(goods, today=today),
        counts=shops.category_counts(goods),
        places=shops.places(makers),
        story=shops.story_of_day(makers, today=today),
    )
