"""What makers read: notices about their goods and shops, reviews of what they sold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, QuerySet, When

from lampit.trust.models import Appeal, Notice, Review
from lampit.trust.rules import notices as rules


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice with its appeals, and whether another appeal may be made now."""

    notice: Notice
    appeals: Sequence[Appeal]
    may_appeal: bool
    may_say_fixed: bool


def notices_of(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Return notices as a list shows them: standing ones first, then newest."""
    rows = notices.select_related("product", "maker")
    return rows.annotate(stands=_told(state__in=rules.OPEN)).order_by("-stands", "-pk")


def open_count(notices: QuerySet[Notice]) -> int:
    """Return how many notices wait for the maker to do something; one query."""
    waiting = notices.filter(state=rules.STANDING)
    return int(waiting.order_by().aggregate(n=Count("pk"))["n"])


def notice_of(notices: QuerySet[Notice], number: int) -> Notice | None:
    """Return one notice with its thing, None for a foreign one; one query."""
    rows = notices.filter(pk=number).select_related("product__maker", "maker__business", "review")
    return rows.first()


def notice_view(notice: Notice) -> NoticeView:
    """Return a notice as its page shows it; one query."""
    appeals = list(notice.appeals.order_by("pk")[:10])
    waits = any(one.state == rules.WAITING for one in appeals)
    stands = notice.state in (rules.STANDING, rules.FIXED)
    return NoticeView(
        notice,
        appeals,
        may_appeal=stands and not waits and len(appeals) < rules.MOST_APPEALS,
        may_say_fixed=notice.state == rules.STANDING and notice.kind != rules.CLOSE,
    )


def reviews_of_maker(found: QuerySet[Review]) -> QuerySet[Review]:
    """Return reviews as their maker reads them: unanswered first, then newest."""
    rows = found.select_related("product").annotate(unanswered=_told(answer=""))
    return rows.order_by("-unanswered", "-written_at", "-pk")


def _told(**values: Any) -> Case:
    """Return 1 where a row has these values, else 0: orders alike on every database."""
    return Case(When(then=1, **values), default=0)
