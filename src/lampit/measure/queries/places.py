"""Where a business lies, as far as samples and scores need it."""

from dataclasses import dataclass

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
