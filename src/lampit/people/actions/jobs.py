"""Long jobs: asked for, claimed by one worker, kept alive by a heartbeat, ended once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from lampit.people.models import Job, User

SILENT_AFTER = timedelta(seconds=90)
MOST_TRIES = 3


def start_job(
    owner: User | None,
    kind: str,
    parameters: dict[str, Any],
    *,
    now: datetime,
    region: str = "",
    back_url: str = "",
) -> Job:
    """Put work of `kind` in the queue and return it; `back_url` is where its page leads."""
    return Job.objects.create(
        owner=owner,
        kind=kind,
        parameters=parameters,
        region_id=region or None,
        back_url=back_url,
        created_at=now,
    )


def claim_job(now: datetime) -> Job | None:
    """Take the oldest waiting job for this worker, or None; two workers never get the same."""
    for waiting in Job.objects.filter(state=Job.State.WAITING).order_by("id")[:5]:
        taken = Job.objects.filter(pk=waiting.pk, state=Job.State.WAITING).update(
            state=Job.State.RUNNING,
            started_at=now,
            heartbeat_at=now,
            tries=waiting.tries + 1,
        )
        if taken:
            return Job.objects.get(pk=waiting.pk)
    return None


def job_progress(job: Job, done: int, total: int, message: str, *, now: datetime) -> bool:
    """Note how far `job` is, with a heartbeat; return False when it shall stop (cancelled)."""
    Job.objects.filter(pk=job.pk).update(
        done=done, total=total, message=message[:255], heartbeat_at=now
    )
    return not Job.objects.filter(pk=job.pk, cancel_asked=True).exists()


def finish_job(
    job: Job, state: Job.State, *, now: datetime, message: str = "", result: dict[str, Any]
) -> None:
    """End a running job in `state` with its `result`; a job that has ended stays as it is."""
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=state, finished_at=now, message=message[:255], result=result
    )


def ask_cancel(job: Job, *, now: datetime) -> None:
    """Ask `job` to stop: a waiting one ends at once, a running one at its next progress note."""
    with transaction.atomic():
        Job.objects.filter(pk=job.pk, state=Job.State.WAITING).update(
            state=Job.State.CANCELLED, finished_at=now, cancel_asked=True
        )
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked=True)


def reap_jobs(now: datetime) -> int:
    """Put running jobs whose worker fell silent back into the queue, at most thrice each.

    Returns how many were put back. Every job is written so that a second run continues the
    first (a killed worker leaves a job "running" for ever otherwise).
    """
    silent = Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=now - SILENT_AFTER)
    silent.filter(tries__gte=MOST_TRIES).update(
        state=Job.State.FAILED, finished_at=now, message="Pekerjaan terhenti tiga kali."
    )
    return silent.filter(tries__lt=MOST_TRIES).update(state=Job.State.WAITING)
