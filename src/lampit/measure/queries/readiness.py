"""The published rules of readiness, and the scores that older ones reckoned."""

import json
from functools import lru_cache
from pathlib import Path

from django.db.models import Q

from lampit.measure.models import Score
from lampit.measure.queries.instruments import Reading
from lampit.measure.rules.instrument import Text
from lampit.measure.rules.readiness import (
    Plan,
    Prerequisite,
    asked_of,
    lack_words,
    read_plan,
)

FILE = Path(__file__).resolve().parents[1] / "data" / "readiness.json"


@lru_cache(maxsize=1)
def plan() -> Plan:
    """Return the rules that ship with the house, read once per process; no query."""
    return read_plan(json.loads(FILE.read_text(encoding="utf-8")))


def prerequisites_of(reading: Reading) -> tuple[Prerequisite, ...]:
    """Return the prerequisites that an instrument asks about; no query."""
    return asked_of(plan(), reading.instrument)


def reckoned_before(most: int) -> list[Score]:
    """Return at most `most` newest scores whose readiness older rules reckoned; one query."""
    older = Q(readiness_version=None) | Q(readiness_version__lt=plan().version)
    rows = Score.objects.filter(older, is_latest=True)
    return list(rows.select_related("submission__instrument").order_by("id")[:most])


def words_of(reading: Reading, code: str) -> Text | None:
    """Return what a code of `blocked_by` means; None for one that is gone; no query."""
    return lack_words(plan(), reading.instrument, code)
