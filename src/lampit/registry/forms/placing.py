"""The choices of kecamatan and village that lists are filtered by."""

from collections.abc import Sequence

from lampit.places.models import Region
from lampit.places.rules import SUBDISTRICT, covers

Named = list[tuple[str, str]]
Grouped = list[tuple[str, Named]]


def subdistrict_choices(below: Sequence[Region]) -> Named:
    """Return each kecamatan among the regions below a kabupaten."""
    return [(one.code, one.name) for one in below if one.level == SUBDISTRICT]


def village_choices(below: Sequence[Region], within: str) -> Grouped:
    """Return the villages grouped by kecamatan; only those of one when `within` names one here."""
    known = subdistrict_choices(below)
    if within in {code for code, _ in known}:
        known = [(code, name) for code, name in known if code == within]
    groups = []
    for code, name in known:
        inside = [
            (one.code, one.name) for one in below if one.code != code and covers(code, one.code)
        ]
        if inside:
            groups.append((name, sorted(inside, key=lambda village: village[1])))
    return groups
