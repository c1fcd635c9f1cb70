"""The second benefit: how much less buyers pay than in a shop, by units sold (domain section 5).

s = (P_ref - P_paid) / P_ref, exact fractions; the band 11-25 % is a hypothesis to test: nothing is
ever rounded into it. Goods without a valid reference price are counted as unknown, never as 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from lampit.science.survey import make_design, quantile

DEARER, UNDER_11, WITHIN, OVER_25 = "lebih_mahal", "kurang_11", "dalam_11_25", "lebih_25"
NO_EVIDENCE = "tanpa_bukti"
BANDS = (DEARER, UNDER_11, WITHIN, OVER_25, NO_EVIDENCE)
CLAIM_LOW, CLAIM_HIGH = Fraction(11, 100), Fraction(25, 100)
FEWEST_LINES = 10
FEWEST_SELLERS = 3


@dataclass(frozen=True)
class Sold:
    """Goods of one line of the ledger: seller, units, what was paid, what a shop asks.

    `paid` is the price of all units after discount, without shipping; `reference` is per unit;
    `shipping` is what the buyer paid to get these units, None where it is not known.
    """

    seller: int
    units: int
    paid: int
    reference: int | None
    shipping: int | None = None

    @property
    def saving(self) -> Fraction | None:
        """Return the saving on the goods alone; None without a reference."""
        if not self.reference or self.units <= 0:
            return None
        whole = self.reference * self.units
        return Fraction(whole - self.paid, whole)

    @property
    def landed_saving(self) -> Fraction | None:
        """Return the saving with shipping; None where reference or shipping is not known."""
        if self.saving is None or self.shipping is None or not self.reference:
            return None
        return self.saving - Fraction(self.shipping, self.reference * self.units)


def band(saving: Fraction | None) -> str:
    """Return the band of a saving: < 0, 0-<11, 11-25 (both ends in), > 25, or no evidence."""
    if saving is None:
        return NO_EVIDENCE
    if saving < 0:
        return DEARER
    if saving < CLAIM_LOW:
        return UNDER_11
    return WITHIN if saving <= CLAIM_HIGH else OVER_25


@dataclass(frozen=True)
class Middle:
    """A median by units sold, with its interval (Woodruff, clustered by seller) where earned."""

    value: float | None
    low: float | None
    high: float | None
    lines: int
    sellers: int


@dataclass(frozen=True)
class Saving:
    """The distribution of savings by units sold, and its middle with and without shipping.

    `hidden`: so few sold anything that the units would tell what one of them sold.
    """

    units: dict[str, int]
    goods: Middle
    landed: Middle
    lines: int
    sellers: int
    hidden: bool = False

    @property
    def known_units(self) -> int:
        """Return the units with a reference price."""
        return sum(self.units.values()) - self.units[NO_EVIDENCE]

    @property
    def all_units(self) -> int:
        """Return all units sold."""
        return sum(self.units.values())

    def share(self, name: str) -> float | None:
        """Return the share of a band among units with evidence; None when there are none."""
        return self.units[name] / self.known_units if self.known_units else None

    @property
    def no_evidence_share(self) -> float | None:
        """Return the share of units without evidence among all units."""
        return self.units[NO_EVIDENCE] / self.all_units if self.all_units else None


def _middle(rows: Sequence[tuple[Sold, Fraction]]) -> Middle:
    """Return the median by units; no interval for few lines or few sellers."""
    sellers = [sold.seller for sold, _ in rows]
    if not rows:
        return Middle(None, None, None, 0, 0)
    design = make_design(
        len(rows),
        weights=[float(sold.units) for sold, _ in rows],
        clusters=[sellers],
        lonely="certainty",
    )
    values = np.array([float(saving) for _, saving in rows])
    point, interval = quantile(design, values, np.ones(len(rows), dtype=np.bool_), 0.5)
    enough = len(rows) >= FEWEST_LINES and len(set(sellers)) >= FEWEST_SELLERS
    low, high = (interval.low, interval.high) if enough else (None, None)
    return Middle(point.estimate, low, high, len(rows), len(set(sellers)))


def distribution(lines: Sequence[Sold]) -> Saving:
    """Return the savings of `lines` by units sold."""
    units = dict.fromkeys(BANDS, 0)
    for sold in lines:
        units[band(sold.saving)] += max(sold.units, 0)
    goods = [(s, s.saving) for s in lines if s.saving is not None]
    landed = [(s, s.landed_saving) for s in lines if s.landed_saving is not None]
    sellers = len({sold.seller for sold in lines})
    return Saving(units, _middle(goods), _middle(landed), len(lines), sellers)


def publishable(found: Saving) -> Saving:
    """Return what may leave the board: nothing of one or two sellers (FEWEST_SELLERS)."""
    if not 0 < found.sellers < FEWEST_SELLERS:
        return found
    nothing = Middle(None, None, None, 0, 0)
    return Saving(dict.fromkeys(BANDS, 0), nothing, nothing, 0, found.sellers, hidden=True)


def artisan_share(price: int, reference: int) -> Fraction:
    """Return which part of the shop price the artisan gets; `reference` above zero."""
    return Fraction(price, reference)
