"""Reads of goods begun, of photos whose files are not whole, and of what was sold last."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from lampit.basics.refusal import Refusal
from lampit.outside import pictures
from lampit.shops.models import Made, Maker, Photo, Product, Sketch, SketchPhoto
from lampit.shops.rules import sketches

AT_ONCE = 5_000
LATE_AFTER = timedelta(minutes=30)


def sketch_of(maker: Maker, key: str) -> Sketch | None:
    """Return a good begun with its shop; one query."""
    return Sketch.objects.filter(maker=maker, key=key).select_related("maker").first()


def is_free(maker: Maker, key: str) -> bool:
    """Say whether a form may go on under this name: well formed, of no good; one query."""
    try:
        sketches.check_key(key)
    except Refusal:
        return False
    return not Product.objects.filter(maker=maker, form_key=key).exists()


def photos_of_sketch(sketch: Sketch | None) -> list[SketchPhoto]:
    """Return the photos of a good begun in its maker's order; one query."""
    return list(sketch.photos.all()[:10]) if sketch is not None else []


def sketches_of(maker: Maker, but: str = "") -> list[Sketch]:
    """Return the other goods begun of a shop, newest first, with their photos; two queries."""
    found = Sketch.objects.filter(maker=maker).exclude(key=but).prefetch_related("photos")
    return list(found[:20])


@dataclass(frozen=True, slots=True)
class Last:
    """How the newest good of a shop is sold: what the next one begins with."""

    category: str = ""
    unit: str = ""
    kind: str = ""
    lead_days: int | None = None


def last_sold(maker: Maker) -> Last:
    """Return what the newest good of a shop tells of the next one; one query."""
    rows = Product.objects.filter(maker=maker).order_by("-pk")
    row = rows.values_list("category", "unit", "variants__kind", "variants__lead_days").first()
    return Last(row[0], row[1], row[2] or "", row[3]) if row else Last()


def lacking_files(folder: Path) -> tuple[int, list[str]]:
    """Return how many photos of goods there are, and the names of files that lack of them.

    Reads photos by digest, five thousand at once, and each folder of two digits once.
    """
    count, lacking = 0, list[str]()
    for rows in _by_digest():
        count += len(rows)
        wanted = [
            (digest, pictures.names(digest, complete=made == Made.ALL)) for digest, made in rows
        ]
        lacking += pictures.lacking(wanted, folder)
    return count, lacking


def _by_digest() -> Iterable[Sequence[tuple[str, int]]]:
    after = ""
    while True:
        shown = Photo.objects.filter(digest__gt=after, made__gt=Made.WAITING)
        rows = list(shown.order_by("digest").values_list("digest", "made").distinct()[:AT_ONCE])
        if not rows:
            return
        yield rows
        after = rows[-1][0]


def unfinished(now: datetime) -> list[str]:
    """Return the digests of photos that wait for their files too long, or lost them; bounded."""
    late = Photo.objects.filter(made=Made.WAITING, created_at__lt=now - LATE_AFTER)
    lost = Photo.objects.filter(made=Made.LOST)
    rows = [
        *late.values_list("digest", flat=True)[:100],
        *lost.values_list("digest", flat=True)[:100],
    ]
    return list(rows)
