"""Long work of the desk."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.desk.actions.freezing import freeze_months
from lampit.desk.actions.pushing import write_list
from lampit.desk.queries.pushing import Look
from lampit.desk.rules.pushing import JOB
from lampit.measure.access import reads_scores
from lampit.people.models import Job
from lampit.registry.access import sight_of
from lampit.registry.actions import requesting
from lampit.registry.actions.exporting import Mark
from lampit.registry.queries.requests import request_with
from lampit.registry.rules.bits import Bits
from lampit.registry.rules.exporting import wanted_of


def write_next(job: Job) -> None:
    """Write a list of whom to help next that a second person allowed; again begins anew.

    Raises:
        Refusal: `not_found` when the request, or the right of who asked, is gone.
    """
    request = request_with(int(job.parameters["request"]))
    if request is None or not reads_scores(request.asker):
        raise Refusal("not_found", "Permintaan ini tidak ada lagi.")
    sight, opened = sight_of(request.asker), wanted_of(request.wanted).opened
    look = Look(timezone.localdate(), sight.sees("birth"), sight.sees("phone"), "phone" in opened)

    def write(path: Path, mark: Mark) -> Bits:
        return write_list(request, path, mark, look=look)

    try:
        requesting.write_export(request, write, now=timezone.now())
    except Exception:
        requesting.fail_export(request)
        raise


JOBS: dict[str, Callable[[Job], None]] = {JOB: write_next}
TICKS: dict[str, Callable[[datetime], int]] = {"promotion_months": freeze_months}
