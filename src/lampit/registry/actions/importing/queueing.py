"""Whose turn it is: one import at a time in a kabupaten, the others wait and start by themselves.

A list that comes while another is written, or taken back, is put in a line. A run of the pages is
started as a job by whoever comes to an end before it, or by the clock; the process of a command
waits itself, and its place is given up when it is gone.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import start_job
from lampit.people.models import Job, User
from lampit.places import queries as places
from lampit.registry.actions.importing.holding import is_left
from lampit.registry.actions.importing.runs import (
    check_ready,
    claim,
    fail_run,
    still_running,
    undone_now,
)
from lampit.registry.models import ImportRun
from lampit.registry.queries import importing as queries
from lampit.registry.queries import turns

JOB = "import"
BEATS_EVERY = timedelta(seconds=20)  # a waiting command says that it lives
Wait = Callable[[ImportRun], None]  # told who is ahead; returns when it is time to ask again


def queue_run(run: ImportRun, owner: User | None, *, back_url: str, now: datetime) -> Job | None:
    """Put the writing of a run in the queue of long jobs; two clicks start one job.

    Returns None when another import of the kabupaten is ahead: the run waits for its turn.

    Raises:
        Refusal: `import_running` (the same file is on its way in already) or `import_not_ready`.
    """
    with transaction.atomic():
        places.held(run.region_id)
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.job_id and locked.state == ImportRun.State.RUNNING:
            return Job.objects.get(pk=locked.job_id)
        check_ready(locked)
        ahead = ahead_of(locked, now)
        if ahead is not None:
            _line_up(locked, ahead, now)
            return None
        return _begin(locked, owner, back_url, now)


def start_next(region: str, *, now: datetime) -> int:
    """Start the import whose turn it is in a kabupaten, when there is one; return how many, 0 or 1.

    Two who ask at once start it once: the first holds the kabupaten, the second finds it running.
    """
    if not turns.waiting_in(region).exists():
        return 0
    with transaction.atomic():
        places.held(region)
        _drop_gone(region, now)
        first = turns.waiting_in(region).select_related("owner").first()
        if first is None or first.owner is None or ahead_of(first, now) is not None:
            return 0
        _begin(first, first.owner, reverse("registry:import_run", args=[first.pk]), now)
    return 1


def start_all_next(now: datetime) -> int:
    """Start what waits in any kabupaten and has its turn; return how many."""
    state = ImportRun.State.WAITING
    regions = ImportRun.objects.filter(state=state).order_by().values_list("region_id", flat=True)
    return sum(start_next(region, now=now) for region in set(regions))


def take_turn(
    run: ImportRun, *, now: datetime, wait: Wait | None
) -> tuple[ImportRun, ImportRun | None]:
    """Take the kabupaten for a run of this process, after those ahead when `wait` is given.

    Returns the run as it is now, and the broken-off run that gave way to it.

    Raises:
        Refusal: `import_running` when it may not wait, `import_not_ready`, or `import_stopped`
            when it was cancelled meanwhile.
    """
    while True:
        with transaction.atomic():
            places.held(run.region_id)
            locked = ImportRun.objects.select_for_update().get(pk=run.pk)
            if wait is not None and locked.state == ImportRun.State.CANCELLED:
                raise Refusal("import_stopped", "Impor ini dibatalkan sebelum gilirannya.")
            check_ready(locked)
            ahead = ahead_of(locked, now) if wait is not None else None
            if ahead is None:
                return locked, claim(locked, now=now)
            _line_up(locked, ahead, now)
        _wait_for(locked, ahead, wait)
        now = timezone.now()


def ahead_of(run: ImportRun, now: datetime) -> ImportRun | None:
    """Return what must end before a run may be written: an undo, an import, one that waits."""
    other = undone_now(run.region_id)
    if other is not None:
        return other
    other = queries.running_in(run.region_id)
    if other is not None and other.pk != run.pk and not is_left(other, now):
        return other
    return next((one for one in turns.waiting_before(run) if not _is_gone(one, now)), None)


def _wait_for(run: ImportRun, ahead: ImportRun, wait: Wait | None) -> None:
    """Look without locking anything until it may be the turn of a run, or it was cancelled."""
    beaten, found = timezone.now(), ahead
    while wait is not None:
        wait(found)
        now = timezone.now()
        if now - beaten > BEATS_EVERY:
            ImportRun.objects.filter(pk=run.pk).update(beat_at=now)
            beaten = now
        run.refresh_from_db()
        next_one = ahead_of(run, now)
        if run.state != ImportRun.State.WAITING or next_one is None:
            return
        found = next_one


def _line_up(run: ImportRun, ahead: ImportRun, now: datetime) -> None:
    """Put a locked run at the end of the line, where it is not in it already.

    Raises:
        Refusal: `import_running`: the same file is at work or waits before it, it would come in
            twice.
    """
    same = _same_before(run, ahead, now) if run.fills_id is None else None
    if same is not None:
        raise still_running(same)
    if run.state != ImportRun.State.WAITING:
        run.state, run.queued_at, run.beat_at = ImportRun.State.WAITING, now, now
        run.save(update_fields=["state", "queued_at", "beat_at"])


def _same_before(run: ImportRun, ahead: ImportRun, now: datetime) -> ImportRun | None:
    """Return who brings the file of a run in before it: the one at work, or any who waits."""
    waiting = turns.waiting_before(run).filter(digest=run.digest)
    before = [ahead, *(one for one in waiting if not _is_gone(one, now))]
    states = (ImportRun.State.RUNNING, ImportRun.State.WAITING)
    return next(
        (
            one
            for one in before
            if one.digest == run.digest and one.state in states
            and one.undoes_id is None and one.fills_id is None
        ),
        None,
    )  # fmt: skip


def _begin(run: ImportRun, owner: User | None, back_url: str, now: datetime) -> Job:
    claim(run, now=now)
    job = start_job(owner, JOB, {"run": run.pk}, region=run.region_id, back_url=back_url, now=now)
    ImportRun.objects.filter(pk=run.pk).update(job=job)
    return job


def _drop_gone(region: str, now: datetime) -> None:
    """Let go of the places of commands that were killed while they waited."""
    for run in turns.waiting_in(region):
        if _is_gone(run, now):
            fail_run(run, "terhenti", now=now)


def _is_gone(run: ImportRun, now: datetime) -> bool:
    """Say whether the command that waits with a run is gone; a run of the pages needs none."""
    return run.owner_id is None and is_left(run, now)
