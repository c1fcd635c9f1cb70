"""Long work of the aid room, and what the clock does in it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext

from lampit.aid import access, actions
from lampit.aid.actions import listing
from lampit.aid.queries import lists as queries
from lampit.aid.queries import taking
from lampit.aid.rules.leaving import JOB
from lampit.basics.refusal import Refusal
from lampit.people.actions import finish_job, job_progress
from lampit.people.models import Job
from lampit.registry.actions import requesting
from lampit.registry.actions.exporting import Mark
from lampit.registry.queries.exporting import line_of
from lampit.registry.queries.requests import request_with
from lampit.registry.rules.bits import Bits
from lampit.registry.rules.exporting import wanted_of
from lampit.web.tables import csv_lines


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


def write_recipients(job: Job) -> None:
    """Write the list of a programme that a second person allowed; again begins anew.

    Raises:
        Refusal: `not_found` when the request, or the right of who asked, is gone.
    """
    request = request_with(int(job.parameters["request"]))
    number = request.asked["programme"] if request else 0
    if request is None or not access.takes_recipients(request.asker):
        raise Refusal("not_found", "Permintaan ini tidak ada lagi.")
    rows = access.visible_grants(request.asker).filter(programme=number)
    wanted = wanted_of(request.wanted)

    def write(path: Path, mark: Mark) -> Bits:
        line = line_of(request.asker, mark.number, wanted, mark.at)
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_lines(taking.sheet(rows, line)))
        return taking.businesses_in(rows)

    try:
        requesting.write_export(request, write, now=timezone.now())
    except Exception:
        requesting.fail_export(request)
        raise


JOBS: dict[str, Callable[[Job], None]] = {listing.JOB: bring_in_list, JOB: write_recipients}
TICKS: dict[str, Callable[[datetime], int]] = {"aid_files_dropped": actions.drop_old_files}
