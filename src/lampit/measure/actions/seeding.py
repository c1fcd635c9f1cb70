"""Loads many finished questionnaires at once: the demo's round, or papers typed elsewhere."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.measure.actions.instruments import publish_instrument
from lampit.measure.actions.scoring import score_fields, typed_fields
from lampit.measure.models import Answer, Instrument, Round, SampleMember, Score, Submission
from lampit.measure.queries.instruments import reading_of
from lampit.measure.queries.places import place_of
from lampit.measure.rules import answers as flow
from lampit.measure.rules import scoring, states
from lampit.measure.rules.logic import Answer as Given
from lampit.measure.rules.told import told_of
from lampit.registry.actions import Heard, tell_beside
from lampit.registry.models import Business

CHUNK = 400
# Instance ids of loaded papers follow from round, business and day: loading twice adds nothing.
NAMESPACE = uuid.UUID("6c1d7c64-6f0b-5b39-9d5e-9a3f0c5b2a11")


@dataclass(frozen=True)
class Answered:
    """One finished questionnaire: the business, its answers, when and by whom it was asked."""

    business: int
    answers: Mapping[str, Given]
    at: datetime
    by: int | None = None


@dataclass(frozen=True)
class Unanswered:
    """A drawn business without answers: disposition, reason, day, and whether it was confirmed."""

    business: int
    disposition: str
    reason: str
    at: datetime
    confirmed: bool = True
    by: int | None = None


def load_answers(
    answered: Iterable[Answered],
    *,
    region: str,
    now: datetime,
    round_id: int | None = None,
    unanswered: Sequence[Unanswered] = (),
) -> int:
    """Write finished questionnaires with their scores in chunks; return how many were new.

    With `round_id` every business must have been drawn for it and its field work be open; without,
    they are questionnaires from coaching. A business answers a round once: repeats are left out.

    Raises:
        Refusal: `round_not_open`, `not_drawn`, `answers_invalid` (names business and question).
    """
    found = Round.objects.select_related("instrument").get(pk=round_id) if round_id else None
    if found is not None:
        states.check_open(found.state)
    written = 0
    waiting: list[Answered] = []
    for one in answered:
        waiting.append(one)
        if len(waiting) >= CHUNK:
            written += _write_chunk(waiting, found, region, now)
            waiting = []
    if waiting:
        written += _write_chunk(waiting, found, region, now)
    if found is not None:
        _write_unanswered(found, unanswered)
    return written


def _checked(reading_instrument: Any, one: Answered) -> None:
    """Refuse a questionnaire that could not have been given."""
    faults = flow.check_whole(reading_instrument, one.answers)
    if faults:
        told = f"Usaha {one.business}, {faults[0].question}: {faults[0].message}"
        raise Refusal("answers_invalid", told)


def _instance(one: Answered, found: Round | None) -> uuid.UUID:
    """Return the identity of a loaded questionnaire."""
    part = f"{found.pk if found else 'bimbingan'}/{one.business}/{one.at.isoformat()}"
    return uuid.uuid5(NAMESPACE, part)


@transaction.atomic
def _write_chunk(chunk: Sequence[Answered], found: Round | None, region: str, now: datetime) -> int:
    """Write one chunk: submissions, typed answers, scores, dispositions; few statements."""
    instrument: Instrument = found.instrument if found else publish_instrument(now=now)
    reading = reading_of(instrument)
    by_business = {one.business: one for one in chunk}
    businesses = Business.objects.in_bulk(list(by_business))
    members = _members(found, by_business)
    known = set(
        Submission.objects.filter(
            instance_id__in=[_instance(one, found) for one in by_business.values()]
        ).values_list("instance_id", flat=True)
    )
    submissions: list[Submission] = []
    for one in by_business.values():
        identity = _instance(one, found)
        member = members.get(one.business)
        if identity in known or (member is not None and member.disposition):
            continue
        _checked(reading.instrument, one)
        submissions.append(
            Submission(
                instance_id=identity,
                business_id=one.business,
                region_id=region,
                round=found,
                member=member,
                instrument=instrument,
                mode=Submission.Mode.SURVEY if found else Submission.Mode.COACHING,
                state=Submission.State.FINAL,
                has_consent=True,
                answers=dict(one.answers),
                started_by_id=one.by,
                started_at=one.at,
                changed_at=one.at,
                submitted_at=one.at,
            )
        )
    Submission.objects.bulk_create(submissions)
    Answer.objects.bulk_create(
        [Answer(submission=s, **typed_fields(reading.instrument, s.answers)) for s in submissions]
    )
    ids = [s.business_id for s in submissions]
    Score.objects.filter(business_id__in=ids, is_latest=True).update(is_latest=False)
    scores = [_score(s, businesses[s.business_id], reading, found, now) for s in submissions]
    Score.objects.bulk_create(scores)
    source = "survei" if found else "kunjungan"
    tell_beside([
        Heard(businesses[s.business_id], told_of(reading.instrument, s.answers), source,
              s.started_by_id, s.submitted_at or now)
        for s in submissions
    ])  # fmt: skip
    _settle(submissions, reading)
    return len(submissions)


def _members(found: Round | None, by_business: Mapping[int, Answered]) -> dict[int, SampleMember]:
    """Return the sample rows of a chunk; every business must have been drawn."""
    if found is None:
        return {}
    rows = SampleMember.objects.filter(round=found, business_id__in=list(by_business))
    members = {row.business_id: row for row in rows}
    strange = sorted(set(by_business) - set(members))
    if strange:
        raise Refusal("not_drawn", f"Usaha {strange[0]} tidak terpilih dalam putaran ini.")
    return members


def _score(
    submission: Submission, business: Business, reading: Any, found: Round | None, now: datetime
) -> Score:
    """Make the score row of a loaded questionnaire; the newest of its business."""
    place = place_of(business)
    at = submission.submitted_at or now
    year = found.year if found else at.year
    return Score(
        submission=submission,
        business=business,
        region_id=submission.region_id,
        subdistrict=place.subdistrict,
        scored_at=at,
        **score_fields(reading, submission.answers, year, place.sector),
    )


def _settle(submissions: Sequence[Submission], reading: Any) -> None:
    """Set the disposition of the members that answered: `selesai`, or `lain` with too little."""
    drawn = [s for s in submissions if s.member_id is not None]
    for submission in drawn:
        share = scoring.index_of(reading.instrument, submission.answers)[2]
        member = submission.member
        if member is None:
            continue
        member.disposition = "selesai" if share >= scoring.ENOUGH_SHARE - 1e-12 else "lain"
        member.visit_count = 1
        member.disposed_at = submission.submitted_at
        member.disposed_by_id = submission.started_by_id
    SampleMember.objects.bulk_update(
        [s.member for s in drawn if s.member is not None],
        ["disposition", "visit_count", "disposed_at", "disposed_by"],
        batch_size=CHUNK,
    )


@transaction.atomic
def _write_unanswered(found: Round, unanswered: Sequence[Unanswered]) -> None:
    """Set the dispositions of drawn businesses that did not answer."""
    told = {one.business: one for one in unanswered}
    rows = SampleMember.objects.filter(round=found, business_id__in=list(told), disposition="")
    changed = []
    for row in rows:
        one = told[row.business_id]
        states.check_disposition(one.disposition, one.reason)
        row.disposition, row.reason, row.is_confirmed = one.disposition, one.reason, one.confirmed
        row.visit_count = 3 if one.disposition == "tidak_ditemui" else 1
        row.disposed_at, row.disposed_by_id = one.at, one.by
        changed.append(row)
    SampleMember.objects.bulk_update(
        changed,
        ["disposition", "reason", "is_confirmed", "visit_count", "disposed_at", "disposed_by"],
        batch_size=CHUNK,
    )
