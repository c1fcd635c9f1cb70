"""What a parcel counts for: volumetric weight and charged kilograms (commerce.md section 9).

Integers only: grams, centimetres, whole kilograms.
"""

from dataclasses import dataclass

from lampit.basics.texts import gettext_noop

GRAMS = 1_000
# The kinds of carriers in `data/carriers.csv`, for the catalogue of texts.
KINDS = (
    gettext_noop("Kiriman biasa dan udara"),
    gettext_noop("Kargo 5000"),
    gettext_noop("Kargo darat dan laut"),
)


@dataclass(frozen=True, slots=True)
class Service:
    """How carriers of a kind reckon a parcel.

    Attributes:
        name: an Indonesian name of the kind, a message id.
        divisor: cubic centimetres that count as one kilogram.
        least_kg: fewer kilograms are not charged.
        tolerance_g: grams above a whole kilogram that are not charged.
    """

    name: str
    divisor: int
    least_kg: int = 1
    tolerance_g: int = 300


def volume_g(size_cm: tuple[int, int, int], divisor: int) -> int:
    """Return the volumetric weight of a parcel in grams, rounded up."""
    length, width, height = size_cm
    return -(-length * width * height * GRAMS // divisor)


def charged_kg(weight_g: int, size_cm: tuple[int, int, int], service: Service) -> int:
    """Return the kilograms a carrier charges for one parcel."""
    heaviest = max(weight_g, volume_g(size_cm, service.divisor), service.least_kg * GRAMS)
    return heaviest // GRAMS + (heaviest % GRAMS > service.tolerance_g)
