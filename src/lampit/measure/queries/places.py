"""Where a business lies, as far as samples and scores need it."""

from collections.abc import Iterable
from dataclasses import dataclass

from lampit.places import queries as places
from lampit.places.rules import subdistrict_of
from lampit.registry.models import Business


@dataclass(frozen=True)
class BusinessPlace:
    """The kecamatan and sector of a business; empty and None where they are not known."""

    subdistrict: str
    sector: str | None


def place_of(business: Business) -> BusinessPlace:
    """Return where a business lies and what it does; no query."""
    return BusinessPlace(
        business.district_id or subdistrict_of(business.village_id or ""), business.sector or None
    )


def points_of(codes: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Return the known positions of regions as (latitude, longitude); no query."""
    known = places.centroids()
    return {code: known[code] for code in codes if code in known}
