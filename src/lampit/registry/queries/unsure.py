"""Pairs that somebody answered with "not known yet": listed until they are asked about again."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from lampit.registry.models import Pair
from lampit.registry.queries._naming import name_of
from lampit.registry.queries.duplicates import compare, mark_of, sentence, standing, whole_pairs
from lampit.web.paging import Page, page_of


@dataclass(frozen=True, slots=True)
class UnsurePair:
    """A pair, what agrees in a sentence, who did not know and why, and whether it changed since."""

    pair: Pair
    sentence: str
    person: str
    at: datetime | None
    reason: str
    is_changed: bool


def unsure(pairs: QuerySet[Pair]) -> QuerySet[Pair]:
    """Return the pairs that nobody knew: both records present and not merged."""
    return standing(pairs.filter(state=Pair.State.UNSURE))


def unsure_page(pairs: QuerySet[Pair], asked: str | None) -> Page[UnsurePair]:
    """Return one page of them, who waits longest first; two queries."""
    waiting = unsure(pairs)
    rows = whole_pairs(waiting).select_related("reviewer").order_by("decided_at", "pk")
    page = page_of(rows, asked, total=waiting.count())
    told = [_told(pair) for pair in page]
    return Page(told, page.number, page.size, page.more, page.total)


def unsure_answer(pair: Pair) -> dict[str, object] | None:
    """Return who did not know a pair, when and why; None where it is answered otherwise.

    One query where somebody did not know it.
    """
    if pair.state != Pair.State.UNSURE:
        return None
    return {"who": name_of(pair.reviewer), "at": pair.decided_at, "reason": pair.reason}


def _told(pair: Pair) -> UnsurePair:
    return UnsurePair(
        pair, sentence(compare(pair.left, pair.right, whole=False)), name_of(pair.reviewer),
        pair.decided_at, pair.reason, pair.mark != mark_of(pair.left, pair.right),
    )  # fmt: skip
