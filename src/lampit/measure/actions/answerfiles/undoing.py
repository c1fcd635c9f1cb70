"""Takes back what a file brought in, while its round is in the field: answers, visits, all told."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from lampit.basics.refusal import Refusal
from lampit.measure.actions.answerfiles.bringing import check_idle
from lampit.measure.actions.answerfiles.opening import held
from lampit.measure.actions.holding import hold_businesses, hold_round
from lampit.measure.models import (
    AnswerFile,
    AnswerFileRow,
    BackCheck,
    Delivery,
    SampleMember,
    Score,
    Submission,
)
from lampit.measure.rules import receiving, states
from lampit.measure.rules.filled.runs import AT_ONCE
from lampit.people.actions import audit, start_job
from lampit.people.models import User

UNDO_JOB = "answer_file_undo"
BLOCK = 50
State = AnswerFileRow.State
SENT = (State.SENDING, State.COUNTED, State.WAITING)


def start_undo(actor: User, run_id: int, *, now: datetime) -> AnswerFile:
    """Undo a file that was brought in, or half; a long one becomes a job.

    Raises:
        Refusal: `file_unknown`, `file_not_begun`, `file_running`, `round_not_open`.
    """
    with transaction.atomic():
        run = held(actor, run_id)
        if run.state not in (AnswerFile.State.RUNNING, AnswerFile.State.DONE):
            raise Refusal("file_not_begun", "Berkas ini belum dimasukkan, atau sudah diurungkan.")
        check_idle(run)
        states.check_open(run.round.state)
        run.job = None
        if AnswerFileRow.objects.filter(run=run, state__in=SENT).count() > AT_ONCE:
            run.job = start_job(
                actor, UNDO_JOB, {"run": run.pk, "actor": actor.pk}, now=now,
                region=run.round.region_id,
                back_url=reverse("measure:answer_file", args=[run.round_id, run.pk]),
            )  # fmt: skip
        run.save(update_fields=["job"])
    return run if run.job else undo(run, actor, now=now)


def undo(
    run: AnswerFile, actor: User, *, now: datetime, say: Callable[[int], bool] = lambda _done: True
) -> AnswerFile:
    """Take back the rows of a file block by block; killed and started again it goes on.

    What came in is not used any more, its bytes stay; what stood there before stands again. Kept
    are interviews that are held again, and what somebody changed since.

    Raises:
        Refusal: `round_not_open`: the figures of a closed round would move.
    """
    rows = AnswerFileRow.objects.filter(run=run, state__in=SENT).order_by("id")
    done = 0
    while block := dict(rows.values_list("pk", "member__business")[:BLOCK]):
        with transaction.atomic():
            hold_round(run.round_id)
            hold_businesses([*block.values()])
            run.round.refresh_from_db(fields=["state"])
            states.check_open(run.round.state)
            for pk in block:
                _undo_row(pk, run, actor, now)
        done += len(block)
        if not say(done):
            return run
    with transaction.atomic():
        AnswerFile.objects.filter(pk=run.pk).update(state=AnswerFile.State.UNDONE, undone_at=now)
        audit(
            actor, "answer_file_undone", subject_kind="measure.answerfile", subject_id=run.pk,
            reason=run.file_name, region=run.round.region_id, at=now,
        )  # fmt: skip
    run.refresh_from_db()
    return run


def _undo_row(pk: int, run: AnswerFile, actor: User, now: datetime) -> None:
    row = AnswerFileRow.objects.select_for_update(of=("self",)).get(pk=pk)
    sent = Delivery.objects.select_for_update(of=("self",)).defer("content").filter(
        round=run.round_id, instance_id=row.instance_id, source=receiving.SHEET
    ).first()  # fmt: skip
    row.delivery = sent
    row.state = State.UNDONE if sent is None or _taken_back(row, sent) else State.KEPT
    row.save(update_fields=["delivery", "state"])
    if sent is not None and row.state == State.UNDONE:
        Delivery.objects.filter(pk=sent.pk).update(
            state=receiving.DECLINED, submission=None, decided_by=actor, decided_at=now,
            decision=f"Berkas {run.pk} diurungkan",
        )  # fmt: skip


def _taken_back(row: AnswerFileRow, sent: Delivery) -> bool:
    """Take back what a delivery did; False when somebody has built on it, or it is decided."""
    if sent.state in (receiving.QUARANTINED, receiving.STORED):
        return sent.decided_at is None
    is_ours = sent.state == receiving.COUNTED and sent.decided_at is None
    if not is_ours or row.member_id is None or row.before is None:
        return False
    if sent.submission_id is not None:
        return _answers_gone(row, row.member_id, sent.submission_id)
    return _visit_gone(row, row.member_id, sent)


def _answers_gone(row: AnswerFileRow, member: int, submission: int) -> bool:
    found = Submission.objects.select_for_update().filter(pk=submission).first()
    if found is None or BackCheck.objects.filter(submission=found).exists():
        return False
    business = found.business_id
    Delivery.objects.filter(submission=found).update(submission=None)
    found.delete()
    left = Score.objects.filter(business=business).order_by("-scored_at", "-id").first()
    if left is not None and not left.is_latest:
        Score.objects.filter(pk=left.pk).update(is_latest=True)
    _restore(row, member)
    return True


def _visit_gone(row: AnswerFileRow, member: int, sent: Delivery) -> bool:
    """Take a visit back unless somebody noted another result since."""
    rows = SampleMember.objects.filter(pk=member, disposed_at=sent.worked_at)
    if not rows.exists():
        return False
    _restore(row, member)
    return True


def _restore(row: AnswerFileRow, member: int) -> None:
    """Let the sample tell of the business what it told before."""
    before = dict(row.before or {})
    at = before.pop("disposed_at", None)
    SampleMember.objects.filter(pk=member).update(
        **before, disposed_at=datetime.fromisoformat(at) if at else None
    )
