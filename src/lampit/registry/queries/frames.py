"""What surveys, dashboards and the roll-up read: the frame and counts, never names."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from lampit.places.rules import DISTRICT_LENGTH
from lampit.registry.models import Business, QualitySnapshot
from lampit.registry.queries.merging import golden_records
from lampit.registry.rules import freshness, size

# In the frame: running, resting and unconfirmed; closed, moved and no-businesses are not.
FRAMED = ("aktif", "musiman", "tutup_sementara", "")
Start = tuple[int | None, int | None, int]
# Those told by sex where any is, else the whole number; None is unknown.
_WORKERS = Case(
    When(workers_male=None, workers_female=None, then=F("workers_total")),
    default=Coalesce("workers_male", 0) + Coalesce("workers_female", 0),
    output_field=IntegerField(null=True),
)


class FrameRow(NamedTuple):
    """One business that a sample may draw."""

    business_id: int
    district: str
    subdistrict: str
    village: str
    sector: str
    size: str


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many businesses share sub-district, sector, status and freshness."""

    subdistrict: str
    sector: str
    status: str
    band: str
    count: int


@dataclass(frozen=True, slots=True)
class RegionCount:
    """Counts of one kabupaten for the board of boards; how complete it is, `quality` tells."""

    region: str
    businesses: int
    running: int


def present(region: str = "") -> QuerySet[Business]:
    """Return the golden records of a region and all below it that are not withdrawn."""
    rows = golden_records()
    if not region:
        return rows
    if len(region) == DISTRICT_LENGTH:
        return rows.filter(region_id=region)
    return rows.filter(Q(region_id=region) | Q(region__code__startswith=f"{region}."))


def frame(region: str, on: date | None = None) -> list[FrameRow]:
    """Return one row per business that may be drawn, by id; one query.

    Args:
        region: code of a kabupaten (or above).
        on: with a day, businesses that began after it are left out.
    """
    rows = present(region).filter(status__in=FRAMED)
    if on is not None:
        rows = rows.exclude(started_on__gt=on)
    found = rows.order_by("id").values_list(
        "id", "region_id", "district_id", "village_id", "sector", "workers_male", "workers_female",
        "workers_total",
    )  # fmt: skip
    return [
        FrameRow(
            pk, district, sub or "", village or "", sector, size.size_group(size.all_workers(*told))
        )
        for pk, district, sub, village, sector, *told in found.iterator(chunk_size=5_000)
    ]


def strata(region: str) -> Iterator[tuple[int, str, str]]:
    """Yield (id, kecamatan, sector) of each business that may be drawn, by id; one query, streamed.

    For a million businesses the frame itself would be the largest thing in memory.
    """
    rows = present(region).filter(status__in=FRAMED).order_by("id")
    for pk, sub, sector in rows.values_list("id", "district_id", "sector").iterator(5_000):
        yield pk, sub or "", sector


def marginals(region: str, on: date | None = None) -> Iterator[tuple[str, str, str, str, int, int]]:
    """Yield (kecamatan, sector, size, sex, with a telephone, all) of what may be drawn; one query.

    Size is the stratum by workers (`1`, `2-4`, `5+`), sex that of the owner; what is not noted is
    empty. With a day, businesses that began after it are left out.
    """
    groups = Case(
        When(told=None, then=Value("")),
        *(When(told__lte=most, then=Value(size.size_group(most))) for most in (1, 4)),
        default=Value(size.size_group(5)),
        output_field=CharField(),
    )
    found = present(region).filter(status__in=FRAMED)
    if on is not None:
        found = found.exclude(started_on__gt=on)
    rows = (
        found.annotate(told=_WORKERS, group=groups)
        .order_by()
        .values_list("district_id", "sector", "group", "owner__sex")
        .annotate(reached=Count("id", filter=~Q(phone="")), n=Count("id"))
    )
    for sub, sector, group, sex, reached, n in rows:
        yield sub or "", sector, group, sex or "", reached, n


def analysis_rows(region: str, on: date) -> list[CountRow]:
    """Return counts by sub-district, sector, status and freshness band; one query."""
    rows = (
        present(region)
        .annotate(band=band_case(on))
        .values_list("district_id", "sector", "status", "band")
        .annotate(n=Count("id"))
        .order_by("district_id", "sector", "status", "band")
    )
    return [CountRow(sub or "", sector, status, band, n) for sub, sector, status, band, n in rows]


