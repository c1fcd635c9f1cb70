"""The quality of registers seen from above: kabupaten in a province, provinces in the nation."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from lampit.places import queries as places
from lampit.places.rules import DISTRICT, parent_of
from lampit.registry.models import QualitySnapshot
from lampit.registry.queries.quality import counts_of
from lampit.registry.rules import disclosing
from lampit.registry.rules.quality import Counts, added

NATION = ""
COUNTED_SINCE_MONTHS = 3
NEWEST_AT_MOST = 5_000


@dataclass(frozen=True, slots=True)
class PartAbove:
    """A province or kabupaten of the table; None of what is withheld or was never counted.

    `counted` and `offices`: how many of its kabupaten have been counted, and how many there are.
    """

    code: str
    name: str
    counts: Counts | None
    is_hidden: bool
    counted: int
    offices: int
    month: date | None
    is_demo: bool

    @property
    def completeness_share(self) -> float | None:
        """Return the completeness that may be shown."""
        return self.counts.completeness_share if self.counts and not self.is_hidden else None

    @property
    def fresh_share(self) -> float | None:
        """Return the freshness that may be shown."""
        return self.counts.fresh_share if self.counts and not self.is_hidden else None


@dataclass(frozen=True, slots=True)
class Above:
    """What the page of a province or of the nation shows."""

    whole: PartAbove
    parts: list[PartAbove]

    @property
    def known(self) -> list[PartAbove]:
        """Return the parts of which something was counted."""
        return [part for part in self.parts if part.counted]

    @property
    def unknown(self) -> list[str]:
        """Return the names of the parts of which nothing is known."""
        return [part.name for part in self.parts if not part.counted]


def above(code: str, since: date) -> Above:
    """Return a province (or the nation, "") with its parts; four queries.

    What is withheld is decided for the nation as a whole, so that two pages never give away
    together what neither shows. The newest count of each kabupaten since a day is taken.
    """
    newest = _newest(since)
    sizes: dict[str, int] = defaultdict(int)
    parts: dict[str, list[str]] = {NATION: []}
    for own, row in sorted(newest.items()):
        province = parent_of(own)
        if province not in parts:
            parts[province] = []
            parts[NATION].append(province)
        parts[province].append(own)
        for place in (own, province, NATION):
            sizes[place] += row.framed
    small = disclosing.withheld(disclosing.Tree(sizes, parts), NATION)
    offices: dict[str, int] = defaultdict(int)
    for office in places.districts():
        offices[parent_of(office.code)] += 1
    offices[NATION] = sum(offices.values())
    below = places.children(code) if code == NATION else places.districts(code)
    own_name = "" if code == NATION else places.names_of([code]).get(code, code)

    def part(place: str, name: str) -> PartAbove:
        rows = [newest[one] for one in _kabupaten(place, parts) if one in newest]
        return PartAbove(
            code=place,
            name=name,
            counts=added([counts_of(row) for row in rows]) if rows else None,
            is_hidden=place in small,
            counted=len(rows),
            offices=offices.get(place, 1),
            month=max((row.month for row in rows), default=None),
            is_demo=any(row.is_demo for row in rows),
        )

    return Above(part(code, own_name), [part(one.code, one.name) for one in below])


def _kabupaten(place: str, parts: dict[str, list[str]]) -> list[str]:
    """Return the counted kabupaten of the nation, a province, or the kabupaten itself."""
    if place == NATION:
        return [own for province in parts[NATION] for own in parts[province]]
    return parts.get(place, []) if len(place) == len("63") else [place]


def _newest(since: date) -> dict[str, QualitySnapshot]:
    """Return kabupaten → its newest month since a day; one query."""
    rows = QualitySnapshot.objects.filter(level=DISTRICT, month__gte=since).order_by("month")
    return {row.place_id: row for row in rows[:NEWEST_AT_MOST]}
