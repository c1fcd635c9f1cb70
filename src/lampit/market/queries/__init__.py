"""What the start page tells of the whole market, at most a minute old.

Counting thousands of goods for every visitor costs more than the page; stock and prices of the
goods shown are always read anew.
"""

from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from lampit.shops import access
from lampit.shops import queries as shops

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Facts:
    """Sums over the market."""

    savings: shops.Savings
    counts: dict[str, int]
    places: list[tuple[str, str]]
    story: shops.Story | None


def facts(today: date) -> Facts:
    """Return the sums over the market; four queries once a minute, else none."""
    key = f"market.facts.{today}"
    found = cache.get(key)
    if not isinstance(found, Facts):
        goods, makers = access.public_products(today), access.public_makers()
        found = Facts(
            savings=shops.savings(goods, today=today),
            counts=shops.category_counts(goods),
            places=shops.places(makers),
            story=shops.story_of_day(makers, today=today),
        )
        cache.set(key, found, SECONDS)
    return found
