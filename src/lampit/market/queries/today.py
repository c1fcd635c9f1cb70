"""What the start page tells of the whole market: read from the rows at every asking."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from lampit.places import queries as regions
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
    district: str
    deal: Deal


_held: ContextVar[dict[date, Facts] | None] = ContextVar("market.facts", default=None)


@contextmanager
def facts_held() -> Iterator[None]:
    """Sum the market up once for all pages that are made inside: for a copy of it all."""
    before = _held.set({})
    try:
        yield
    finally:
        _held.reset(before)


def facts(goods: finding.Goods, today: date) -> Facts:
    """Return the sums over the market, of the goods of the day; four queries."""
    held = _held.get()
    if held is None:
        return _facts(goods, today)
    if today not in held:
        held[today] = _facts(goods, today)
    return held[today]


def _facts(goods: finding.Goods, today: date) -> Facts:
    shelf = finding.standing(goods, today)
    told = shelf.census()
    places = shops.names_of_kecamatan(shelf.places())
    return Facts(
        savings=told.savings,
        counts=told.categories,
        places=places,
        district=_district(places or _of_shops()),
        deal=told.deal,
    )


def _of_shops() -> list[tuple[str, str]]:
    """Return the kecamatan of open shops, for a market that has nothing on sale yet."""
    rows = access.public_makers().order_by().values_list("place_id", flat=True)
    return shops.names_of_kecamatan(rows.distinct())


def _district(places: list[tuple[str, str]]) -> str:
    """Return the name of the kabupaten in which all shops lie, "" of several; one query."""
    codes = {code[: len("63.08")] for code, _name in places}
    return regions.names_of(list(codes)).get(codes.pop(), "") if len(codes) == 1 else ""
