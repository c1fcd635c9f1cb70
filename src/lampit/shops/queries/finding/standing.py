"""What a shelf is asked: of rows of the database, or of the roll of a large market.

Both give the same goods in the same order; `standing` takes whichever a caller has.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django.db.models import Count, QuerySet

from lampit.shops.models import Product
from lampit.shops.queries.finding import distance, turns
from lampit.shops.queries.finding.held import Held
from lampit.shops.queries.finding.turns import Census
from lampit.shops.queries.finding.wishes import Row, Wish, narrowed, ordered, rows_of
from lampit.shops.queries.mapping import files_of
from lampit.shops.rules.fairness import Deal, Place
from lampit.web.prepared import asked_once

Goods = QuerySet[Product] | Held


class Standing(Protocol):
    """Goods that stand on a shelf today, in whatever form they are held."""

    def few(self, wish: Wish, most: int) -> list[Row] | None:
        """Return the goods that meet a wish, None when they are more than `most`."""

    def kept(self, ids: Sequence[int], wish: Wish, most: int) -> list[int]:
        """Return those of some goods that stand here and meet a wish, at most so many."""

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """Return some goods in the order given."""

    def deal(self, wish: Wish) -> Deal:
        """Return today's order of the goods that meet a wish."""

    def at(self, wish: Wish, deal: Deal, places: list[Place]) -> list[int]:
        """Return the goods at some places of that order."""

    def in_order(self, wish: Wish, span: tuple[int, int]) -> list[int]:
        """Return a span of the goods that meet a wish, in its order by price or day."""

    def around(self, wish: Wish, near: "distance.Point", most: int) -> list[Row]:
        """Return more than `most` goods of the nearest places, when there are so many."""

    def places(self) -> dict[str, int]:
        """Return how many goods lie in each place, by the code of the shop's place."""

    def files(self, size: int) -> list[int]:
        """Return the numbers of the files in which the goods stand, `size` numbers each."""

    def newest(self, most: int) -> QuerySet[Product]:
        """Return a queryset of the goods that came last, in no order; no more where it is quick."""

    def census(self) -> Census:
        """Return the goods counted by maker and shelf."""


class Rows:
    """A shelf whose rows the database is asked for."""

    def __init__(self, products: QuerySet[Product], today: date) -> None:
        """Hold goods that lists show on a day; no query yet."""
        self.products, self.today = products.order_by(), today

    def few(self, wish: Wish, most: int) -> list[Row] | None:
        """Return the goods that meet a wish, None when they are more than `most`; one query."""
        rows = rows_of(self._narrowed(wish)[: most + 1], self.today)
        return rows if len(rows) <= most else None

    def kept(self, ids: Sequence[int], wish: Wish, most: int) -> list[int]:
        """Return those of some goods that stand here and meet a wish; one query."""
        at = {pk: place for place, pk in enumerate(ids)}
        shown = self._narrowed(wish).filter(pk__in=ids).values_list("pk", flat=True)
        return sorted(shown, key=at.__getitem__)[:most]

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """Return some goods in the order given; one query."""
        at = {pk: place for place, pk in enumerate(ids)}
        rows = rows_of(self.products.filter(pk__in=ids), self.today)
        return sorted(rows, key=lambda row: at[row.pk])

    def deal(self, wish: Wish) -> Deal:
        """Return today's order of the goods that meet a wish; two queries."""
        return turns.dealt(self._narrowed(wish), self.today)

    def at(self, wish: Wish, deal: Deal, places: list[Place]) -> list[int]:
        """Return the goods at some places of that order; one query."""
        return turns.goods_at(self._narrowed(wish), deal, places)

    def in_order(self, wish: Wish, span: tuple[int, int]) -> list[int]:
        """Return a span of the goods that meet a wish, in its order; one query."""
        found = ordered(self._narrowed(wish), wish.order).values_list("pk", flat=True)
        return list(found[slice(*span)])

    def around(self, wish: Wish, near: "distance.Point", most: int) -> list[Row]:
        """Return the goods of the nearest places; three queries."""
        found = self._narrowed(wish)
        counts = dict(found.values_list("maker__place_id").annotate(n=Count("pk")))
        chosen = distance.nearest_places(counts, near, most)
        return rows_of(found.filter(maker__place__in=chosen).order_by("pk")[: 2 * most], self.today)

    def places(self) -> dict[str, int]:
        """Return how many goods lie in each place; one query."""
        return dict(
            asked_once(self.products.values_list("maker__place_id").annotate(n=Count("pk")))
        )

    def files(self, size: int) -> list[int]:
        """Return the numbers of the files in which the goods stand; one query."""
        return files_of(self.products, size)

    def newest(self, most: int) -> QuerySet[Product]:  # noqa: ARG002 - rows are sorted by who asks
        """Return all goods: whoever asks sorts them; no query."""
        return self.products

    def census(self) -> Census:
        """Return the goods counted by maker and shelf; two queries."""
        return turns.census(self.products, self.today)

    def _narrowed(self, wish: Wish) -> QuerySet[Product]:
        return narrowed(self.products, wish, self.today)


def standing(goods: Goods, today: date) -> Standing:
    """Return a shelf to ask, of goods that lists show today."""
    return goods if isinstance(goods, Held) else Rows(goods, today)
