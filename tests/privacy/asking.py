"""Processes that ask the same about one person at the same moment.

`python -m tests.privacy.asking ACCOUNT CROWD KIND` prints one JSON object: how many requests and
numbers there are. `naive` asks without holding the person: the control that the race is one.
"""

import json
import sys
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any

from tests.processes import awake

PATIENCE = 60.0
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
fork = get_context("fork")  # the house is loaded once; no connection is open before the fork


def ask(account: int, kind: str, barrier: Barrier, results: Any) -> None:
    """Ask once all are there, and tell the number, or what went wrong."""
    from lampit.people.models import User
    from lampit.privacy.actions import requests

    try:
        person = User.objects.get(pk=account)
        about = requests.About("63.08", account=person)
        barrier.wait(PATIENCE)
        if kind == "naive":
            made = requests._enter(
                person, about, "lihat", "", channel="layar", identity="akun", now=NOW
            )
        else:
            made = requests.ask(person, "lihat", "", owner=None, now=NOW)
        results.put(made.number)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the outcome
        results.put(f"{type(error).__name__}: {error}")


def race(account: int, crowd: int, kind: str) -> list[str]:
    """Let all loose at once and return the numbers they got."""
    barrier, results = fork.Barrier(crowd), fork.Queue()
    runners = [
        fork.Process(target=ask, args=(account, kind, barrier, results)) for _ in range(crowd)
    ]
    for runner in runners:
        runner.start()
    numbers = [results.get(timeout=PATIENCE) for _ in runners]
    for runner in runners:
        runner.join(PATIENCE)
    return sorted(set(numbers))


if __name__ == "__main__":
    awake()
    numbers = race(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    sys.stdout.write(json.dumps(numbers) + "\n")
