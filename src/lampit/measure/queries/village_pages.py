"""What the pages of listed villages show: counts by village, a page of entries, what was noted."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from lampit.measure.models import FoundBusiness, ListedEntry, Round, VillageListing
from lampit.measure.queries import listing as reads
from lampit.measure.queries.planning import village_codes
from lampit.measure.rules import states
from lampit.measure.rules.listing import MET, UNKNOWN, VILLAGE_STATES, WRONG
from lampit.places.queries import names_of
from lampit.places.rules import subdistrict_of

Told = FoundBusiness.State
MOST_NOTED = 100


@dataclass(frozen=True)
class VillageLine:
    """One drawn village: its entries by what was found, and what was met besides."""

    listing: VillageListing
    entries: int
    met: int
    wrong: int
    unknown: int
    waiting: int
    new: int

    @property
    def untouched(self) -> int:
        """Return how many entries nobody looked at yet."""
        return self.entries - self.met - self.wrong - self.unknown

    @property
    def not_met(self) -> int:
        """Return how many entries were looked for and not met."""
        return self.wrong + self.unknown


def lines(round_id: int, listings: Sequence[VillageListing]) -> list[VillageLine]:
    """Return villages with their counts; two queries."""
    told = reads.tally([one.pk for one in listings])
    met = reads.found_in(round_id, [one.drawn.village_id for one in listings])
    return [_line(one, told.get(one.pk, {}), met.get(one.drawn.village_id, {})) for one in listings]


def _line(one: VillageListing, told: dict[str, int], met: dict[str, int]) -> VillageLine:
    return VillageLine(
        one, sum(told.values()), told.get(MET, 0), sum(told.get(reason, 0) for reason in WRONG),
        told.get(UNKNOWN, 0), met.get(Told.WAITING, 0),
        met.get(Told.ADDED, 0) + met.get(Told.KNOWN, 0),
    )  # fmt: skip


def progress(round_id: int) -> list[tuple[str, int]]:
    """Return how many villages are how far, in the order of the work; one query."""
    counted = reads.states_of(round_id)
    labels = dict(VillageListing.State.choices)
    return [(str(labels[state]), counted.get(state, 0)) for state in VILLAGE_STATES]


def entries(one: VillageListing, shown: str, text: str) -> QuerySet[ListedEntry]:
    """Return the entries of a village that a filter shows: `belum`, `ditemui`, `tidak`, or all."""
    if shown == "belum":
        return reads.entries_of(one, outcome="", text=text)
    if shown == MET:
        return reads.entries_of(one, outcome=MET, text=text)
    rows = reads.entries_of(one, text=text)
    return rows.exclude(outcome__in=("", MET)) if shown == "tidak" else rows


def noted(rows: QuerySet[FoundBusiness], round_id: int, village: str) -> list[FoundBusiness]:
    """Return what was noted in a village and waits for the office, newest first; one query."""
    waiting = rows.filter(round_id=round_id, village=village, state=Told.WAITING)
    return list(waiting.order_by("-id")[:MOST_NOTED])


def open_villages(found: Round) -> list[tuple[str, str]]:
    """Return the villages for which a finding can be noted now, code and name; two queries.

    All of the kabupaten in the field; the drawn ones while they are listed; none else.
    """
    if found.state == states.FIELD:
        codes = village_codes(found.region_id)
    elif reads.is_listed(found) and reads.draw_of(found) is None:
        rows = VillageListing.objects.filter(drawn__round=found).order_by("drawn__village")
        codes = list(rows.values_list("drawn__village", flat=True))
    else:
        return []
    places = names_of(sorted({*codes, *(subdistrict_of(code) for code in codes)}))
    told = [(places.get(subdistrict_of(c), ""), places.get(c, c), c) for c in codes]
    return [(code, f"{name}, {above}") for above, name, code in sorted(told)]
