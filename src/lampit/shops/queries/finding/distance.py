"""How far goods lie from a buyer: from the middle of her place to the middle of the maker's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lampit.places.models import Region
from lampit.shops.models import Product
from lampit.shops.queries.finding.wishes import Row
from lampit.shops.rules.finding import nearness


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the earth in thousandths of a degree, with its name where it has one."""

    latitude: int
    longitude: int
    name: str = ""


def point_of(code: str) -> Point | None:
    """Return the middle of a region, or of the nearest one above it that is known; one query."""
    found = _middles([code])
    place = found.get(code)
    if place is None:
        return None
    name = Region.objects.filter(pk=code).values_list("name", flat=True).first()
    return Point(*place, name or code)


def _middles(codes: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return the middle of each place in thousandths of a degree; one query.

    Villages and kecamatan whose middle nobody knows lie where their kabupaten does.
    """
    asked = set(codes)
    above = {up for code in asked for up in nearness.levels(code)}
    rows = Region.objects.filter(pk__in=above, latitude__isnull=False)
    known = {
        code: (round((latitude or 0) * 1000), round((longitude or 0) * 1000))
        for code, latitude, longitude in rows.values_list("code", "latitude", "longitude")
    }
    return {
        code: known[up]
        for code in asked
        if (up := next((up for up in nearness.levels(code) if up in known), None))
    }


def steps_to(places: Iterable[str], near: Point) -> dict[str, int]:
    """Return how far each place lies as a step of `nearness.STEPS`; one query."""
    return {
        code: nearness.step(nearness.kilometres((near.latitude, near.longitude), middle))
        for code, middle in _middles(places).items()
    }


def nearest_places(counts: Mapping[str, int], near: Point, most: int) -> list[str]:
    """Return the nearest places that hold more than `most` goods together; one query."""
    steps = steps_to(counts, near)
    chosen: list[str] = []
    held = 0
    for place in sorted(counts, key=lambda code: (steps.get(code, len(counts)), code)):
        chosen.append(place)
        held += counts[place]
        if held > most:
            break
    return chosen


def steps_of_goods(goods: Sequence[int], near: Point) -> list[int]:
    """Return how far each good lies, as steps; unknown places lie furthest; two queries."""
    rows = Product.objects.filter(pk__in=goods).order_by().values_list("maker__place_id", flat=True)
    places = list(rows)
    steps = steps_to(set(places), near)
    return [steps.get(place, len(nearness.STEPS)) for place in places]


def nearest_first(rows: Sequence[Row], near: Point) -> list[Row]:
    """Return the rows by distance in steps; within a step they stand as they did."""
    steps = steps_to({row.place for row in rows}, near)
    return sorted(rows, key=lambda row: steps.get(row.place, len(nearness.STEPS)))
