"""The blind sample of a month: pairs that a search did not propose, put before people."""

import random
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lampit.outside import vault
from lampit.places import queries as places
from lampit.registry.models import Business, Pair, SampleRound
from lampit.registry.queries import duplicates as queries
from lampit.registry.rules import sampling
from lampit.registry.rules.duplicates import QUEUED_FROM

if TYPE_CHECKING:
    from lampit.science.linkage.sampling import Sample


def month_of(now: datetime) -> date:
    """Return the first day of the local month."""
    return timezone.localdate(now).replace(day=1)


def seed_of(region: str, now: datetime) -> int | None:
    """Return the seed of this month's draw, None where it is drawn already; one query."""
    month = month_of(now)
    if SampleRound.objects.filter(region_id=region, month=month).exists():
        return None
    return int(vault.blind_index("sample", f"{region} {month}")[:8], 16)


def store_sample(region: str, sample: "Sample", model: str, *, now: datetime) -> int:
    """Put this month's sample before people and return how many pairs it has; twice is once.

    Unanswered pairs of earlier months fall out. Among those of the sample some that the search
    proposed are shown without their probability, so that nobody knows what a pair is.
    """
    month, seed = month_of(now), seed_of(region, now)
    if seed is None:
        return 0
    dice = random.Random(seed)  # noqa: S311 - an order of showing, no secret
    with transaction.atomic():
        places.held(region)
        _end_former(region)
        proposed = _draw_proposed(region, dice)
        below = _written(region, sample, model, now)
        ids = [*proposed, *below]
        dice.shuffle(ids)
        order = {pk: place for place, pk in enumerate(ids)}
        rows = list(Pair.objects.filter(pk__in=ids))
        for pair in rows:
            pair.sampled_on, pair.sample_order = month, order[pair.pk]
            pair.stratum = below.get(pair.pk, sampling.PROPOSED)
        Pair.objects.bulk_update(rows, ("sampled_on", "sample_order", "stratum"))
        SampleRound.objects.create(
            region_id=region, month=month, model=model[:40], at=now,
            strata=_strata(region, sample, len(proposed)),
        )  # fmt: skip
    return len(ids)


def _end_former(region: str) -> None:
    rows = Pair.objects.filter(region_id=region, state=Pair.State.NEW, sampled_on__isnull=False)
    undrawn: dict[str, Any] = {"sampled_on": None, "stratum": None, "sample_order": None}
    rows.filter(probability__lt=QUEUED_FROM).update(state=Pair.State.GONE, **undrawn)
    rows.update(**undrawn)


def _draw_proposed(region: str, dice: random.Random) -> list[int]:
    waiting = queries.open_pairs(Pair.objects.filter(region_id=region)).filter(
        probability__gte=QUEUED_FROM, first_reviewer=None
    )
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    return dice.sample(ids, min(sampling.PROPOSED_DRAWN, len(ids)))


def _written(region: str, sample: "Sample", model: str, now: datetime) -> dict[int, int]:
    """Keep the drawn pairs below the threshold and return their id → stratum.

    What people answered before is not asked again; it does not count in this month either.
    """
    drawn = sample.pairs.to_pylist()
    ends = {row[side] for row in drawn for side in ("left", "right")}
    rows = Business.objects.filter(pk__in=ends, region_id=region, withdrawn_at=None, golden=None)
    here = {row.pk: row for row in rows.select_related("owner", "village")}
    known = {
        (pair.left_id, pair.right_id): pair
        for pair in Pair.objects.filter(left__in=ends, right__in=ends, region_id=region)
    }
    made: dict[int, int] = {}
    for row in drawn:
        left, right = sorted((row["left"], row["right"]))
        pair = known.get((left, right))
        if left not in here or right not in here or not _is_free(pair):
            continue
        pair = pair or Pair(region_id=region, left=here[left], right=here[right])
        pair.state, pair.probability = Pair.State.NEW, row["probability"]
        pair.model, pair.found_at = model[:40], now
        pair.mark = queries.mark_of(here[left], here[right])
        pair.save()
        made[pair.pk] = row["stratum"] + 1
    return made


def _is_free(pair: Pair | None) -> bool:
    return pair is None or (pair.state == Pair.State.GONE and pair.reviewer_id is None)


def _strata(region: str, sample: "Sample", proposed: int) -> Sequence[dict[str, float]]:
    queued = Pair.objects.filter(
        Q(region_id=region), ~Q(state=Pair.State.GONE), probability__gte=QUEUED_FROM
    )
    first = {"low": QUEUED_FROM, "high": 1.0, "pairs": queued.count(), "drawn": proposed}
    return [
        first,
        *(
            {"low": one.low, "high": one.high, "pairs": one.pairs, "drawn": one.drawn}
            for one in sample.strata
        ),
    ]
