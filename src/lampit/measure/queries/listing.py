"""Listed villages: how far each is, its entries, what was met there; and the frame they give."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, QuerySet

from lampit.basics.refusal import Refusal
from lampit.measure.models import (
    DrawnVillage,
    FoundBusiness,
    ListedDraw,
    ListedEntry,
    Round,
    VillageListing,
)
from lampit.measure.queries.frames import Frozen, content_of, kept_cells, kept_frame
from lampit.measure.rules import coverage as rules
from lampit.measure.rules.estimating.listed import listed_register
from lampit.measure.rules.estimating.totals import Register
from lampit.measure.rules.frames import (
    CERTAIN,
    CHANCE,
    LISTED,
    MET_CERTAIN,
    NO_SECTOR,
    Cell,
    Cells,
    is_village,
)
from lampit.measure.rules.listing import COMPLETE, MET, UNKNOWN, UNLISTED, WRONG
from lampit.measure.rules.planning import TWO, choices_of
from lampit.places.rules import subdistrict_of
from lampit.registry import queries as registry
from lampit.registry.rules.size import all_workers, size_group

CHUNK = 500
LONGEST_PANEL = 5
Told = FoundBusiness.State


def is_listed(found: Round) -> bool:
    """Say whether the villages of a drawn round are listed before businesses are drawn."""
    return found.method == LISTED


def draw_of(found: Round) -> ListedDraw | None:
    """Return the second draw of a round, None before it; one query for a listed round."""
    return ListedDraw.objects.filter(round=found).first() if is_listed(found) else None


def listings_of(rows: QuerySet[VillageListing], round_id: int) -> QuerySet[VillageListing]:
    """Return the villages of a round in the order of their codes, for a page of them."""
    mine = rows.filter(drawn__round_id=round_id)
    return mine.select_related(
        "drawn", "drawn__round", "drawn__village", "drawn__village__parent", "lister"
    ).order_by("drawn__village")


def find(rows: QuerySet[VillageListing], round_id: int, village: str) -> VillageListing | None:
    """Return the listing of one village; one query."""
    return listings_of(rows, round_id).filter(drawn__village_id=village).first()


def entries_of(
    listing: VillageListing, *, outcome: str | None = None, text: str = ""
) -> QuerySet[ListedEntry]:
    """Return the entries of a village with their businesses, by name, for a page of them.

    `outcome` "" = not looked at yet, None = all. Whoever was taken off the register since, or
    belongs to another kabupaten now, has no name here any more.
    """
    rows = listing.entries.filter(
        business__withdrawn_at=None, business__region=listing.drawn.round.region_id
    )
    if outcome is not None:
        rows = rows.filter(outcome=outcome)
    if text:
        rows = rows.filter(business__name__icontains=text) | rows.filter(
            business__owner__name__icontains=text
        )
    return rows.select_related("business", "business__owner").order_by("business__name", "id")


def tally(listings: Collection[int]) -> dict[int, dict[str, int]]:
    """Return how many entries of each village have which outcome; one query."""
    rows = ListedEntry.objects.filter(listing__in=listings).order_by()
    told: dict[int, dict[str, int]] = {}
    for pk, outcome, n in rows.values_list("listing", "outcome").annotate(n=Count("id")):
        told.setdefault(pk, {})[outcome] = n
    return told


def found_in(round_id: int, villages: Collection[str]) -> dict[str, dict[str, int]]:
    """Return how many findings of each village are in which state; one query."""
    rows = FoundBusiness.objects.filter(round=round_id, village__in=villages).order_by()
    told: dict[str, dict[str, int]] = {}
    for code, state, n in rows.values_list("village", "state").annotate(n=Count("id")):
        told.setdefault(code, {})[state] = n
    return told


def undecided(round_id: int) -> int:
    """Return how many findings of a round wait for the office; one query.

    Those whose term is over have no name any more: nobody can decide on them.
    """
    waiting = FoundBusiness.objects.filter(round=round_id, state=Told.WAITING)
    return waiting.exclude(name="", owner_name="").count()


def states_of(round_id: int) -> dict[str, int]:
    """Return how many villages of a round are how far; one query."""
    rows = VillageListing.objects.filter(drawn__round=round_id).order_by()
    return dict(rows.values_list("state").annotate(n=Count("id")))


def village_count(found: Round) -> int:
    """Return how many villages of a round are to be listed, 0 where none are; one query."""
    return VillageListing.objects.filter(drawn__round=found).count() if is_listed(found) else 0


def register_in(found: Round, village: str) -> list[tuple[int, Cell]]:
    """Return the businesses that the frozen frame has in a village, with their cells.

    Raises:
        Refusal: as `frames.kept_frame`.
    """
    frame = kept_frame(found.frame_hash)
    return [
        (int(frame.ids[number - 1]), cell)
        for cell, numbers in frame.cells.spans()
        if cell.village == village
        for number in numbers
    ]


@dataclass(frozen=True)
class Met:
    """A decided finding: its village, which business it is, and what was told of it."""

    village: str
    business: int
    sector: str
    size: str
    workers: int | None


def _met_anew(found: Round, villages: Iterable[str]) -> list[Met]:
    """Return the decided findings of some villages that are no entry of theirs; two queries.

    Each business once, in the village in which it was met first.
    """
    rows = list(
        FoundBusiness.objects.filter(
            round=found, state__in=(Told.KNOWN, Told.ADDED), village__in=list(villages)
        )
        .select_related("business")
        .order_by("id")
    )
    on_list = set(
        ListedEntry.objects.filter(
            listing__drawn__round=found, business__in=[row.business_id for row in rows]
        ).values_list("listing__drawn__village", "business")
    )
    fresh: dict[int, Met] = {}
    for row in rows:
        own = row.business
        if own is None or own.pk in fresh or (row.village_id, own.pk) in on_list:
            continue
        known = row.workers
        if known is None:
            known = all_workers(own.workers_male, own.workers_female, own.workers_total)
        sector = row.sector or own.sector or NO_SECTOR
        fresh[own.pk] = Met(row.village_id, own.pk, sector, size_group(known), known)
    return list(fresh.values())


def village_counts(found: Round) -> list[rules.VillageCount]:
    """Return what each drawn village gave so far, or what the second draw kept; few queries."""
    done = draw_of(found)
    return rules.counts_of(done.villages) if done else counted(found)


def counted(found: Round) -> list[rules.VillageCount]:
    """Count the listings of a round now; five queries and the kept frame."""
    listings = list(listings_of(VillageListing.objects.all(), found.pk))
    entries: dict[int, dict[str, dict[str, int]]] = {}
    rows = ListedEntry.objects.filter(listing__drawn__round=found).order_by()
    for pk, outcome, sector, n in rows.values_list("listing", "outcome", "sector").annotate(
        n=Count("id")
    ):
        entries.setdefault(pk, {}).setdefault(outcome, {})[sector] = n
    codes = [one.drawn.village_id for one in listings if one.state == COMPLETE]
    fresh = _met_anew(found, codes)
    known = _numbers(found, [one.business for one in fresh])
    return [
        _count(one, entries.get(one.pk, {}),
               [m for m in fresh if m.village == one.drawn.village_id], known)
        for one in listings
    ]  # fmt: skip


def _numbers(found: Round, businesses: list[int]) -> Collection[int]:
    """Return which businesses the frozen register holds, wherever it puts them."""
    try:
        return kept_frame(found.frame_hash).number_of(businesses) if businesses else ()
    except Refusal:
        return ()


def _count(
    listing: VillageListing, told: dict[str, dict[str, int]], fresh: list[Met],
    known: Collection[int],
) -> rules.VillageCount:  # fmt: skip
    sums = {outcome: sum(by.values()) for outcome, by in told.items()}
    wrong = {reason: sums[reason] for reason in WRONG if sums.get(reason)}
    met, bad = sums.get(MET, 0), sum(wrong.values())
    anew: dict[str, int] = {}
    for one in fresh:
        anew[one.sector] = anew.get(one.sector, 0) + 1
    drawn = listing.drawn
    return rules.VillageCount(
        drawn.village_id, drawn.subdistrict, drawn.probability, drawn.is_certain, listing.state,
        listing.reason, sum(sums.values()), met, wrong, sums.get(UNKNOWN, 0), len(fresh),
        sum(one.business in known for one in fresh),
        rules.lists_of(told.get(MET, {}), told.get(UNKNOWN, {}), anew,
                       met / (met + bad) if met + bad else 1.0),
    )  # fmt: skip


def coverage_of(found: Round) -> rules.Coverage | None:
    """Return how much of all businesses the register holds; None where no village is listed.

    Five queries and the kept frame before the second draw, one after it.
    """
    if not is_listed(found):
        return None
    try:
        cells = kept_cells(found.frame_hash)
    except Refusal:
        return None
    pairs = zip(cells.cells, cells.counts, strict=True)
    register = sum(n for cell, n in pairs if is_village(cell.village))
    return rules.coverage(village_counts(found), register)


def seems_incomplete(region: str) -> bool:
    """Say whether the register of a kabupaten is not known to hold nearly all businesses.

    Known is only what the newest listing of it said; few queries.
    """
    rows = ListedDraw.objects.filter(round__region=region).select_related("round")
    newest = rows.order_by("-drawn_at", "-id").first()
    told = coverage_of(newest.round) if newest else None
    return told is None or told.held is None or told.held.low < rules.NEARLY_ALL


def listed_frame(found: Round) -> Frozen:
    """Return the frame of the second draw: who was met in the listed villages; few queries.

    Of a village that could not be listed, its entries of the frozen register stand. Those that
    are certain by the first frame come from everywhere. Who left the register meanwhile, or was
    found wrong, is not in it; nobody is in it twice.

    Raises:
        Refusal: as `frames.kept_frame`.
    """
    villages = {
        one.drawn.village_id: one for one in listings_of(VillageListing.objects.all(), found.pk)
    }
    walked = [code for code, one in villages.items() if one.state == COMPLETE]
    cells: dict[int, Cell] = {}
    frame = kept_frame(found.frame_hash)
    for cell, numbers in frame.cells.spans():
        one = villages.get(cell.village)
        stands = one is not None and one.state == UNLISTED
        if cell.layer == CERTAIN or stands:
            layer = CERTAIN if cell.layer == CERTAIN else CHANCE
            for number in numbers:
                cells[int(frame.ids[number - 1])] = cell._replace(layer=layer)
    rows = ListedEntry.objects.filter(listing__drawn__round=found, listing__state=COMPLETE)
    told = rows.order_by("id").values_list(
        "listing__drawn__village", "business", "sector", "size", "outcome", "is_certain"
    )
    for village, pk, sector, size, outcome, certain in told:
        if certain and outcome in WRONG:
            cells.pop(pk, None)
        elif not certain and outcome == MET:
            place = Cell(subdistrict_of(village), village, sector, size, CHANCE)
            cells.setdefault(pk, place)
    large = choices_of(found.plan).certain_from
    for met in _met_anew(found, walked):
        big = large > 0 and met.workers is not None and met.workers >= large
        layer = MET_CERTAIN if big else CHANCE
        place = Cell(subdistrict_of(met.village), met.village, met.sector, met.size, layer)
        cells.setdefault(met.business, place)
    alive = _alive(found.region_id, cells)
    return _frozen({pk: cell for pk, cell in cells.items() if pk in alive}, villages)


def _alive(region: str, businesses: Collection[int]) -> set[int]:
    """Return which businesses the register still has as running in the kabupaten."""
    wanted, found = sorted(businesses), set()
    for start in range(0, len(wanted), CHUNK):
        found |= registry.running(region, wanted[start : start + CHUNK])
    return found


def _frozen(cells: dict[int, Cell], villages: Iterable[str]) -> Frozen:
    """Lay businesses out by cell and number; a village of nobody is a cell of nobody."""
    inside: dict[Cell, list[int]] = {}
    for pk in sorted(cells):
        inside.setdefault(cells[pk], []).append(pk)
    filled = {cell.village for cell in inside}
    for code in villages:
        if code not in filled:
            inside[Cell(subdistrict_of(code), code, NO_SECTOR, "", CHANCE)] = []
    ordered = sorted(inside)
    ids = np.array([pk for cell in ordered for pk in inside[cell]], dtype=np.int64)
    counts = [len(inside[cell]) for cell in ordered]
    return Frozen(Cells(ordered, counts, content_of(ids)), ids)


def listed_register_of(found: Round) -> Register | None:
    """Return the counts that a listing gave, to fit weights to; None for any other round.

    A panel that goes back to villages that were listed is fitted to the present register of
    those villages alone: elsewhere it is as incomplete as before. Four queries, two kept frames.

    Raises:
        Refusal: as `frames.kept_frame`.
    """
    done = draw_of(found)
    if done is None and not _goes_back(found):
        return None
    rows = DrawnVillage.objects.filter(round=found)
    chances = dict(rows.values_list("village_id", "probability"))
    cells = kept_cells(done.frame_hash if done else found.frame_hash)
    return listed_register(cells, chances, coverage_of(found) if done else None)


def _goes_back(found: Round) -> bool:
    """Say whether a panel asks in the villages of a listed round; no query without a panel."""
    before, steps = found.after, 0
    while before is not None and steps < LONGEST_PANEL and choices_of(found.plan).design == TWO:
        if is_listed(before):
            return True
        before, steps = before.after, steps + 1
    return False


def population_of(found: Round) -> int:
    """Return how many businesses a round speaks of: its frame, or all that its listing tells."""
    told = coverage_of(found)
    return round(told.total.value) if told and told.total else found.frame_count
