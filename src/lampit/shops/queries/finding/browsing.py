"""A shelf without a question: whose turn it is, or an order by price, day or nearness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from lampit.shops.models import Product
from lampit.shops.queries.finding import distance, turns
from lampit.shops.queries.finding.facets import Facets, facets
from lampit.shops.queries.finding.search import MOST
from lampit.shops.queries.finding.wishes import (
    Row,
    Wish,
    meets,
    narrowed,
    ordered,
    rows_of,
    sorted_rows,
)  # fmt: skip
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
    products: QuerySet[Product], wish: Wish, today: date, span: tuple[int, int],
    near: "distance.Point | None" = None,
) -> Browsed:  # fmt: skip
    """Return the goods from `span[0]` to `span[1]` of a shelf; three to six queries."""
    rows = rows_of(products.order_by()[: MOST + 1], today)
    if len(rows) <= MOST:
        kept = [row for row in rows if meets(row, wish)] if wish.is_narrow else rows
        told = facets(rows, wish, is_whole=True)
        return Browsed(_page(kept, wish, today, near, span), len(kept), False, told)
    chosen = narrowed(products, wish, today)
    if wish.is_narrow:
        rows = rows_of(chosen.order_by()[: MOST + 1], today)
    told = facets(rows, wish, is_whole=len(rows) <= MOST and wish.is_narrow)
    if len(rows) <= MOST:
        return Browsed(_page(rows, wish, today, near, span), len(rows), False, told)
    if wish.order == "dekat" and near:
        rows = _around(chosen, near, today)
        return Browsed(_page(rows, wish, today, near, span), MOST, True, told)
    if wish.order in ("murah", "mahal", "baru"):
        found = ordered(chosen, wish.order).values_list("pk", flat=True)
        return Browsed(list(found[slice(*span)]), MOST, True, told)
    deal = turns.dealt(chosen, today)
    ids = turns.goods_at(chosen, deal, deal.places(*span))
    return Browsed(ids, deal.total, False, told)


def _page(
    rows: Sequence[Row], wish: Wish, today: date, near: "distance.Point | None",
    span: tuple[int, int],
) -> list[int]:  # fmt: skip
    if wish.order not in ("murah", "mahal", "baru"):
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


def _around(products: QuerySet[Product], near: "distance.Point", today: date) -> list[Row]:
    """Return at least `MOST` goods of the nearest places, when there are so many."""
    counts = dict(products.order_by().values_list("maker__place_id").annotate(n=Count("pk")))
    steps = distance.steps_to(counts, near)
    chosen: list[str] = []
    held = 0
    for place in sorted(counts, key=lambda code: (steps.get(code, len(counts)), code)):
        chosen.append(place)
        held += counts[place]
        if held > MOST:
            break
    return rows_of(products.filter(maker__place__in=chosen).order_by()[: 2 * MOST], today)
