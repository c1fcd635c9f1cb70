"""The quality of a register: counted once in the database, read from stored months."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from itertools import islice
from operator import add
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When

from lampit.places import queries as places
from lampit.places.rules import SUBDISTRICT, VILLAGE, parent_of
from lampit.registry.models import Business, Pair, QualitySnapshot
from lampit.registry.queries.duplicates import PROPOSED
from lampit.registry.queries.frames import (
    FRAMED,
    Start,
    band_case,
    counted_starts,
    present,
    starts_by_month,
)
from lampit.registry.rules import disclosing, freshness, quality
from lampit.registry.rules.quality import Counts

MONTHS_SHOWN = 24
READ_AT_ONCE = 20_000
Alike = tuple[Any, ...]  # kecamatan, village, state, band, known fields as bits
FILLED = {
    "owner": Q(owner__isnull=False) & ~Q(owner__name=""),
    "village": Q(village__isnull=False),
    "phone": ~Q(phone="") | Q(owner__phone__gt=""),
    "nik": Q(owner__nik_sealed__isnull=False),
    "kbli": ~Q(kbli=""),
    "started": Q(started_on__isnull=False),
    "workers": Q(workers_male__isnull=False)
    | Q(workers_female__isnull=False)
    | Q(workers_total__isnull=False),
    "sales": Q(sales_band__isnull=False),
    "nib": ~Q(nib=""),
    "address": ~Q(rt="") | ~Q(address=""),
}


@dataclass(frozen=True, slots=True)
class PlaceQuality:
    """One place of the table: its counts, or that they are withheld, and its months so far."""

    code: str
    name: str
    counts: Counts
    is_hidden: bool
    months: list[float | None]

    @property
    def completeness_share(self) -> float | None:
        """Return the completeness that may be shown."""
        return None if self.is_hidden else self.counts.completeness_share

    @property
    def fresh_share(self) -> float | None:
        """Return the freshness that may be shown."""
        return None if self.is_hidden else self.counts.fresh_share


@dataclass(frozen=True, slots=True)
class Standing:
    """What the page shows of one place: counts, months, parts, doubles; None before a count."""

    counts: Counts
    month: date
    snapshot: QualitySnapshot
    months: list[tuple[date, float | None, float | None]]
    parts: list[PlaceQuality]
    doubles: quality.Doubles
    has_demo: bool
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A kabupaten counted once.

    Attributes:
        places: the kabupaten itself, its kecamatan and villages → counts.
        starts: (year, month, how many) of the starts of framed businesses, as `frames.starts_of`.
    """

    places: dict[str, Counts]
    starts: list[Start]


def counted(region: str, on: date) -> Counted:
    """Return the counts of a kabupaten; one query, two on PostgreSQL.

    What is known of a business is one number, a bit for each field, so that a million businesses
    are a few thousand different ones. PostgreSQL counts them; SQLite would sort all rows for it
    and yields them one by one instead: memory holds the different ones and a block of rows.
    """
    alike, starts = _alike(region, on)
    found: dict[str, list[Counts]] = defaultdict(list)
    for (subdistrict, village, status, band, known), n in alike.items():
        counts = _counts(status, band, known, n)
        for code in {region, subdistrict, village} - {None}:
            found[code].append(counts)
    return Counted({code: quality.added(parts) for code, parts in found.items()}, starts)


def _alike(region: str, on: date) -> tuple[Counter[Alike], list[Start]]:
    """Return how many businesses share places, state, band and what is known, and their starts."""
    known = reduce(
        add,
        (
            Case(When(condition, then=Value(1 << place)), default=Value(0))
            for place, condition in enumerate(FILLED.values())
        ),
    )
    rows = present(region).order_by().annotate(band=band_case(on), known=known)
    columns = ("district_id", "village_id", "status", "band", "known")
    if connection.vendor == "postgresql":
        grouped = rows.values_list(*columns).annotate(n=Count("id"))
        return Counter({tuple(row): n for *row, n in grouped}), counted_starts(region)
    total: Counter[Alike] = Counter()
    starts: Counter[tuple[date | None, str]] = Counter()
    wanted = rows.values_list(*columns, "started_on", "started_precision").iterator(READ_AT_ONCE)
    while block := list(islice(wanted, READ_AT_ONCE)):
        total.update(row[:5] for row in block)
        starts.update(row[5:] for row in block if row[2] in FRAMED)
    return total, starts_by_month((*start, n) for start, n in starts.items())


def pair_counts(region: str) -> dict[str, int]:
    """Return how many pairs of a kabupaten wait, were one, were two; one query."""
    rows = Pair.objects.filter(PROPOSED, region_id=region).order_by().values_list("state")
    told = dict(rows.annotate(n=Count("id")))
    waiting = told.get("baru", 0) + told.get("ragu", 0)
    return {"waiting": waiting, "same": told.get("sama", 0), "different": told.get("beda", 0)}


