"""The blind sample of pairs: the next to show, and what its answers tell of what is missed."""

from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from lampit.registry.models import Pair, SampleRound
from lampit.registry.queries import duplicates as queries
from lampit.registry.queries.precision import Precision
from lampit.registry.rules import sampling
from lampit.registry.rules.duplicates import QUEUED_FROM
from lampit.registry.rules.sampling import Judged, Recall, recall

ANSWERS = (Pair.State.SAME, Pair.State.DIFFERENT)


def next_sampled(
    pairs: QuerySet[Pair], person: int, now: datetime, *, beyond: Pair | None = None
) -> Pair | None:
    """Return the next waiting pair of the sample that nobody else looks at; one query."""
    rows = _waiting(pairs, person, now)
    if beyond is not None:
        rows = rows.filter(sample_order__gt=beyond.sample_order or 0)
    return rows.order_by("sample_order").first()


def neighbours(
    pairs: QuerySet[Pair], person: int, now: datetime, at: Pair
) -> tuple[int | None, int | None]:
    """Return the numbers of the waiting pairs of the sample before and after one; two queries."""
    rows = _waiting(pairs, person, now).filter(sample_order__lt=at.sample_order or 0)
    before = rows.order_by("-sample_order").values_list("pk", flat=True).first()
    after = next_sampled(pairs, person, now, beyond=at)
    return before, after.pk if after else None


def sample_progress(pairs: QuerySet[Pair]) -> dict[str, int]:
    """Return how many pairs of the present sample there are, and how many wait; one query."""
    rows = pairs.filter(sampled_on__isnull=False).order_by()
    last = rows.order_by("-sampled_on").values("sampled_on")[:1]
    here = rows.filter(sampled_on=last).exclude(state=Pair.State.GONE)
    waiting = Q(
        state=Pair.State.NEW, left__golden=None, right__golden=None,
        left__withdrawn_at=None, right__withdrawn_at=None,
    )  # fmt: skip
    return here.aggregate(all=Count("pk"), waiting=Count("pk", filter=waiting))


def recall_of(region: str, bands: list[Precision]) -> Recall | None:
    """Return what the samples of a year tell of a kabupaten, None before the first; three queries.

    Args:
        region: code of the kabupaten.
        bands: how often proposed pairs were one; of what waits so many are counted as found.
    """
    last = SampleRound.objects.filter(region_id=region).order_by("-month").first()
    if last is None:
        return None
    answered = Pair.objects.filter(
        region_id=region, sampled_on__gt=_year_before(last.month), state__in=ANSWERS,
        stratum__gt=sampling.PROPOSED, probability__lt=QUEUED_FROM,
    )  # fmt: skip
    is_same = Q(state=Pair.State.SAME)
    told = (
        answered.order_by()
        .values_list("stratum")
        .annotate(
            n=Count("pk"),
            same=Count("pk", filter=is_same),
            # Merged since, they are no candidates of the last search; it missed them all the same.
            left=Count("pk", filter=is_same & Q(sampled_on__lt=last.month)),
        )
    )
    counted = {stratum: (n, same, left) for stratum, n, same, left in told}
    strata = [
        _judged(one, *counted.get(number, (0, 0, 0)))
        for number, one in enumerate(last.strata[1:], start=1)
    ]
    return recall(_found(region, bands), strata)


def _waiting(pairs: QuerySet[Pair], person: int, now: datetime) -> QuerySet[Pair]:
    free = Q(leased_until=None) | Q(leased_until__lte=now) | Q(leased_by_id=person)
    rows = queries.open_pairs(pairs).filter(free, sampled_on__isnull=False, second_answer="")
    return rows.exclude(first_reviewer_id=person)


def _judged(told: dict[str, Any], answered: int, same: int, left: int) -> Judged:
    return Judged(told["low"], told["high"], int(told["pairs"]) + left, answered, same)


def _found(region: str, bands: list[Precision]) -> float:
    """Return the duplicates among what was proposed: said so, or likely so; one query.

    A waiting pair counts by the share that people found in its band, else by what the model says.
    """
    rows = Pair.objects.filter(queries.PROPOSED, region_id=region).order_by()
    waiting = Q(state__in=(Pair.State.NEW, Pair.State.UNSURE))
    counts: dict[str, Any] = {"same": Count("pk", filter=Q(state=Pair.State.SAME))}
    for number, band in enumerate(bands):
        inside = waiting & Q(probability__gte=band.low)
        if number:
            inside &= Q(probability__lt=band.high)
        counts[f"n{number}"] = Count("pk", filter=inside)
        counts[f"p{number}"] = Sum("probability", filter=inside)
    told = rows.aggregate(**counts)
    found = float(told["same"])
    for number, band in enumerate(bands):
        promised = told[f"p{number}"] or 0.0
        found += promised if band.share is None else band.share * told[f"n{number}"]
    return found


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)