def counts(region: str = "") -> list[RegionCount]:
    """Return the counts of each kabupaten that has businesses, by code; one query."""
    rows = (
        present(region)
        .values("region_id")
        .annotate(
            n=Count("id"),
            running=Count("id", filter=Q(status__in=("aktif", "musiman"))),
        )
        .order_by("region_id")
    )
    return [RegionCount(row["region_id"], row["n"], row["running"]) for row in rows]


def registered_by_month(region: str, since: date, on: date) -> list[tuple[date, int]]:
    """Return each month from `since` to `on` with how many were registered in it; one query.

    Months are those of the local calendar.
    """
    months = [since.replace(day=1)]
    while (following := freshness.months_later(months[-1], 1)) <= on:
        months.append(following)
    edges = [_midnight(m) for m in (*months, freshness.months_later(months[-1], 1))]
    # Ranges, not TruncMonth: on SQLite that is a Python call per row.
    within = {
        f"m{place}": Count("id", filter=Q(created_at__gte=low, created_at__lt=high))
        for place, (low, high) in enumerate(pairwise(edges))
    }
    found = present(region).filter(created_at__gte=edges[0]).aggregate(**within)
    return [(month, found[f"m{place}"]) for place, month in enumerate(months)]


def starts_of(region: str) -> list[Start]:
    """Return (year, month, how many) of the starts of framed businesses; one query or two.

    The month is None when only the year is known, both are None when the start is not known.
    Out of the last daily count of a kabupaten, where there is one.
    """
    rows = QualitySnapshot.objects.filter(place_id=region, region_id=region, is_demo=False)
    kept = rows.order_by("-month").values_list("starts", flat=True).first()
    return [(year, month, n) for year, month, n in kept] if kept else counted_starts(region)


def counted_starts(region: str) -> list[Start]:
    """Count the starts of framed businesses now, as `starts_of`; one query over the register."""
    rows = present(region).filter(status__in=FRAMED).order_by()
    found = rows.values_list("started_on", "started_precision")
    return starts_by_month(found.annotate(n=Count("id")))


def starts_by_month(told: Iterable[tuple[date | None, str, int]]) -> list[Start]:
    """Add up (day, how exactly it is known, how many) by year and month."""
    total: Counter[tuple[int | None, int | None]] = Counter()
    for start, precision, n in told:
        if start is None:
            total[None, None] += n
        else:
            total[start.year, None if precision == "year" else start.month] += n
    return [(year, month, n) for (year, month), n in total.items()]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def band_case(on: date) -> Case:
    """Return the expression "freshness band of this row on a day"."""
    whens = [
        When(confirmed_on__gte=freshness.band_bounds(code, on)[0], then=Value(code))
        for _, code in freshness.BAND_MONTHS
    ]
    return Case(
        When(confirmed_on=None, then=Value(freshness.NEVER)),
        *whens,
        default=Value(freshness.STALE),
        output_field=CharField(),
    )


def units(region: str, on: date) -> Iterator[tuple[Any, ...]]:
    """Yield (id, kecamatan, village, sector, workers, mentor) of each business that runs on a day.

    By id; None is unknown. Who began after the day is left out. One query, streamed: for a
    million businesses the frame itself would be the largest thing in memory.
    """
    rows = present(region).filter(status__in=FRAMED).exclude(started_on__gt=on)
    found = rows.annotate(all_workers=_WORKERS).order_by("id")
    columns = ("id", "district_id", "village_id", "sector", "all_workers", "mentor_id")
    return iter(found.values_list(*columns).iterator(20_000))


def running(region: str, ids: Collection[int]) -> set[int]:
    """Return which of some businesses may be drawn in a region now; one query."""
    return set(present(region).filter(pk__in=ids, status__in=FRAMED).values_list("id", flat=True))


def ended(ids: Collection[int]) -> dict[int, str]:
    """Return, of some businesses, those that run no more with how they ended; few queries.

    `tutup`, `pindah`, `bukan_usaha`; `ganda` for one merged into another or withdrawn.
    """
    found: dict[int, str] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        rows = Business.objects.filter(pk__in=wanted[start : start + 500])
        gone = ~Q(golden=None) | ~Q(withdrawn_at=None)
        found |= dict.fromkeys(rows.filter(gone).values_list("id", flat=True), "ganda")
        over = rows.exclude(gone).exclude(status__in=FRAMED)
        found |= dict(over.values_list("id", "status"))
    return found
