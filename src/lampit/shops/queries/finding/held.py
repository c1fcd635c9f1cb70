"""A shelf held in columns (`rolls`), asked as rows of the database are (`standing`)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import QuerySet

from lampit.shops.models import Curation, Product
from lampit.shops.queries.curation import standing
from lampit.shops.queries.finding import distance, turns
from lampit.shops.queries.finding.rolls import CATEGORIES, EPOCH, NEVER, Columns, Numbers
from lampit.shops.queries.finding.turns import Census
from lampit.shops.queries.finding.vocabulary import lexicon
from lampit.shops.queries.finding.wishes import Row, Wish, band_bounds
from lampit.shops.queries.shelf import Savings
from lampit.shops.rules import fairness
from lampit.shops.rules.fairness import Deal, Place
from lampit.shops.rules.freshness import READY_DAYS


class Held:
    """Goods of a shelf that lists show today."""

    def __init__(self, columns: Columns, today: date) -> None:
        """Hold columns of that day; no query."""
        self.columns, self.today = columns, today
        self._curated: Numbers | None = None
        self._labels = list(lexicon().labels)

    def few(self, wish: Wish, most: int) -> list[Row] | None:
        """Return the goods that meet a wish, None when they are more than `most`."""
        kept = np.flatnonzero(self._meets(wish))
        return self._rows(kept) if len(kept) <= most else None

    def kept(self, ids: Sequence[int], wish: Wish, most: int) -> list[int]:
        """Return those of some goods that stand here and meet a wish, at most so many."""
        numbers = np.array(ids, dtype=np.int64)
        places, found = self._places(numbers)
        found[found] = self._meets(wish)[places[found]]
        return [int(pk) for pk in numbers[found][:most]]

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """Return some goods in the order given."""
        places, found = self._places(np.array(ids, dtype=np.int64))
        return self._rows(places[found])

    def deal(self, wish: Wish) -> Deal:
        """Return today's order of the goods that meet a wish; one query or two for curation."""
        return self._dealt(self.columns.at(self._meets(wish)) if wish.is_narrow else self.columns)

    def _dealt(self, goods: Columns) -> Deal:
        since = fairness.fresh_since(self.today).toordinal()
        makers, group, counts = np.unique(goods.maker, return_inverse=True, return_counts=True)
        fresh = np.bincount(group, weights=goods.day >= since, minlength=len(makers))
        return turns.deal_of(
            zip(makers.tolist(), counts.tolist(), fresh.tolist(), strict=True), self.today
        )

    def at(self, wish: Wish, deal: Deal, places: list[Place]) -> list[int]:
        """Return the goods at some places of that order."""
        asked = np.isin(self.columns.maker, [place.maker for place in places])
        goods = self.columns.at(asked & self._meets(wish))
        rows = zip(goods.maker.tolist(), goods.pk.tolist(), goods.day.tolist(), strict=True)
        return turns.placed(rows, deal, places)

    def in_order(self, wish: Wish, span: tuple[int, int]) -> list[int]:
        """Return a span of the goods that meet a wish, in its order by price or day."""
        goods = self.columns.at(self._meets(wish)) if wish.is_narrow else self.columns
        keys = {
            "murah": (goods.pk, goods.price), "mahal": (goods.pk, -goods.price),
            "baru": (-goods.pk, -goods.published),
        }  # fmt: skip
        order = np.lexsort(keys[wish.order])[slice(*span)]
        return [int(pk) for pk in goods.pk[order]]

    def around(self, wish: Wish, near: "distance.Point", most: int) -> list[Row]:
        """Return more than `most` goods of the nearest places, when there are so many; a query."""
        meets = self._meets(wish)
        chosen = distance.nearest_places(self._counted(self.columns.place[meets]), near, most)
        codes = {code: number for number, code in enumerate(self.columns.codes)}
        there = np.isin(self.columns.place, [codes[code] for code in chosen])
        return self._rows(np.flatnonzero(meets & there)[: 2 * most])

    def places(self) -> dict[str, int]:
        """Return how many goods lie in each place, by the code of the shop's place."""
        return self._counted(self.columns.place)

    def _counted(self, places: Numbers) -> dict[str, int]:
        counts = np.bincount(places, minlength=len(self.columns.codes))
        pairs = zip(self.columns.codes, counts.tolist(), strict=True)
        return {code: count for code, count in pairs if count}

    def files(self, size: int) -> list[int]:
        """Return the numbers of the files in which the goods stand, `size` numbers each."""
        return [int(file) for file in np.unique((self.columns.pk - 1) // size)]

    def newest(self, most: int) -> QuerySet[Product]:
        """Return the goods that came last, in no order; no query yet."""
        return Product.objects.filter(pk__in=self.in_order(Wish(order="baru"), (0, most)))

    def census(self) -> Census:
        """Return the goods counted by maker and shelf; one query or two for curation."""
        goods = self.columns
        counts = Counter(dict(enumerate(np.bincount(goods.category).tolist())))
        proven = goods.proven_until >= self.today.toordinal()
        number = int(proven.sum())
        total = int(goods.saving[proven].sum())
        return Census(
            categories={CATEGORIES[place]: count for place, count in counts.items() if count},
            savings=Savings(len(goods), number, total / number / 10_000 if number else None),
            deal=self._dealt(goods),
        )

    def _places(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """Return where goods stand in the columns, and which of them do."""
        if not len(self.columns):
            return numbers, np.zeros(len(numbers), dtype=bool)
        places = np.searchsorted(self.columns.pk, numbers)
        places[places == len(self.columns)] = 0
        return places, self.columns.pk[places] == numbers

    def _meets(self, wish: Wish) -> Numbers:
        """Return which goods meet a wish (as `wishes.narrowed`)."""
        goods = self.columns
        found = np.ones(len(goods), dtype=bool)
        if wish.category:
            found &= goods.category == CATEGORIES.index(wish.category)
        if wish.material:
            bit = 1 << self._labels.index(wish.material) if wish.material in self._labels else 0
            found &= (goods.materials & bit) != 0
        if wish.place:
            inside = [
                number for number, code in enumerate(goods.codes)
                if code == wish.place or code.startswith(f"{wish.place}.")
            ]  # fmt: skip
            found &= np.isin(goods.place, inside)
        found &= self._priced(wish)
        if wish.ready:
            found &= self._ready()
        if wish.curated:
            found &= self._is_curated(goods.pk)
        return found

    def _priced(self, wish: Wish) -> Numbers:
        low, high = band_bounds(wish.band) if wish.band else (0, None)
        lows = [bound for bound in (low, wish.lowest) if bound is not None]
        found: Numbers = self.columns.price >= max(lows)
        if high is not None:
            found &= self.columns.price < high
        if wish.highest is not None:
            found &= self.columns.price <= wish.highest
        return found

    def _ready(self) -> Numbers:
        goods, day = self.columns, self.today.toordinal()
        usual = (goods.ready_until == 0) & (goods.checked >= day - READY_DAYS)
        found: Numbers = goods.left & (usual | (goods.ready_until >= day))
        return found

    def _is_curated(self, numbers: Numbers) -> Numbers:
        """Return which goods passed the curation; one query, asked once."""
        if self._curated is None:
            marks = Curation.objects.filter(standing(self.today))
            goods = list(marks.order_by().values_list("product_id", flat=True))
            self._curated = np.array(goods, dtype=np.int64)
        return np.isin(numbers, self._curated)

    def _rows(self, places: Numbers) -> list[Row]:
        """Return goods as the rows that filters and orders ask."""
        goods = self.columns.at(places)
        ready = self._ready()[places]
        codes, labels = self.columns.codes, self._labels
        materials = {
            bits: f" {' '.join(code for n, code in enumerate(labels) if bits >> n & 1)} "
            for bits in set(goods.materials.tolist())
        }
        return [
            Row(pk, maker, codes[place], CATEGORIES[category], price, materials[bits],
                _instant(published), is_ready, curated)
            for pk, maker, place, category, price, bits, published, is_ready, curated in zip(
                goods.pk.tolist(), goods.maker.tolist(), goods.place.tolist(),
                goods.category.tolist(), goods.price.tolist(), goods.materials.tolist(),
                goods.published.tolist(), ready.tolist(), self._is_curated(goods.pk).tolist(),
                strict=True,
            )
        ]  # fmt: skip


def _instant(microseconds: int) -> datetime | None:
    if microseconds == NEVER:
        return None
    return EPOCH + timedelta(microseconds=microseconds)
