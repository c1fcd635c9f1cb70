"""Long work of the registry: checking and importing office lists; what the clock brings."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import finish_job, job_progress
from lampit.people.models import Job
from lampit.registry.actions import importing, make_reminders
from lampit.registry.actions.catalogue import catch_up
from lampit.registry.models import ImportRun
from lampit.registry.queries.importing import run_with


def run_import(job: Job) -> None:
    """Write the run of a job block by block; a second start goes on where the first was killed."""
    run = _run(job)
    total = int(run.counts.get("rows") or 0)

    def progress(done: int) -> bool:
        return job_progress(job, done, total or done, f"{run.file_name}", now=timezone.now())

    try:
        report = importing.resume_run(run, now=timezone.now(), progress=progress)
    except Exception as error:
        importing.fail_run(run, str(error), now=timezone.now())
        raise
    catch_up()
    if not report.is_whole:
        importing.stop_run(run, now=timezone.now())
        finish_job(job, Job.State.CANCELLED, now=timezone.now(), result={"run": run.pk})


def check_import(job: Job) -> None:
    """Walk a long list without writing, so that the check page can lead with its counts."""
    importing.check_run(_run(job), now=timezone.now())


def _run(job: Job) -> ImportRun:
    run = run_with(int(job.parameters["run"]))
    if run is None:
        raise Refusal("import_unknown", "Impor ini tidak ada lagi.")
    return run


JOBS: dict[str, Callable[[Job], None]] = {"import": run_import, "import_check": check_import}
def take_in_changes(_now: datetime) -> int:
    """Take what was written since into the catalogue of the list and return how much it was."""
    return catch_up()


TICKS: dict[str, Callable[[datetime], int]] = {
    "catalogue": take_in_changes,
    "paper_reminders": make_reminders,
}
