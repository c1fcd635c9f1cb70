"""What a listing of drawn villages says of all businesses, as totals to fit weights to. Pure."""

from collections.abc import Mapping

from lampit.measure.rules.coverage import Coverage
from lampit.measure.rules.estimating.domains import UNKNOWN
from lampit.measure.rules.estimating.totals import Register
from lampit.measure.rules.frames import CERTAIN, Cells


def listed_register(
    cells: Cells, chances: Mapping[str, float], coverage: Coverage | None
) -> Register:
    """Return how many businesses there are by kecamatan × sector and by size, as listed.

    Each business on the list of a village stands for one over the chance of the village, one
    that was certain from the start for itself. The whole is raised to the estimated number of
    all. Whoever was met for the first time has no sex on record: that margin is left out.

    Args:
        cells: the frame of the second draw; what lies outside the drawn villages says nothing.
        chances: village → its chance of being drawn.
        coverage: of the round; without a number of all the listed counts stand as they are.
    """
    places: dict[tuple[str, str], float] = {}
    sizes: dict[str, float] = {}
    for cell, n in zip(cells.cells, cells.counts, strict=True):
        if not n or (cell.layer != CERTAIN and cell.village not in chances):
            continue
        stands = n if cell.layer == CERTAIN else n / chances[cell.village]
        key = (cell.subdistrict, cell.sector)
        places[key] = places.get(key, 0.0) + stands
        sizes[cell.size or UNKNOWN] = sizes.get(cell.size or UNKNOWN, 0.0) + stands
    total = coverage.total if coverage else None
    if total is None or not total.value:
        return Register(places, sizes, {}, listed=True)
    held = sum(places.values()) / total.value
    return Register(places, sizes, {}, held, listed=True, count_error=total.se / total.value)