@dataclass(frozen=True, slots=True)
class LastQuality:
    """How complete a register was when it was last counted."""

    completeness_share: float | None
    made_at: datetime


def last_quality(region: str) -> LastQuality | None:
    """Return the last count of a kabupaten, None before the first; one query."""
    row = QualitySnapshot.objects.filter(place_id=region, region_id=region, is_demo=False)
    last = row.order_by("-month").first()
    return LastQuality(counts_of(last).completeness_share, last.made_at) if last else None


def last_counts() -> dict[str, tuple[Counts, datetime]]:
    """Return each kabupaten that was counted → its last count and when that was made; one query."""
    own = QualitySnapshot.objects.filter(place=OuterRef("place"), is_demo=False)
    last = own.order_by("-month").values("pk")[:1]
    rows = QualitySnapshot.objects.filter(place=F("region"), pk=Subquery(last))
    return {row.place_id: (counts_of(row), row.made_at) for row in rows}


def standing(region: str, subdistrict: str = "") -> Standing | None:
    """Return the quality of a kabupaten or one of its kecamatan, None before it was counted.

    Reads stored months only; at most five queries whatever the size of the register.
    """
    code = subdistrict or region
    own = QualitySnapshot.objects.filter(place_id=code, region_id=region).order_by("-month")
    history = list(own[:MONTHS_SHOWN])
    if not history:
        return None
    last = history[0]
    # Whether a place is withheld is decided from the top: the kabupaten comes along.
    above = Q(level__lte=SUBDISTRICT) | Q(level=VILLAGE, place__parent_id=subdistrict)
    rows = list(
        QualitySnapshot.objects.filter(above, region_id=region, month__gte=history[-1].month)
    )
    small = withheld(rows)
    whole = last if not subdistrict else None
    whole = whole or QualitySnapshot.objects.filter(place_id=region).order_by("-month").first()
    pairs = whole.pairs if whole else {}
    return Standing(
        counts_of(last),
        last.month,
        last,
        [
            (one.month, counts_of(one).completeness_share, counts_of(one).fresh_share)
            for one in reversed(history)
            if one.pk not in small
        ],
        _parts(rows, small, last.month, code),
        quality.estimated_doubles(
            pairs.get("waiting", 0), pairs.get("same", 0), pairs.get("different", 0)
        ),
        any(one.is_demo for one in history),
        last.pk in small,
    )


def file_rows(region: str) -> list[QualitySnapshot]:
    """Return the months of a kabupaten and all below it for a file, newest first; one query."""
    rows = QualitySnapshot.objects.filter(region_id=region).select_related("place")
    return list(rows.order_by("-month", "level", "place_id")[: 400 * MONTHS_SHOWN])


def withheld(rows: Sequence[QualitySnapshot]) -> set[int]:
    """Return the ids of the rows whose shares are withheld, month by month, from the top down.

    `rows` hold whole places: with a kecamatan also its kabupaten, with a village both.
    """
    months: dict[date, dict[str, QualitySnapshot]] = defaultdict(dict)
    for row in rows:
        months[row.month][row.place_id] = row
    found: set[int] = set()
    for group in months.values():
        sizes = {code: row.framed for code, row in group.items()}
        parts: dict[str, list[str]] = defaultdict(list)
        for code in sorted(sizes):
            parts[parent_of(code)].append(code)
        tree = disclosing.Tree(sizes, parts)
        for top in [code for code in sizes if parent_of(code) not in sizes]:
            found |= {group[code].pk for code in disclosing.withheld(tree, top)}
    return found


def counts_of(row: QualitySnapshot) -> Counts:
    """Return the counts of a stored month."""
    return Counts(row.businesses, row.framed, row.bands, row.statuses, row.filled)


def _parts(
    rows: list[QualitySnapshot], small: set[int], month: date, above: str
) -> list[PlaceQuality]:
    """Return the parts of a place in the order of their codes, those without records too."""
    now = {row.place_id: row for row in rows if row.month == month}
    before: dict[str, list[QualitySnapshot]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: one.month):
        before[row.place_id].append(row)
    found = []
    for place in places.children(above):
        own = now.get(place.code)
        counts = counts_of(own) if own is not None else Counts()
        months = [
            None if one.pk in small else counts_of(one).fresh_share for one in before[place.code]
        ]
        is_hidden = own is not None and own.pk in small
        found.append(PlaceQuality(place.code, place.name, counts, is_hidden, months))
    return found


def _counts(status: str, band: str, known: int, n: int) -> Counts:
    """Return the counts of `n` businesses that share state, band and what is known."""
    is_framed = status in FRAMED
    return Counts(
        n,
        n if is_framed else 0,
        dict.fromkeys(freshness.BANDS, 0) | ({band: n} if is_framed else {}),
        dict.fromkeys(Business.Status.values, 0) | {status: n},
        {name: n if is_framed and known >> place & 1 else 0 for place, name in enumerate(FILLED)},
    )
