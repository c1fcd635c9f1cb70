"""How often a proposed pair was one business, by the probability it was proposed with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Case, Count, IntegerField, Q, QuerySet, Value, When

from lampit.registry.models import Calibration, Pair
from lampit.registry.rules import duplicates
from lampit.registry.rules.calibrating import Answer
from lampit.science.agreement import Agreement, cohen
from lampit.science.survey.intervals import wilson

ANSWERS_AT_MOST = 20_000
SHOWN_AT_MOST = 50


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


def answers_of(region: str) -> list[Answer]:
    """Return the last answers of a kabupaten that were given to one pair at a time; one query.

    What was confirmed on the page of sure ones is left out: ticks stand there beforehand.
    """
    rows = Pair.objects.filter(
        region_id=region, state__in=(Pair.State.SAME, Pair.State.DIFFERENT),
        reviewer__isnull=False, probability__gte=duplicates.QUEUED_FROM,
    ).exclude(reason=duplicates.ON_SURE_PAGE)  # fmt: skip
    told = rows.order_by("-decided_at").values_list("probability", "state", "conflict")
    return [
        Answer(probability, state == Pair.State.SAME, bool(conflict))
        for probability, state, conflict in told[:ANSWERS_AT_MOST]
    ]


def calibration_of(region: str) -> Calibration | None:
    """Return the bounds that hold in a kabupaten, None where they are the usual; one query."""
    return Calibration.objects.filter(region_id=region).order_by("-id").first()


def agreement(pairs: QuerySet[Pair]) -> Agreement:
    """Return how far two people agree who answered the same pairs blindly; one query."""
    both = pairs.filter(is_double=True).exclude(second_answer="").order_by()
    counted = both.values_list("first_answer", "second_answer").annotate(n=Count("pk"))
    return cohen({(one, other): n for one, other, n in counted})


def disagreements(pairs: QuerySet[Pair]) -> list[Pair]:
    """Return pairs on which two people differed and the head has not decided; one query."""
    rows = pairs.filter(is_double=True, state=Pair.State.NEW).exclude(second_answer="")
    return list(rows.select_related("left", "right").order_by("second_at")[:SHOWN_AT_MOST])


def _precision(low: float, high: float, row: Mapping[str, Any]) -> Precision:
    answered, same = int(row.get("answered", 0)), int(row.get("same", 0))
    expected = row.get("expected")
    if answered < duplicates.FEWEST_ANSWERS:
        return Precision(low, high, answered, same, expected)
    ends = wilson(same, answered)
    return Precision(low, high, answered, same, expected, same / answered, ends.low, ends.high)
