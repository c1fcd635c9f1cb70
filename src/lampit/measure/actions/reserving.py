"""Releases the reserve of a round, one batch at a time; nobody is ever replaced by choice."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.margins import mark_members
from lampit.measure.actions.showing import show_to_enumerators
from lampit.measure.models import ReserveUnit, Round, SampleMember
from lampit.measure.rules import states
from lampit.people.actions import audit
from lampit.people.models import User

CHUNK = 500


def release_reserve(actor: User, round_id: int, *, now: datetime) -> int:
    """Let the next of the reserve into the sample where somebody will not answer; return how many.

    One for each business of a stratum that was lost (refused, not met, closed, no business) and
    has no substitute yet, in the order of the draw. Who was lost stays a non-respondent. The
    sample of the stratum grows by those released, so all its chances grow with it:
    (drawn + released) / (drawn) times what they were.

    Raises:
        Refusal: `round_out_of_reach`, `round_not_open`, `reserve_none` (no reserve is left where
            somebody was lost).
    """
    with transaction.atomic():
        found = access.plannable_rounds(actor).select_for_update().filter(pk=round_id).first()
        if found is None:
            raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
        states.check_open(found.state)
        chosen = _next(found)
        if not chosen:
            raise Refusal(
                "reserve_none", "Tidak ada cadangan yang dapat dilepas untuk yang gagal sekarang."
            )
        before = dict(_sizes(found))
        batch = (ReserveUnit.objects.filter(round=found).aggregate(n=Max("batch"))["n"] or 0) + 1
        for unit in chosen:
            unit.member = _entered(found, unit)
            unit.batch, unit.released_by, unit.released_at = batch, actor, now
        ReserveUnit.objects.bulk_update(
            chosen, ["member", "batch", "released_by", "released_at"], batch_size=CHUNK
        )
        _raise_chances(found, before, Counter(unit.stratum for unit in chosen))
        mark_members(found)
        Round.objects.filter(pk=found.pk).update(drawn_count=found.members.count())
        show_to_enumerators(found)
        audit(
            actor, "survey_reserve_released", subject_kind="measure.round", subject_id=found.pk,
            reason=f"pelepasan {batch}: {len(chosen)} usaha", region=found.region_id, at=now,
        )  # fmt: skip
        return len(chosen)


def _chance_drawn(found: Round) -> QuerySet[SampleMember]:
    # Who was taken for certain, or was known to have ended, has no substitute.
    rows = SampleMember.objects.filter(round=found).exclude(number=None)
    return rows.exclude(selection=SampleMember.Selection.CERTAIN)


def _sizes(found: Round) -> list[tuple[str, int]]:
    counted = Counter(_chance_drawn(found).values_list("stratum", flat=True))
    return list(counted.items())


def _next(found: Round) -> list[ReserveUnit]:
    """Return the next of the reserve, one for each lost business without a substitute."""
    lost = Counter(
        stratum
        for stratum, disposition, confirmed in _chance_drawn(found).values_list(
            "stratum", "disposition", "is_confirmed"
        )
        if disposition and states.outcome_of(disposition, confirmed=confirmed) != "respondent"
    )
    units = ReserveUnit.objects.filter(round=found).order_by("stratum", "order")
    released = Counter(unit.stratum for unit in units if unit.batch is not None)
    chosen: list[ReserveUnit] = []
    for unit in units:
        if unit.batch is None and released[unit.stratum] < lost[unit.stratum]:
            released[unit.stratum] += 1
            chosen.append(unit)
    return chosen


def _entered(found: Round, unit: ReserveUnit) -> SampleMember:
    """Make the sample row of a released unit, with the design of its stratum."""
    like = _chance_drawn(found).filter(stratum=unit.stratum).order_by("id").first()
    if like is None:
        raise Refusal("reserve_none", "Strata cadangan itu tidak ada dalam contoh.")
    return SampleMember.objects.create(
        round=found, business_id=unit.business_id, subdistrict=unit.subdistrict,
        village=unit.village, sector=unit.sector, size=unit.size, stratum=unit.stratum,
        stratum_size=like.stratum_size, probability=like.probability, order=unit.order,
        psu=like.psu, psu_stratum=like.psu_stratum, village_probability=like.village_probability,
        selection=SampleMember.Selection.RESERVE, number=unit.number,
    )  # fmt: skip


def _raise_chances(found: Round, before: dict[str, int], more: Counter[str]) -> None:
    """Raise the chances of each stratum that grew, released ones and others alike."""
    changed: list[SampleMember] = []
    for row in _chance_drawn(found).filter(stratum__in=list(more)):
        drawn = before[row.stratum]
        raised = row.probability * (drawn + more[row.stratum]) / drawn
        row.probability = min(raised, row.village_probability)
        changed.append(row)
    SampleMember.objects.bulk_update(changed, ["probability"], batch_size=CHUNK)
