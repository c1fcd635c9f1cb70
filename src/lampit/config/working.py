"""The worker: takes long jobs one by one, and does by the clock what is due."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime
from types import FrameType

from django.db import close_old_connections
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.config.jobs import soon, ticks, work
from lampit.people.actions import claim_job, finish_job, reap_jobs
from lampit.people.models import Job

log = logging.getLogger("lampit.worker")
IDLE_SECONDS = 1.0
TICK_SECONDS = 60.0


def run_one() -> bool:
    """Take one waiting job and do it; return False when there was none."""
    job = claim_job(timezone.now())
    if job is None:
        return False
    log.info("job %s %s begins", job.pk, job.kind)
    try:
        work()[job.kind](job)
    except Refusal as refusal:
        finish_job(
            job,
            Job.State.FAILED,
            now=timezone.now(),
            message=refusal.message,
            result={"code": refusal.code},
        )
    except Exception:
        log.exception("job %s %s fell", job.pk, job.kind)
        finish_job(
            job,
            Job.State.FAILED,
            now=timezone.now(),
            message="Pekerjaan terhenti karena gangguan. Tidak ada yang setengah tersimpan.",
            result={},
        )
    else:
        finish_job(job, Job.State.DONE, now=timezone.now(), message=job.message, result=job.result)
    return True


def tick(pretended: datetime | None = None) -> dict[str, int]:
    """Do once what is due, and put back jobs whose worker fell silent."""
    now = pretended or timezone.now()
    return {"jobs_put_back": reap_jobs(now)} | _each(ticks(), now)


def _each(acts: dict[str, Callable[[datetime], int]], now: datetime) -> dict[str, int]:
    """Do all; one that falls keeps no other from being done."""
    done: dict[str, int] = {}
    for name, act in acts.items():
        try:
            done[name] = act(now)
        except Exception:
            log.exception("tick %s fell", name)
            done[name] = -1
    return done


def work_on(stop: threading.Event) -> None:
    """Work until `stop` is set; the job in hand is finished first."""
    next_tick = 0.0
    while not stop.is_set():
        close_old_connections()
        if time.monotonic() >= next_tick:
            tick()
            next_tick = time.monotonic() + TICK_SECONDS
        _each(soon(), timezone.now())
        if not run_one():
            stop.wait(IDLE_SECONDS)


def work_until_told() -> None:
    """Work until SIGTERM or SIGINT."""
    stop = threading.Event()

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    work_on(stop)
