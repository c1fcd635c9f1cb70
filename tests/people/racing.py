"""Workers as real processes that all want the same jobs, and writers of one audit chain.

`python -m tests.people.racing claim|audit CROWD` prints one JSON list of what each one got.
"""

import json
import sys
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any

from tests.processes import awake

PATIENCE = 60.0
NOW = datetime(2026, 11, 24, tzinfo=UTC)
fork = get_context("fork")  # the house is loaded once; no connection is open before the fork


def claim_all() -> list[int]:
    """Take jobs until none is left; return their numbers."""
    from lampit.people.actions import claim_job

    taken = []
    while (job := claim_job(NOW)) is not None:
        taken.append(job.pk)
    return taken


def write_entries() -> list[int]:
    """Append ten entries; return their numbers."""
    from lampit.people.actions import audit

    return [audit(None, "uji", subject_kind="uji", subject_id=n, at=NOW).number for n in range(10)]


def attempt(kind: str, barrier: Barrier, results: Any) -> None:
    """Wait for all others, then do the deed."""
    barrier.wait(PATIENCE)
    results.put(claim_all() if kind == "claim" else write_entries())


def race(kind: str, crowd: int) -> list[list[int]]:
    """Let the crowd loose."""
    barrier, results = fork.Barrier(crowd), fork.Queue()
    runners = [fork.Process(target=attempt, args=(kind, barrier, results)) for _ in range(crowd)]
    for runner in runners:
        runner.start()
    told = [results.get(timeout=PATIENCE) for _ in runners]
    for runner in runners:
        runner.join(PATIENCE)
    return told


if __name__ == "__main__":
    awake()
    sys.stdout.write(json.dumps(race(sys.argv[1], int(sys.argv[2]))) + "\n")
