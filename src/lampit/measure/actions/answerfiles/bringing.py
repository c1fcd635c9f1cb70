"""Brings a checked file into its round: every good row by the one way in which answers arrive."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.measure import access
from lampit.measure.actions.answerfiles.opening import Read, held, read_rows
from lampit.measure.actions.counting import count
from lampit.measure.actions.holding import hold_told
from lampit.measure.actions.receiving import receive_submission
from lampit.measure.models import AnswerFile, AnswerFileRow, Delivery, SampleMember, Submission
from lampit.measure.queries.answerfiles import Layout
from lampit.measure.queries.answersheets import people_named
from lampit.measure.rules import receiving, states
from lampit.measure.rules.filled.rows import WHOLE_ROW, Filled
from lampit.measure.rules.filled.runs import AT_ONCE, instance_of
from lampit.measure.rules.filled.words import plain
from lampit.people.actions import audit, start_job
from lampit.people.models import Job, User
from lampit.places.queries import local_day

JOB = "answer_file"
LIVE_JOBS = (Job.State.WAITING, Job.State.RUNNING)
SAID_EVERY = 20
State = AnswerFileRow.State
TO_SEND = (State.READY, State.OTHER, State.SENDING)
_BECAME = {
    receiving.STORED: State.COUNTED, receiving.COUNTED: State.COUNTED,
    receiving.QUARANTINED: State.WAITING,
}  # fmt: skip
_ERASED = gettext_noop("Usaha ini sudah dihapus dari daftar; jawabannya tidak disimpan.")
log = logging.getLogger("lampit.receiving")


def start(actor: User, run_id: int, *, now: datetime) -> AnswerFile:
    """Bring a checked file in, or go on with one that stopped; a long one becomes a job.

    Raises:
        Refusal: `file_unknown`, `file_done`, `file_running`, `file_gone`, `file_empty`,
            `round_not_open`.
    """
    with transaction.atomic():
        run = held(actor, run_id)
        check_startable(run)
        waiting = AnswerFileRow.objects.filter(run=run, state__in=TO_SEND).count()
        if not waiting and run.state == AnswerFile.State.CHECKED:
            raise Refusal("file_empty", "Tidak ada baris yang dapat dimasukkan.")
        run.state, run.begun_at = AnswerFile.State.RUNNING, run.begun_at or now
        is_long = waiting > AT_ONCE
        run.job = _job(actor, run, JOB, now) if is_long else None
        run.save(update_fields=["state", "begun_at", "job"])
    return run if is_long else bring_in(run, now=now)


def check_startable(run: AnswerFile) -> None:
    """Refuse a file that is in, undone, at work, gone, or whose round is not in the field.

    Raises:
        Refusal: `file_done`, `file_running`, `file_gone`, `round_not_open`.
    """
    if run.state in (AnswerFile.State.DONE, AnswerFile.State.UNDONE):
        raise Refusal("file_done", "Berkas ini sudah dimasukkan. Unggah lagi kalau ada yang baru.")
    check_idle(run)
    if not run.path:
        raise Refusal("file_gone", "Berkasnya sudah dihapus. Unggah lagi.")
    states.check_open(run.round.state)


def check_idle(run: AnswerFile) -> None:
    """Refuse a file at which a job works.

    Raises:
        Refusal: `file_running`.
    """
    if run.job is not None and run.job.state in LIVE_JOBS:
        raise Refusal("file_running", "Berkas ini sedang dikerjakan. Tunggu, atau hentikan dulu.")


def _job(actor: User, run: AnswerFile, kind: str, now: datetime) -> Job:
    return start_job(
        actor, kind, {"run": run.pk}, now=now, region=run.round.region_id,
        back_url=reverse("measure:answer_file", args=[run.round_id, run.pk]),
    )  # fmt: skip


def bring_in(
    run: AnswerFile, *, now: datetime, say: Callable[[int], bool] = lambda _done: True
) -> AnswerFile:
    """Send the good rows of a file one by one and return the run; call it outside a transaction.

    Before a row is sent its instance id is noted, so that a run that was killed goes on with
    the very same one: nothing is doubled, and an undo finds all that was sent.

    Args:
        run: begun by `start`.
        now: the moment of receiving.
        say: told how many rows were handled; False stops, and the run may go on later.

    Raises:
        Refusal: `round_not_open` when the round was closed meanwhile; what is in stays.
    """
    rows = AnswerFileRow.objects.filter(run=run, state__in=TO_SEND)
    waiting = {(row.sheet, row.row): row for row in rows.select_related("member__business")}
    people = {
        plain(name): who
        for name, who in people_named(access.askers_of(run.round.region_id)).items()
    }
    done = 0
    for read in read_rows(run, Layout(), local_day(run.round.region_id, now)):
        row = waiting.get((read.sheet, read.number))
        if row is None:
            continue
        if done % SAID_EVERY == 0:
            if not say(done):
                return run
            run.round.refresh_from_db(fields=["state"])
            states.check_open(run.round.state)
        _bring(run, row, read, people.get(plain(read.filled.enumerator)), now)
        done += 1
    say(done)
    return _close(run, now)


def _bring(
    run: AnswerFile, row: AnswerFileRow, read: Read, helper: User | None, now: datetime
) -> None:
    """Send one row; what somebody answered since the check is not sent again."""
    member, filled = row.member, read.filled
    if member is None or filled.wrong:
        return
    content = filled.content(member.business.public_id)
    if row.state != State.SENDING:
        if _stands(member, filled):
            _waiting(row).update(state=State.SAME)
            return
        with transaction.atomic():
            hold_told(member.business.public_id)
            if not _claim(run, row, member, content):
                return
    receipt = receive_submission(
        run.owner, run.round_id, row.instance_id, content=content, source=receiving.SHEET,
        helper=helper, now=now,
    )  # fmt: skip
    sent = Delivery.objects.defer("content").get(
        round=run.round_id, instance_id=row.instance_id, content_hash=receipt.content_hash
    )
    if sent.state == receiving.STORED:
        sent = _counted(sent, now)
    state = _BECAME.get(sent.state, State.WRONG)
    told = {"problems": [[WHOLE_ROW, "erased", _ERASED, True]]} if state == State.WRONG else {}
    # Undone meanwhile it stays undone.
    mine = AnswerFileRow.objects.filter(pk=row.pk, state=State.SENDING)
    mine.update(delivery=sent, state=state, **told)


def _counted(sent: Delivery, now: datetime) -> Delivery:
    """Count what the doorstep left to the clock; a fault leaves it there."""
    try:
        return count(sent.pk, now=now)
    except OperationalError:
        log.warning("delivery %s of a file waits for the clock", sent.pk)
        return sent


def _stands(member: SampleMember, filled: Filled) -> bool:
    """Say whether just this stands already for the business."""
    if filled.is_visit:
        known = SampleMember.objects.filter(pk=member.pk)
        return known.filter(disposition=filled.disposition, reason=filled.reason).exists()
    rows = Submission.objects.filter(member=member, state=Submission.State.FINAL)
    return rows.values_list("answers", flat=True).first() == filled.kept


def _waiting(row: AnswerFileRow) -> QuerySet[AnswerFileRow]:
    """Return the row as long as nobody has sent it: two may have pressed at once."""
    return AnswerFileRow.objects.filter(pk=row.pk, state__in=(State.READY, State.OTHER))


def _claim(run: AnswerFile, row: AnswerFileRow, member: SampleMember, content: bytes) -> bool:
    """Note under which id a row is sent, and what stood for the business before.

    False when somebody else has sent it meanwhile, or the file is undone: what stood before is
    noted once, so that an undo brings back just that.
    """
    if _waiting(row).select_for_update(of=("self",)).first() is None:
        return False
    if not AnswerFile.objects.filter(pk=run.pk, state=AnswerFile.State.RUNNING).exists():
        return False
    digest = receiving.hash_of(content)
    again = AnswerFileRow.objects.filter(
        member=member, state=State.UNDONE, delivery__content_hash=digest
    )
    row.instance_id = instance_of(run.round_id, member.business.public_id, digest, again.count())
    now_there = SampleMember.objects.get(pk=member.pk)
    row.before = {
        "disposition": now_there.disposition, "reason": now_there.reason,
        "is_confirmed": now_there.is_confirmed, "visit_count": now_there.visit_count,
        "disposed_by_id": now_there.disposed_by_id,
        "disposed_at": now_there.disposed_at.isoformat() if now_there.disposed_at else None,
    }  # fmt: skip
    row.state = State.SENDING
    row.save(update_fields=["instance_id", "before", "state"])
    return True


def _close(run: AnswerFile, now: datetime) -> AnswerFile:
    with transaction.atomic():
        open_run = AnswerFile.objects.filter(pk=run.pk, state=AnswerFile.State.RUNNING)
        if open_run.update(state=AnswerFile.State.DONE, done_at=now):
            audit(
                run.owner, "answer_file_imported", subject_kind="measure.answerfile",
                subject_id=run.pk, reason=run.file_name, region=run.round.region_id, at=now,
            )  # fmt: skip
    run.refresh_from_db()
    return run
