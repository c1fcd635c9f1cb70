"""All that names pictures in the folder of media, of this room and those below, and its check."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from lampit.orders.models import Line
from lampit.outside.pictures import kept_names
from lampit.shops.queries import pictures as shops
from lampit.shops.queries.finding.checks import Check
from lampit.shops.queries.pictures import Column
from lampit.trust.models import Appeal, Review
from lampit.trust.rules.sweeping import LATE

OWN = (Column(Review, "photo"), Column(Appeal, "photo"))
# What was ordered keeps the picture it had when it was ordered.
BOUGHT = (Column(Line, "photo_hash"),)
COLUMNS = (*shops.COLUMNS, *OWN, *BOUGHT)
# Columns whose every picture has its files: not those whose photos are still being made, not
# originals, and not what was ordered before its maker was erased.
WHOLE = (*(one for one in shops.COLUMNS if one.name in ("cover", "photo", "picture")), *OWN)
LEDGER = ".unnamed.json"  # below the folder of media: picture → since when nobody names it
TOLD = 10
DIGITS = "0123456789abcdef"


def unnamed(folder: Path) -> Iterator[set[str]]:
    """Yield the pictures of a folder that no row names, those of two first digits at a time.

    The names of rows are read by their first digit: twelve queries for each of sixteen.
    """
    for first in DIGITS:
        names: set[str] | None = None
        for second in DIGITS:
            there = kept_names(folder / f"{first}{second}")
            if there and names is None:
                names = shops.begun(COLUMNS, first)
            gone = there - (names or set())
            if gone:
                yield gone


def named_now(names: set[str]) -> set[str]:
    """Return those of these pictures that a row names at this moment; twelve queries."""
    return shops.named(COLUMNS, names) if names else set()


def noted(media: Path) -> dict[str, float]:
    """Return since when which pictures are known to be named by nobody, in seconds."""
    try:
        return {
            str(name): float(at) for name, at in json.loads((media / LEDGER).read_text()).items()
        }
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def checks(now: datetime | None = None) -> list[Check]:
    """Return whether every picture that a row names is there, and none waits too long to go."""
    media, looked = Path(settings.MEDIA_ROOT), 0
    lost: list[str] = []
    for first in DIGITS:
        wanted = shops.begun(WHOLE, first)
        looked += len(wanted)
        there = {n for second in DIGITS for n in kept_names(media / f"{first}{second}")}
        lost += sorted(wanted - there)
    since, latest = noted(media), ((now or timezone.now()) - LATE).timestamp()
    free = [name for names in unnamed(media) for name in names]
    late = [name for name in free if since.get(name, latest + 1) < latest]
    told = f"{looked} pictures named, {len(lost)} without files; {len(free)} named by nobody"
    if late:
        told += f", {len(late)} of them too long"
    if lost:
        told += f"; without files: {', '.join(lost[:TOLD])}"
    return [Check("media", not lost and not late, told)]
