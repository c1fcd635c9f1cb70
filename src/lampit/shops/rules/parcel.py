"""What a parcel is charged for: its weight or its size, and what rolling it saves (commerce 9)."""

from dataclasses import dataclass
from math import isqrt

DIVISOR = 6_000  # cm³ per kg: JNE, POS, J&T Express, SiCepat, TIKI; others have their own
LEAST_KG = 1
TOLERANCE_G = 300
Sides = tuple[int, int, int]


def charged_kg(weight_g: int, sides: Sides, divisor: int = DIVISOR) -> int:
    """Return the kilograms a courier charges: the larger of weight and size, whole, at least 1."""
    length, width, height = sides
    by_size = -(-length * width * height * 1_000 // divisor)
    grams = max(weight_g, by_size, LEAST_KG * 1_000)
    return grams // 1_000 + (1 if grams % 1_000 > TOLERANCE_G else 0)


@dataclass(frozen=True, slots=True)
class Saving:
    """What a smaller parcel of the same good would be charged.

    Attributes:
        kg: charged at the size told.
        by_weight_kg: charged for its weight alone.
        sides: a roll of the same length that is charged by weight.
    """

    kg: int
    by_weight_kg: int
    sides: Sides


def rolled(weight_g: int, sides: Sides) -> Saving | None:
    """Return what rolling or folding saves; None when the weight decides already."""
    kg, light = charged_kg(weight_g, sides), charged_kg(weight_g, (1, 1, 1))
    if kg <= light:
        return None
    longest = max(sides)
    room = (light * 1_000 + TOLERANCE_G) * DIVISOR // 1_000  # cm³ charged as `light`
    side = isqrt(room // longest)
    if side < 3:  # no mat rolls thinner
        return None
    return Saving(kg, light, (longest, side, side))
