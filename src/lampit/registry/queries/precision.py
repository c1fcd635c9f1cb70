"""How often a proposed pair was one business, by the probability it was proposed with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Case, Count, IntegerField, Q, QuerySet, Value, When

from lampit.registry.models import Pair
from lampit.registry.rules import duplicates
from lampit.science.survey.intervals import wilson


@dataclass(frozen=True, slots=True)
class Precision:
    """Answers of one band of probability.

    Attributes:
        low, high: the band, shares of 1.
        answered: pairs that a person called the same or different.
        same: of those, the same.
        expected: mean probability that the model gave them; None without answers.
        share, share_low, share_high: the share of the same with its 95 % interval (Wilson
            1927); None below ten answers.
    """

    low: float
    high: float
    answered: int
    same: int
    expected: float | None
    share: float | None = None
    share_low: float | None = None
    share_high: float | None = None

    @property
    def is_off(self) -> bool:
        """Say whether the model promises more than people found, beyond chance."""
        return (
            self.share_high is not None
            and self.expected is not None
            and self.share_high < self.expected
        )


def precision(pairs: QuerySet[Pair]) -> list[Precision]:
    """Return what people answered, by band, the likeliest band first; one query."""
    bands = duplicates.BANDS
    band = Case(
        *(When(probability__gte=low, then=Value(n)) for n, (low, _high) in enumerate(bands)),
        output_field=IntegerField(),
    )
    answered = pairs.filter(
        state__in=(Pair.State.SAME, Pair.State.DIFFERENT),
        reviewer__isnull=False,
        probability__gte=duplicates.QUEUED_FROM,
    )
    counted = answered.order_by().annotate(band=band).values("band").annotate(
        answered=Count("pk"),
        same=Count("pk", filter=Q(state=Pair.State.SAME)),
        expected=Avg("probability"),
    )  # fmt: skip
    found: dict[int, Mapping[str, Any]] = {row["band"]: row for row in counted}
    return [
        _precision(low, high, found.get(number, {})) for number, (low, high) in enumerate(bands)
    ]


def _precision(low: float, high: float, row: Mapping[str, Any]) -> Precision:
    answered, same = int(row.get("answered", 0)), int(row.get("same", 0))
    expected = row.get("expected")
    if answered < duplicates.FEWEST_ANSWERS:
        return Precision(low, high, answered, same, expected)
    ends = wilson(same, answered)
    return Precision(low, high, answered, same, expected, same / answered, ends.low, ends.high)
