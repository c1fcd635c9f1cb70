"""The choices of kecamatan and village that lists are filtered by."""

from collections.abc import Sequence

from lampit.places.queries import Below
from lampit.places.rules import SUBDISTRICT, VILLAGE, subdistrict_of

Named = list[tuple[str, str]]
Grouped = list[tuple[str, Named]]


def subdistrict_choices(below: Sequence[Below]) -> Named:
    """Return each kecamatan among the regions below a kabupaten."""
    return [(one.code, one.name) for one in below if one.level == SUBDISTRICT]


def village_choices(below: Sequence[Below], within: str) -> Grouped:
    """Return the villages grouped by kecamatan; only those of one when `within` names one here."""
    known = dict(subdistrict_choices(below))
    if within in known:
        known = {within: known[within]}
    groups: dict[str, Named] = {code: [] for code in known}
    for one in below:
        if one.level == VILLAGE and (code := subdistrict_of(one.code)) in groups:
            groups[code].append((one.code, one.name))
    return [
        (known[code], sorted(villages, key=lambda told: told[1]))
        for code, villages in groups.items()
        if villages
    ]
