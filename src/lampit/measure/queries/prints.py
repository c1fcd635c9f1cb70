"""Papers of rounds by their print number: which one stands. Tells nothing of any person."""

from dataclasses import dataclass
from datetime import datetime

from lampit.measure.models import ReportPrint, Revision
from lampit.measure.queries import frozen
from lampit.measure.rules import prints, states
from lampit.measure.rules.prints import Number


@dataclass(frozen=True)
class Found:
    """A paper: what it is, the revision it shows, and the standing one.

    `shows` is None where its figures were never published; `newer` is the number of the paper
    that stands, "" where none was printed yet.
    """

    paper: ReportPrint
    state: str
    shows: Revision | None
    stands: Revision | None
    newer: str


def find_print(number: Number) -> Found | None:
    """Return a paper by its number, None for one that was never printed; four queries at most."""
    paper = (
        ReportPrint.objects.select_related("round", "region")
        .filter(region=number.region, year=number.year, serial=number.serial)
        .first()
    )
    if paper is None:
        return None
    stands = frozen.standing(paper.round) if paper.round.state == states.PUBLISHED else None
    published = stands.published_at if stands else None
    newest = (
        ReportPrint.objects.filter(round=paper.round_id, kind=paper.kind, language=paper.language)
        .order_by("-made_at", "-id")
        .first()
    )
    is_newest = newest is None or newest.pk == paper.pk
    state = prints.state_of(paper.made_at, published_at=published, newest=is_newest)
    is_other = newest is not None and not is_newest
    newer = newest.number if newest and is_other and _counts(newest.made_at, published) else ""
    return Found(paper, state, _shown_by(paper), stands, newer)


def _counts(made_at: datetime, published_at: datetime | None) -> bool:
    return published_at is not None and made_at >= published_at


def _shown_by(paper: ReportPrint) -> Revision | None:
    """Return the revision that was published when the paper was made."""
    rows = Revision.objects.filter(round=paper.round_id, published_at__lte=paper.made_at)
    return rows.order_by("-number").first()
