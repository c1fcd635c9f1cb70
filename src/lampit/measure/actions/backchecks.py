"""Chooses interviews by lot to be held again, and keeps what was answered the second time."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.models import BackCheck, SampleMember, Submission
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules import answers as flow
from lampit.measure.rules import backchecks as rules
from lampit.measure.rules import consent, states
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places.queries import local_day
from lampit.science.survey.subsample import subsample

State = BackCheck.State
_OUT = "Periksa ulang ini tidak dapat Anda buka. Kembali ke daftarnya."


def draw_backchecks(actor: User, round_id: int, *, share: float, seed: int, now: datetime) -> int:
    """Choose so many of each enumerator's interviews that `share` is held again; return how many.

    What was chosen before counts; interviews older than 14 days are not chosen any more, since
    the business may have changed.

    Raises:
        Refusal: `round_out_of_reach`, `round_not_open`, `share_out_of_range`, `nobody_to_choose`.
    """
    if not 0 < share <= 1:
        raise Refusal("share_out_of_range", "Isi bagian antara 1 dan 100 persen.")
    with transaction.atomic():
        found = access.plannable_rounds(actor).select_for_update(of=("self",)).filter(pk=round_id)
        opened = found.first()
        if opened is None:
            raise Refusal("round_out_of_reach", "Putaran ini di luar wilayah Anda.")
        if opened.state not in (states.FIELD, states.CLOSED):
            states.check_open(opened.state)
        held = dict(
            Submission.objects.filter(
                round=opened, state=Submission.State.FINAL, submitted_at__gte=now - rules.WITHIN
            ).values_list("pk", "started_by_id")
        )
        before = set(BackCheck.objects.filter(round=opened).values_list("submission_id", flat=True))
        chosen = subsample(held.items(), seed=seed, share=share, already=before)
        if not chosen:
            message = "Belum ada wawancara lain yang perlu ditanya lagi."
            raise Refusal("nobody_to_choose", message)
        sent = dict(Submission.objects.filter(pk__in=chosen).values_list("pk", "submitted_at"))
        BackCheck.objects.bulk_create(
            BackCheck(
                round=opened,
                submission_id=pk,
                seed=seed,
                due_on=local_day(opened.region_id, (sent[pk] or now) + rules.WITHIN),
                chosen_at=now,
            )
            for pk in chosen
        )
        audit(
            actor, "survey_backchecks_drawn", subject_kind="measure.round", subject_id=opened.pk,
            region=opened.region_id, at=now, reason=f"{len(chosen)}, {share:.0%}, {seed}",
        )  # fmt: skip
    return len(chosen)


def assign_backcheck(actor: User, instance_id: uuid.UUID, person_id: int | None) -> BackCheck:
    """Give a chosen interview to somebody who did not hold it; None takes it back.

    Raises:
        Refusal: `backcheck_out_of_reach`, `same_person`, `person_unknown`.
    """
    with transaction.atomic():
        found = _locked(access.plannable_backchecks(actor), instance_id)
        if person_id is not None:
            if person_id == found.submission.started_by_id:
                message = "Yang bertanya lagi harus orang lain daripada yang pertama."
                raise Refusal("same_person", message)
            if not access.askers_of(found.round.region_id).filter(pk=person_id).exists():
                raise Refusal("person_unknown", "Pilih orang dari daftar.")
        found.assigned_to_id = person_id
        found.save(update_fields=["assigned_to"])
        return found


def _locked(rows: QuerySet[BackCheck], instance_id: uuid.UUID) -> BackCheck:
    """Return an open back-check locked for change.

    Raises:
        Refusal: `backcheck_out_of_reach`.
    """
    found = (
        rows.select_for_update(of=("self",))
        .select_related("round", "submission", "submission__business", "submission__instrument")
        .filter(instance_id=instance_id, state__in=BackCheck.OPEN)
        .first()
    )
    if found is None:
        raise Refusal("backcheck_out_of_reach", _OUT)
    return found


def begin_backcheck(actor: User, instance_id: uuid.UUID, *, now: datetime) -> BackCheck:
    """Keep that the respondent agreed to be asked again.

    Raises:
        Refusal: `backcheck_out_of_reach`.
    """
    with transaction.atomic():
        found = _locked(access.askable_backchecks(actor), instance_id)
        found.has_consent, found.state = True, State.BEGUN
        found.consent_version = consent.VERSION
        found.asked_by, found.started_at = actor, found.started_at or now
        found.save(
            update_fields=["has_consent", "consent_version", "state", "asked_by", "started_at"]
        )
        return found


def drop_backcheck(actor: User, instance_id: uuid.UUID, reason: str, *, now: datetime) -> None:
    """Say that an interview cannot be held again: what was begun goes, the reason stays.

    Raises:
        Refusal: `backcheck_out_of_reach`, `reason_missing`.
    """
    if reason not in SampleMember.RefusalReason.values:
        raise Refusal("reason_missing", "Pilih alasannya.")
    with transaction.atomic():
        found = _locked(access.askable_backchecks(actor), instance_id)
        found.state, found.reason, found.answers = State.DROPPED, reason, {}
        found.asked_by, found.done_at = actor, now
        found.save(update_fields=["state", "reason", "answers", "asked_by", "done_at"])


def save_backcheck_page(
    actor: User, instance_id: uuid.UUID, page: str, typed: Mapping[str, Sequence[str]]
) -> tuple[BackCheck, list[flow.Fault]]:
    """Keep what a page of the second asking holds, and say what must be put right.

    Raises:
        Refusal: `backcheck_out_of_reach`, `consent_missing`, `page_unknown`.
    """
    with transaction.atomic():
        found = _locked(access.askable_backchecks(actor), instance_id)
        if not found.has_consent:
            raise Refusal("consent_missing", "Tanyakan kesediaan menjawab dahulu.")
        instrument = reading_of(found.submission.instrument).instrument
        found.answers, faults = flow.taken_page(instrument, page, found.answers, typed)
        found.save(update_fields=["answers"])
    return found, faults


def finish_backcheck(actor: User, instance_id: uuid.UUID, *, now: datetime) -> BackCheck:
    """Close a second asking; the first answers and every figure stay as they are.

    Raises:
        Refusal: `backcheck_out_of_reach`, `unfinished`.
    """
    with transaction.atomic():
        found = _locked(access.askable_backchecks(actor), instance_id)
        instrument = reading_of(found.submission.instrument).instrument
        if not found.has_consent or flow.first_open_page(instrument, found.answers) is not None:
            raise Refusal("unfinished", "Masih ada pertanyaan yang belum dijawab.")
        found.state, found.done_at, found.asked_by = State.DONE, now, actor
        found.save(update_fields=["state", "done_at", "asked_by"])
        audit(
            actor, "survey_backcheck_done", subject_kind="measure.submission",
            subject_id=str(found.submission.instance_id), region=found.round.region_id, at=now,
        )  # fmt: skip
        return found
