"""What a buyer may review: the lines of her order that she received."""

from dataclasses import dataclass

from django.db.models import QuerySet

from lampit.orders.models import Line
from lampit.trust.models import Notice, Review
from lampit.trust.rules import reviews


@dataclass(frozen=True, slots=True)
class ToReview:
    """A line of an order with its review, if there is one."""

    line: Line
    review: Review | None

    @property
    def is_open(self) -> bool:
        """Say whether a review may be written now."""
        return self.review is None and self.line.part.state == reviews.RECEIVED


def to_review(lines: QuerySet[Line]) -> list[ToReview]:
    """Return the received lines of an order, reviewed or not; two queries."""
    wanted = lines.filter(part__state=reviews.RECEIVED, state=Line.State.AKTIF)
    rows = list(
        wanted.select_related("part__order", "part__maker", "variant__product").order_by("pk")[:50]
    )
    found = {one.line_id: one for one in Review.objects.filter(line__in=[r.pk for r in rows])}
    return [ToReview(row, found.get(row.pk)) for row in rows]


def line_to_review(lines: QuerySet[Line], number: int) -> Line | None:
    """Return one line of an order with order, shop and good, None for a foreign one; one query."""
    rows = lines.filter(pk=number).select_related("part__order", "part__maker", "variant__product")
    return rows.first()


def review_of_line(line: Line) -> Review | None:
    """Return the review of a line, None before it was written; one query."""
    return Review.objects.filter(line=line).select_related("maker", "product").first()


def newest_notice(review: Review) -> Notice | None:
    """Return the last decision about a review, None without one; one query."""
    return Notice.objects.filter(review=review).order_by("-pk").first()
