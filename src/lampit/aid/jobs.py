"""Long work of the aid room, and what the clock does in it."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext

from lampit.aid import actions
from lampit.aid.actions import listing
from lampit.aid.queries import lists as queries
from lampit.basics.refusal import Refusal
from lampit.people.actions import finish_job, job_progress
from lampit.people.models import Job


def bring_in_list(job: Job) -> None:
    """Bring a long list of recipients in; started again it goes on where it was.

    Stopped half way, what is in stays and can be gone on with or taken back.
    """
    run = queries.run_with(int(job.parameters["run"]))
    if run is None:
        raise Refusal("list_unknown", "Daftar ini tidak ada lagi.")
    total, words = listing.count_rows(run), gettext("Penerima bantuan")

    def say(done: int) -> bool:
        return job_progress(job, done, total, words, now=timezone.now())

    if not say(int(run.counts.get("rows", 0))):
        finish_job(job, Job.State.CANCELLED, now=timezone.now(), result={})
        return
    run = listing.bring_in(run, now=timezone.now(), say=say)
    if run.done_at is None:
        finish_job(job, Job.State.CANCELLED, now=timezone.now(), result={})
        return
    job.message = gettext("%(rows)d penerima dimasukkan.") % {"rows": run.counts.get("rows", 0)}


JOBS: dict[str, Callable[[Job], None]] = {listing.JOB: bring_in_list}
TICKS: dict[str, Callable[[datetime], int]] = {"aid_files_dropped": actions.drop_old_files}
