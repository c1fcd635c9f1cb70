"""Which process writes a run: a lock that ends with its process, and a heartbeat for elsewhere."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from lampit.basics.refusal import Refusal
from lampit.people.models import Job
from lampit.registry.models import ImportRun

# A process on another machine is believed to live for so long after its last block.
SILENT_AFTER = timedelta(minutes=10)
OPEN_JOBS = (Job.State.WAITING, Job.State.RUNNING)


def uploads() -> Path:
    """Return the folder of uploaded lists, readable by this account only."""
    folder = Path(settings.LAMPIT_HOME) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def held(run: ImportRun) -> Iterator[None]:
    """Hold a run for this process; the system lets go when the process ends, even by kill -9.

    Raises:
        Refusal: `import_stopped` when another process of this machine holds it.
    """
    path = _lock_of(run)
    # A lock of POSIX: the process that reads ahead is a fork of this one and must not inherit it.
    with path.open("a") as file:
        if not _lock(file.fileno()):
            raise Refusal(
                "import_stopped",
                "Impor ini dibatalkan, atau sedang ditulis perintah lain. Periksa di Impor.",
            )
        yield
        path.unlink(missing_ok=True)


def is_left(run: ImportRun, now: datetime) -> bool:
    """Say whether the process of a running run is gone for certain, so that another may go on.

    A job is put back by its reaper until it has ended. A run of the command line is gone when
    nobody holds its lock here; without a lock here, when its heartbeat stopped.
    """
    if run.job is not None:
        return run.job.state not in OPEN_JOBS
    path = _lock_of(run)
    if not path.exists():
        return (run.beat_at or run.created_at) < now - SILENT_AFTER
    with path.open("a") as file:
        return _lock(file.fileno())


def _lock_of(run: ImportRun) -> Path:
    return uploads() / f"impor-{run.pk}.lock"


def _lock(number: int) -> bool:
    try:
        fcntl.lockf(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
