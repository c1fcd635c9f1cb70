"""Where a price stands among similar goods of other makers in the market."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lampit.shops.rules.finding.words import plain_words as words
from lampit.shops.rules.prices import median

FEWEST_GOODS = 5
FEWEST_MAKERS = 3
LOWEST_SIZE, HIGHEST_SIZE = Fraction(4, 5), Fraction(5, 4)
# Words that say nothing of the material.
HOLLOW = frozenset({"alami", "asli", "lokal", "danau", "tangan", "pilihan", "halus", "dan"})


@dataclass(frozen=True, slots=True)
class Peer:
    """A good of another maker on the same shelf, sold by the same unit."""

    maker: int
    price: int
    material: str
    length_cm: int | None = None
    width_cm: int | None = None


@dataclass(frozen=True, slots=True)
class Peers:
    """What similar goods cost.

    Attributes:
        n, makers: goods and makers compared.
        low, middle, high: first quartile, median, third quartile; None while there are too few.
        by_material, by_size: what was compared besides shelf and unit.
        place: `bawah`, `tengah` or `atas`, where the price stands; "" without a price.
    """

    n: int
    makers: int
    low: int | None
    middle: int | None
    high: int | None
    by_material: bool
    by_size: bool
    place: str = ""

    @property
    def is_enough(self) -> bool:
        """Say whether there are enough to compare with."""
        return self.middle is not None


def compared(
    peers: Iterable[Peer],
    *,
    price: int | None,
    material: str = "",
    size_cm: tuple[int | None, int | None] = (None, None),
) -> Peers:
    """Return where `price` stands among goods of like material and size.

    Said only from 5 goods of 3 makers on: fewer would show one maker's price to another.
    """
    told = {w for w in words(material) if w not in HOLLOW}
    length, width = size_cm
    alike = [
        one
        for one in peers
        if (not told or told & set(words(one.material)))
        and _near(length, one.length_cm)
        and _near(width, one.width_cm)
    ]
    makers = len({one.maker for one in alike})
    by_material, by_size = bool(told), length is not None
    if len(alike) < FEWEST_GOODS or makers < FEWEST_MAKERS:
        return Peers(len(alike), makers, None, None, None, by_material, by_size)
    prices = sorted(one.price for one in alike)
    low, high = nearest_rank(prices, Fraction(1, 4)), nearest_rank(prices, Fraction(3, 4))
    place = ""
    if price is not None:
        place = "bawah" if price < low else "atas" if price > high else "tengah"
    return Peers(len(alike), makers, low, median(prices), high, by_material, by_size, place)


def nearest_rank(ordered: Sequence[int], share: Fraction) -> int:
    """Return the value at the nearest rank of a sorted list: a price that somebody asks."""
    rank = -(-share.numerator * len(ordered) // share.denominator)
    return ordered[max(rank, 1) - 1]


def _near(own: int | None, other: int | None) -> bool:
    """Say whether two sides are of like length; an unknown own side compares with all."""
    if own is None:
        return True
    return other is not None and LOWEST_SIZE * own <= other <= HIGHEST_SIZE * own
