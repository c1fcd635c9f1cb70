"""Reports that were made before and are kept: files below `LAMPIT_HOME/reports`.

A file is named by its round and by the mark of everything its figures hang on. Once that
changes, the old file is not found any more and the clock removes it.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max

from lampit.measure.models import (
    OfficeMetadata,
    ReportPrint,
    Round,
    RoundMetadata,
    SampleMember,
    Submission,
)
from lampit.measure.queries import frozen
from lampit.measure.queries.papers import TEMPLATES

BIG = 2_000  # drawn businesses from which a report is made by a job
ENDINGS = {
    ReportPrint.Kind.REPORT: "pdf", ReportPrint.Kind.SHEET: "pdf", ReportPrint.Kind.BOOK: "xlsx",
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """A report that is kept: its bytes, the mark of what it says, its print number."""

    content: bytes
    digest: str
    number: str


def folder() -> Path:
    """Return where reports are kept."""
    return Path(settings.LAMPIT_HOME) / "reports"


def mark_of(found: Round, kind: str, language: str) -> str:
    """Return the mark of everything that a report of a round hangs on; six queries at most."""
    revision = frozen.standing(found)
    told: list[object] = [
        _templates(), found.pk, found.state, str(kind), language, found.name, found.plan,
        found.instrument_id, revision.fingerprint if revision else "",
        OfficeMetadata.objects.filter(region=found.region_id).values_list("changed_at").first(),
        RoundMetadata.objects.filter(round=found).values_list("changed_at").first(),
        SampleMember.objects.filter(round=found).aggregate(
            n=Count("id"), at=Max("disposed_at"), told=Count("disposed_at")
        ),
        Submission.objects.filter(round=found).aggregate(n=Count("id"), at=Max("changed_at")),
        list(Round.objects.filter(region=found.region_id).order_by("pk").values_list(
            "pk", "state", "published_at")),
    ]  # fmt: skip
    return sha256(repr(told).encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def _templates() -> str:
    """Return the mark of how papers are laid out."""
    whole = b"".join(path.read_bytes() for path in sorted(TEMPLATES.glob("*.typ")))
    return sha256(whole + str(settings.PUBLIC_URL).encode()).hexdigest()


def path_of(found: Round, kind: str, language: str, mark: str) -> Path:
    """Return where a report with a mark lies."""
    ending = ENDINGS[ReportPrint.Kind(kind)]
    return folder() / f"{found.pk}-{kind}-{language}-{mark}.{ending}"


def kept(found: Round, kind: str, language: str) -> Kept | None:
    """Return the report that still says what the figures say, None where there is none."""
    path = path_of(found, kind, language, mark_of(found, kind, language))
    try:
        told = json.loads(path.with_suffix(".json").read_text("utf-8"))
        return Kept(path.read_bytes(), told["digest"], told["number"])
    except (OSError, ValueError, KeyError):
        return None


def is_big(found: Round) -> bool:
    """Say whether a report of the round is made by a job."""
    return found.drawn_count >= BIG
