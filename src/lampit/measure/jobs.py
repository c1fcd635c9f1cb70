"""Long work of the measure room, and what the clock does in it."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.actions import answerfiles as deeds
from lampit.measure.actions.counting import count_waiting, count_when_calm
from lampit.measure.actions.freezing_older import freeze_older
from lampit.measure.actions.keeping import DONE, keep_terms
from lampit.measure.actions.keeping_reports import JOB, STEPS, drop_old_reports, make_report
from lampit.measure.actions.margins import freeze_waiting
from lampit.measure.actions.photos import SWEPT, sweep_photos
from lampit.measure.actions.showing import narrow_shared
from lampit.measure.models import AnswerFile
from lampit.measure.queries import answerfiles
from lampit.measure.queries.fieldwork import find_round
from lampit.outside import halves
from lampit.people.actions import finish_job, job_progress
from lampit.people.models import Job


def _readiness(_now: datetime) -> int:
    """Reckon readiness anew where its rules changed since."""
    return actions.reckon_readiness()


def _halves(_now: datetime) -> int:
    """Remove photos that never became whole."""
    return halves.sweep(settings.ANSWERS_ROOT)


def write_report(job: Job) -> None:
    """Make the report of a big round and keep it; a second start finds it, or begins anew.

    Raises:
        Refusal: `not_found` when the round, or the right of who asked, is gone.
    """
    told, owner = job.parameters, job.owner
    rounds = access.reportable_rounds(owner) if owner is not None else None
    found = find_round(rounds, int(told["round"])) if rounds is not None else None
    if owner is None or found is None:
        raise Refusal("not_found", "Laporan putaran ini tidak dapat dibuat lagi.")

    def say(step: int, words: str) -> bool:
        return job_progress(job, step, STEPS, words, now=timezone.now())

    is_made = make_report(
        owner, found, str(told["kind"]), str(told["language"]), now=timezone.now(), say=say
    )
    if not is_made:
        finish_job(job, Job.State.CANCELLED, now=timezone.now(), result={})


def bring_in_answers(job: Job) -> None:
    """Bring a file of answers in; started again it goes on where it was."""
    run = _answer_file(job)
    total = answerfiles.waiting_count(run)

    def say(done: int) -> bool:
        return job_progress(job, done, total, run.file_name, now=timezone.now())

    run = deeds.bring_in(run, now=timezone.now(), say=say)
    if run.done_at is None:
        finish_job(job, Job.State.CANCELLED, now=timezone.now(), result={})
        return
    job.message = gettext("Jawaban dari berkas sudah masuk.")


def undo_answers(job: Job) -> None:
    """Take back what a file brought in; started again it goes on where it was."""
    run, actor = _answer_file(job), job.owner
    if actor is None:
        raise Refusal("file_unknown", "Berkas ini tidak ada lagi.")
    total = answerfiles.sent_count(run)

    def say(done: int) -> bool:
        return job_progress(job, done, total, run.file_name, now=timezone.now())

    run = deeds.undo(run, actor, now=timezone.now(), say=say)
    if run.undone_at is None:
        finish_job(job, Job.State.CANCELLED, now=timezone.now(), result={})
        return
    job.message = gettext("Berkas sudah diurungkan.")


def _answer_file(job: Job) -> AnswerFile:
    run = answerfiles.run_with(int(job.parameters["run"]))
    if run is None:
        raise Refusal("file_unknown", "Berkas ini tidak ada lagi.")
    return run


JOBS: dict[str, Callable[[Job], None]] = {
    JOB: write_report,
    deeds.JOB: bring_in_answers,
    deeds.UNDO_JOB: undo_answers,
}
TICKS: dict[str, Callable[[datetime], int]] = {
    "deliveries_counted": count_waiting,
    "field_tasks_narrowed": narrow_shared,
    "half_photos_removed": _halves,
    "margins_frozen": freeze_waiting,
    SWEPT: sweep_photos,
    DONE: keep_terms,
    "measure_readiness": _readiness,
    "reports_dropped": drop_old_reports,
    "older_rounds_frozen": freeze_older,
}
# Looked at each second while the worker has no long job in hand.
SOON: dict[str, Callable[[datetime], int]] = {"deliveries_counted": count_when_calm}
