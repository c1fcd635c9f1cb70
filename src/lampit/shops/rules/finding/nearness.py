"""How far a place lies: kilometres on a flat sheet, told in steps, in whole numbers.

A degree of latitude is 111 km; one of longitude shrinks with the latitude, by a table of whole
degrees (cosine in thousandths), so that no database and no machine rounds differently. Middles of
places are good for a kilometre or two: nobody is told metres.
"""

from math import isqrt

KM_PER_DEGREE = 111
STEPS = (5, 10, 25, 50, 100, 250)  # kilometres; the last step is "further"
# 1000 · cos of whole degrees 0 … 12: Indonesia lies between 6° north and 11° south.
_COSINES = (1000, 1000, 999, 999, 998, 996, 995, 993, 990, 988, 985, 982, 978)


def levels(code: str) -> list[str]:
    """Return a code with those above it, nearest first: village, kecamatan, kabupaten, province."""
    parts = code.split(".")
    return [".".join(parts[:n]) for n in range(len(parts), 0, -1)]


def kilometres(here: tuple[int, int], there: tuple[int, int]) -> int:
    """Return the distance of two points given in thousandths of a degree (latitude, longitude)."""
    north = (there[0] - here[0]) * KM_PER_DEGREE
    middle = abs(here[0] + there[0]) // 2000
    east = (there[1] - here[1]) * KM_PER_DEGREE * _COSINES[min(middle, len(_COSINES) - 1)] // 1000
    return isqrt(north * north + east * east) // 1000


def step(distance: int) -> int:
    """Return the number of the step a distance falls into; the last one is open."""
    return next((n for n, most in enumerate(STEPS) if distance <= most), len(STEPS))


def rounded(typed: str) -> tuple[int, int] | None:
    """Return a position as a browser gives it (`-2.42,115.25`), rounded to about a kilometre.

    What is no position in Indonesia gives None.
    """
    parts = typed.split(",")
    try:
        latitude, longitude = (float(part) for part in parts)
    except ValueError:
        return None
    if not (-12 <= latitude <= 7 and 94 <= longitude <= 142):
        return None
    return round(latitude * 100) * 10, round(longitude * 100) * 10
