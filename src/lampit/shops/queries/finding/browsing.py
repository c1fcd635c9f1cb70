"""A shelf without a question: whose turn it is, or an order by price, day or nearness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lampit.shops.queries.finding import distance, turns
from lampit.shops.queries.finding.facets import Facets, facets, uncounted
from lampit.shops.queries.finding.search import MOST
from lampit.shops.queries.finding.standing import Goods, standing
from lampit.shops.queries.finding.wishes import BY_COLUMN, Row, Wish, meeting, sorted_rows
from lampit.shops.rules import fairness


@dataclass(frozen=True, slots=True)
class Browsed:
    """A page of a shelf.

    Attributes:
        ids: the goods of the asked page, in order.
        total: how many there are, at most `MOST` when `more`.
        more: there are more than `total` tells.
        facets: the filters with their counts.
    """

    ids: Sequence[int]
    total: int
    more: bool
    facets: Facets


def browse(
    goods: Goods, wish: Wish, today: date, span: tuple[int, int],
    near: "distance.Point | None" = None,
) -> Browsed:  # fmt: skip
    """Return the goods from `span[0]` to `span[1]` of a shelf; three to six queries of rows."""
    shelf = standing(goods, today)
    rows = shelf.few(Wish(), MOST)
    if rows is not None:
        kept = meeting(rows, wish) if wish.is_narrow else rows
        told = facets(rows, wish)
        return Browsed(_page(kept, wish, today, near, span), len(kept), False, told)
    rows = shelf.few(wish, MOST) if wish.is_narrow else None
    if rows is not None:
        told = facets(rows, wish)
        return Browsed(_page(rows, wish, today, near, span), len(rows), False, told)
    told = uncounted(wish, shelf.places())
    if wish.order == "dekat" and near:
        rows = shelf.around(wish, near, MOST)
        return Browsed(_page(rows, wish, today, near, span), MOST, True, told)
    if wish.order in BY_COLUMN:
        return Browsed(shelf.in_order(wish, span), MOST, True, told)
    deal = shelf.deal(wish)
    return Browsed(shelf.at(wish, deal, deal.places(*span)), deal.total, False, told)


def _page(
    rows: Sequence[Row], wish: Wish, today: date, near: "distance.Point | None",
    span: tuple[int, int],
) -> list[int]:  # fmt: skip
    if wish.order not in BY_COLUMN:
        rows = _in_turns(rows, today)
    if wish.order == "dekat" and near:
        rows = distance.nearest_first(rows, near)
    return [row.pk for row in sorted_rows(rows, wish.order)[slice(*span)]]


def _in_turns(rows: Sequence[Row], today: date) -> list[Row]:
    """Return the rows as `rules.fairness` deals them: what the database would count."""
    hers: dict[int, list[Row]] = {}
    for row in rows:
        hers.setdefault(row.maker, []).append(row)
    since = fairness.fresh_since(today)
    deal = fairness.deal(
        {maker: len(goods) for maker, goods in hers.items()}, today,
        fresh={r.maker for r in rows if r.published_at and turns.day_of(r.published_at) >= since},
        curated={row.maker for row in rows if row.curated},
    )  # fmt: skip
    fresh = {place.maker for place in deal.first if place.why == fairness.FRESH}
    orders = {
        maker: fairness.order_of_goods(
            [(row.pk, turns.newness(row.published_at)) for row in goods],
            deal.shift, newest_first=maker in fresh,
        )
        for maker, goods in hers.items()
    }  # fmt: skip
    by_pk = {row.pk: row for row in rows}
    return [by_pk[orders[place.maker][place.nth]] for place in deal.places(0, len(rows))]
