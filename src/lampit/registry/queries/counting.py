"""How many businesses a register holds, by state and freshness: exact, out of the catalogue.

No business is read but those that changed since the catalogue knew them, so a count costs the
same few queries at a million.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from lampit.places.rules import SUBDISTRICT, level
from lampit.registry.queries import catalogue
from lampit.registry.queries.frames import FRAMED, band_case, present
from lampit.registry.rules import freshness

RUNNING = ("aktif", "musiman")


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """The register of a kabupaten in numbers.

    Attributes:
        businesses: all records, closed and moved ones included.
        running: those said to be open or seasonal.
        ended: closed, moved, or no business.
        bands: freshness band → records that may still be running.
    """

    businesses: int
    running: int
    bands: Mapping[str, int]
    ended: int = 0

    @property
    def old(self) -> int:
        """Return how many that may still be running nobody has confirmed for three years."""
        return self.bands["basi"]

    @property
    def fresh(self) -> int:
        """Return how many that may still be running were confirmed within 18 months."""
        return self.bands["segar"] + self.bands["cukup"]

    @property
    def stale(self) -> int:
        """Return how many that may still be running nobody has confirmed for long, or ever."""
        return self.bands["lama"] + self.bands["basi"] + self.bands["belum"]


def register_count(region: str, on: date) -> RegisterCount:
    """Return the counts of a kabupaten; one query, two while changed records wait."""
    known, recent = catalogue.counted(region, on)
    told = Counter(known)
    if recent.size:
        rows = catalogue.alive(present(region), recent).order_by()
        counted = rows.annotate(band=band_case(on)).values_list("status", "band")
        for state, band, n in counted.annotate(n=Count("pk")):
            told[state, band] += n
    bands = dict.fromkeys(freshness.BANDS, 0)
    for (state, band), n in told.items():
        bands[band] += n if state in FRAMED else 0
    running = sum(n for (state, _), n in told.items() if state in RUNNING)
    ended = sum(n for (state, _), n in told.items() if state not in FRAMED)
    return RegisterCount(told.total(), running, bands, ended)


def counted_by_place(region: str, places: Sequence[str]) -> dict[str, int]:
    """Return how many records a kabupaten has, and each of its kecamatan or villages.

    One query, two while changed records wait. All `places` are of one level.
    """
    found, recent = catalogue.counted_by(region, places)
    if recent.size and places:
        column = "district_id" if level(places[0]) == SUBDISTRICT else "village_id"
        rows = catalogue.alive(present(region), recent).order_by().values_list(column)
        for code, n in rows.annotate(n=Count("pk")):
            found[region] += n
            if code in found:
                found[code] += n
    return found
