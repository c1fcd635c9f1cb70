"""The one way by which answers become final, whoever sent them and how."""

from datetime import datetime

from django.db.models import F

from lampit.basics.refusal import Refusal
from lampit.measure.actions.scoring import Place, score_submission
from lampit.measure.models import SampleMember, Score, Submission
from lampit.measure.queries.instruments import Reading
from lampit.measure.queries.places import place_of
from lampit.measure.rules import answers as flow
from lampit.measure.rules import scoring
from lampit.measure.rules.logic import Answers
from lampit.measure.rules.played import played
from lampit.measure.rules.told import told_of
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.queries import local_day
from lampit.registry.actions import Ended, Heard, confirm_business, report_end, tell_beside

TOO_LITTLE = ("lain", "kurang dari 80 % pertanyaan terjawab")


def outcome_of(reading: Reading, answers: Answers, *, partly: bool) -> tuple[str, str]:
    """Return the disposition of a questionnaire about to be sent, and a reason.

    Raises:
        Refusal: `unfinished`: questions are open, and not enough is answered to send it partly.
    """
    share = scoring.index_of(reading.instrument, answers)[2]
    enough = share >= scoring.ENOUGH_SHARE - 1e-12
    if flow.first_open_page(reading.instrument, answers) is None:
        return ("selesai", "") if enough else TOO_LITTLE
    if partly and enough:
        return "sebagian", ""
    raise Refusal("unfinished", "Masih ada pertanyaan yang belum dijawab.")


def finish(
    found: Submission,
    reading: Reading,
    actor: User | None,
    outcome: tuple[str, str],
    *,
    now: datetime,
) -> Score:
    """Make a questionnaire final: scores, disposition, what the register is told, the trail.

    Call it inside a transaction that holds the questionnaire; `actor` None: the respondent.
    """
    disposition, reason = outcome
    found.state, found.submitted_at, found.changed_at = Submission.State.FINAL, now, now
    found.save(update_fields=["state", "submitted_at", "changed_at"])
    place = place_of(found.business)
    score = score_submission(
        found, reading, Place(found.region_id, place.subdistrict, place.sector), now=now
    )
    if found.member is not None:
        write_disposition(found.member, actor, disposition, reason, confirmed=True, now=now)
    kind = "survei" if found.member is not None else "kunjungan"
    told = told_of(reading.instrument, found.answers)
    tell_beside([Heard(found.business, told, kind, actor.pk if actor else None, now)])
    if played(reading.instrument, found.answers).get("pulih") != "berhenti":
        confirm_business(found.business, kind, now, actor)
    else:
        ended = Ended("tutup", "survei", local_day(found.region_id, now), "berhenti, kata pemilik")
        report_end(found.business, ended, actor=actor, now=now)
    audit(
        actor,
        "survey_submitted",
        subject_kind="measure.submission",
        subject_id=str(found.instance_id),
        region=found.region_id,
        at=now,
    )
    return score


def write_disposition(
    member: SampleMember,
    actor: User | None,
    code: str,
    reason: str,
    *,
    confirmed: bool,
    now: datetime,
) -> None:
    """Set the result of a visit on the sample row and count the visit."""
    SampleMember.objects.filter(pk=member.pk).update(
        disposition=code,
        reason=reason.strip()[:200],
        is_confirmed=confirmed,
        visit_count=F("visit_count") + 1,
        disposed_by=actor,
        disposed_at=now,
    )
    member.disposition, member.reason, member.is_confirmed = code, reason, confirmed
