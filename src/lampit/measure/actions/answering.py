"""Questionnaires: begun, kept at every step, sent once; and what became of a drawn business."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.finishing import finish, outcome_of
from lampit.measure.actions.instruments import publish_instrument
from lampit.measure.actions.visiting import dispose
from lampit.measure.models import SampleMember, Score, Submission
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules import answers as flow
from lampit.measure.rules import consent, states
from lampit.people.models import User

_LATER = "Kuesioner ini tidak dapat Anda buka. Kembali ke daftar usaha contoh."


def start_survey(
    actor: User, member_id: int, *, instance_id: uuid.UUID, now: datetime
) -> Submission:
    """Return the questionnaire of a drawn business, beginning it when nobody has.

    Raises:
        Refusal: `member_out_of_reach`, `round_not_open`, `already_answered`, `draft_of_other`.
    """
    member = (
        access.askable_members(actor)
        .select_related("round", "business", "round__instrument")
        .filter(pk=member_id)
        .first()
    )
    if member is None:
        raise Refusal("member_out_of_reach", "Usaha contoh ini di luar wilayah Anda.")
    states.check_open(member.round.state)
    found = Submission.objects.filter(member=member).first()
    if found is None:
        found = _begun(actor, member, instance_id, now)
    if found.state == Submission.State.FINAL:
        raise Refusal("already_answered", "Usaha ini sudah menjawab; jawabannya sudah terkirim.")
    if not access.open_drafts(actor).filter(pk=found.pk).exists():
        message = "Kuesioner ini sedang diisi petugas lain. Minta staf dinas melanjutkannya."
        raise Refusal("draft_of_other", message)
    return found


def _begun(actor: User, member: SampleMember, instance_id: uuid.UUID, now: datetime) -> Submission:
    """Insert the draft of a drawn business; somebody who was quicker wins."""
    try:
        with transaction.atomic():
            return Submission.objects.create(
                instance_id=instance_id,
                business=member.business,
                region_id=member.round.region_id,
                round=member.round,
                member=member,
                instrument=member.round.instrument,
                mode=Submission.Mode.SURVEY,
                started_by=actor,
                started_at=now,
                changed_at=now,
            )
    except IntegrityError:
        return Submission.objects.get(member=member)


def start_coaching(
    actor: User, public_id: str, *, instance_id: uuid.UUID, now: datetime
) -> Submission:
    """Return the open questionnaire of any business in reach; estimates never read it.

    Raises:
        Refusal: `business_out_of_reach`, `draft_of_other`.
    """
    business = access.askable_businesses(actor).filter(public_id=public_id).first()
    if business is None:
        raise Refusal("business_out_of_reach", "Usaha ini di luar wilayah Anda.")
    mode, draft = Submission.Mode.COACHING, Submission.State.DRAFT
    drafts = Submission.objects.filter(business=business, mode=mode, state=draft)
    found = drafts.first()
    if found is None:
        try:
            with transaction.atomic():
                found = Submission.objects.create(
                    instance_id=instance_id,
                    business=business,
                    region_id=business.region_id,
                    instrument=publish_instrument(now=now),
                    mode=mode,
                    started_by=actor,
                    started_at=now,
                    changed_at=now,
                )
        except IntegrityError:
            found = drafts.get()
    if not access.open_drafts(actor).filter(pk=found.pk).exists():
        raise Refusal("draft_of_other", "Kuesioner ini sedang diisi petugas lain.")
    return found


def _draft(actor: User, instance_id: uuid.UUID) -> Submission:
    """Return a draft locked for change, if the actor may continue it and its round is open."""
    found = (
        access.open_drafts(actor)
        .select_for_update(of=("self",))
        .select_related("round", "instrument", "business", "member")
        .filter(instance_id=instance_id)
        .first()
    )
    if found is None:
        raise Refusal("draft_out_of_reach", _LATER)
    if found.round is not None:
        states.check_open(found.round.state)
    return found


def record_consent(actor: User, instance_id: uuid.UUID, *, now: datetime) -> Submission:
    """Keep that the respondent agreed; only then is anything asked."""
    with transaction.atomic():
        found = _draft(actor, instance_id)
        found.has_consent, found.changed_at = True, now
        found.consent_version = consent.VERSION
        found.save(update_fields=["has_consent", "consent_version", "changed_at"])
        return found


def record_refusal(actor: User, instance_id: uuid.UUID, reason: str, *, now: datetime) -> None:
    """End a questionnaire without consent: nothing is kept but the refusal and its reason.

    Raises:
        Refusal: `reason_missing`, `draft_out_of_reach`, `round_not_open`.
    """
    states.check_disposition("menolak", reason)
    with transaction.atomic():
        found = _draft(actor, instance_id)
        member = found.member
        found.delete()
        if member is not None:
            dispose(actor, member, "menolak", reason, confirmed=True, now=now)


def save_page(
    actor: User,
    instance_id: uuid.UUID,
    page: str,
    typed: Mapping[str, Sequence[str]],
    *,
    now: datetime,
) -> tuple[Submission, list[flow.Fault]]:
    """Keep what a page holds, also when part of it is wrong; return what must be put right.

    Raises:
        Refusal: `page_unknown`, `consent_missing`, `draft_out_of_reach`, `round_not_open`.
    """
    with transaction.atomic():
        found = _draft(actor, instance_id)
        if not found.has_consent:
            raise Refusal("consent_missing", "Tanyakan kesediaan menjawab dahulu.")
        instrument = reading_of(found.instrument).instrument
        found.answers, faults = flow.taken_page(instrument, page, found.answers, typed)
        found.changed_at = now
        found.save(update_fields=["answers", "changed_at"])
    return found, faults


def submit(actor: User, instance_id: uuid.UUID, *, now: datetime, partly: bool = False) -> Score:
    """Make a questionnaire final, score it, and settle its place in the sample.

    `partly` sends one with open questions once 80 % of the points are answered.

    Raises:
        Refusal: `unfinished`, `consent_missing`, `draft_out_of_reach`, `round_not_open`.
    """
    with transaction.atomic():
        found = _draft(actor, instance_id)
        if not found.has_consent:
            raise Refusal("consent_missing", "Tanyakan kesediaan menjawab dahulu.")
        reading = reading_of(found.instrument)
        return finish(
            found, reading, actor, outcome_of(reading, found.answers, partly=partly), now=now
        )


def set_disposition(
    actor: User, member_id: int, code: str, reason: str, *, confirmed: bool, now: datetime
) -> SampleMember:
    """Record what became of a drawn business that did not answer; a draft of it is dropped.

    Raises:
        Refusal: `member_out_of_reach`, `round_not_open`, `already_answered`, `disposition_…`.
    """
    states.check_disposition(code, reason)
    with transaction.atomic():
        # A questionnaire before its place in the sample, as whoever sends one locks them.
        list(Submission.objects.select_for_update().filter(member=member_id).values_list("pk"))
        member = (
            access.askable_members(actor)
            .select_for_update(of=("self",))
            .select_related("round")
            .filter(pk=member_id)
            .first()
        )
        if member is None:
            raise Refusal("member_out_of_reach", "Usaha contoh ini di luar wilayah Anda.")
        states.check_open(member.round.state)
        sent = Submission.objects.filter(member=member, state=Submission.State.FINAL)
        if sent.exists():
            raise Refusal("already_answered", "Usaha ini sudah menjawab; hasilnya tidak diubah.")
        Submission.objects.filter(member=member).delete()
        return dispose(actor, member, code, reason, confirmed=confirmed, now=now)
