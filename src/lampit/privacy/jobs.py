"""Long work of the privacy room, and what the clock does in it."""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import job_progress
from lampit.people.models import Job
from lampit.privacy import actions
from lampit.privacy.queries import copy_with

USUAL_SECTIONS = 20


def make_copy(job: Job) -> None:
    """Make the copy of a job; told section by section."""
    copy = copy_with(int(job.parameters["copy"]))
    if copy is None:
        raise Refusal("copy_unknown", "Salinan ini tidak ada lagi.")
    done = 0

    def progress(title: str) -> None:
        nonlocal done
        done += 1
        job_progress(job, done, max(done, USUAL_SECTIONS), title, now=timezone.now())

    actions.make_copy(copy, now=timezone.now(), progress=progress)


JOBS: dict[str, Callable[[Job], None]] = {actions.COPY_JOB: make_copy}
TICKS: dict[str, Callable[[datetime], int]] = {
    "copies_deleted": actions.delete_copies,
    "retention_planned": actions.plan_retention,
    "retention_removed": actions.carry_out_retention,
    "retained_dropped": actions.drop_retained,
    "addressees_dropped": actions.drop_addressees,
}
