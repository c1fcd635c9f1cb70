"""Counts the quality of registers month by month, and invents a past for the demo."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lampit.places.models import Region
from lampit.places.rules import DISTRICT, level
from lampit.registry.models import Business, QualitySnapshot
from lampit.registry.queries import quality as reads
from lampit.registry.queries.frames import Start
from lampit.registry.rules.freshness import months_later
from lampit.registry.rules.quality import FRESH_BANDS, Counts

FIELDS = ["businesses", "framed", "bands", "statuses", "filled", "pairs", "starts", "made_at",
          "is_demo"]  # fmt: skip


def count_quality(region: str, *, now: datetime) -> int:
    """Count a kabupaten and all below it for the present month; return how many places."""
    today = timezone.localdate(now)
    found = reads.counted(region, today)
    pairs = reads.pair_counts(region)
    return _write(region, found.places, pairs, now.replace(microsecond=0), now, starts=found.starts)


def count_due(now: datetime) -> int:
    """Count the kabupaten that were not counted today; return how many.

    One small query says that nothing is due; only then the register itself is asked.
    """
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    month = timezone.localdate(now).replace(day=1)
    done = QualitySnapshot.objects.filter(level=DISTRICT, month=month)
    fresh = set(done.filter(made_at__gte=midnight).values_list("place_id", flat=True))
    if fresh and not done.filter(made_at__lt=midnight).exists():
        return 0
    known = Business.objects.filter(Q(withdrawn_at=None)).order_by().values_list("region_id")
    due = [code for (code,) in known.distinct() if code not in fresh]
    for code in sorted(due):
        count_quality(code, now=now)
    return len(due)


def seed_quality(region: str, months: int, *, now: datetime) -> None:
    """Write invented earlier months before the present one, worse the older they are; marked."""
    count_quality(region, now=now)
    found = reads.counted(region, timezone.localdate(now)).places
    for back in range(1, months + 1):
        worse = {code: _worse(counts, back) for code, counts in found.items()}
        day = months_later(timezone.localdate(now), -back)
        at = now.replace(year=day.year, month=day.month, day=day.day)
        _write(region, worse, {}, at, now, is_demo=True)


def _worse(counts: Counts, back: int) -> Counts:
    """Return the counts as they may have been some months ago: fewer filled, fewer fresh."""
    share = 0.975**back
    bands = dict(counts.bands)
    for band in FRESH_BANDS:
        kept = round(bands.get(band, 0) * share)
        bands["basi"] = bands.get("basi", 0) + bands.get(band, 0) - kept
        bands[band] = kept
    filled = {name: round(n * 0.985**back) for name, n in counts.filled.items()}
    return replace(counts, bands=bands, filled=filled)


def _write(
    region: str, found: Mapping[str, Counts], pairs: Mapping[str, int], at: datetime,
    made_at: datetime, *, starts: Sequence[Start] = (), is_demo: bool = False,
) -> int:  # fmt: skip
    """Write the month of `at`, in one transaction; a place already counted is written anew."""
    known = set(Region.objects.filter(pk__in=list(found)).values_list("pk", flat=True))
    rows = [
        QualitySnapshot(
            region_id=region,
            place_id=code,
            level=level(code),
            month=timezone.localdate(at).replace(day=1),
            businesses=counts.businesses,
            framed=counts.framed,
            bands=counts.bands,
            statuses=counts.statuses,
            filled=counts.filled,
            pairs=pairs if code == region else {},
            starts=[list(start) for start in starts] if code == region else [],
            is_demo=is_demo,
            made_at=made_at,
        )
        for code, counts in sorted(found.items())
        if code in known
    ]
    with transaction.atomic():
        QualitySnapshot.objects.bulk_create(
            rows, batch_size=60, update_conflicts=True, unique_fields=["place", "month"],
            update_fields=FIELDS,
        )  # fmt: skip
    return len(rows)
