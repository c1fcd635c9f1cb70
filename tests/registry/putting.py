"""Partners as real processes that put the same business at the same moment.

`python -m tests.registry.putting USER VILLAGE CROWD [naive]` prints one JSON object. `naive`
asks first and adds then, without holding the place: the control that the race is one.
"""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any

from tests.processes import awake

PATIENCE = 60.0
NOW = datetime(2026, 11, 24, tzinfo=UTC)
fork = get_context("fork")  # the house is loaded once; no connection is open before the fork


def put(user: int, village: str, barrier: Barrier, kind: str) -> str:
    """Put one business under one number and tell what it was."""
    from lampit.people.models import User
    from lampit.registry.actions import register_business
    from lampit.registry.actions.exchange import Numbered, put_business
    from lampit.registry.models import Business
    from lampit.registry.rules.records import Told

    person = User.objects.get(pk=user)
    told = Told(owner_name="Siti", village=village, name="Purun")
    if kind == "naive":
        known = Business.objects.filter(name="Purun").exists()
        barrier.wait(PATIENCE)
        if not known:
            register_business(person, told, now=NOW, sure=True)
        return "new" if not known else "known"
    barrier.wait(PATIENCE)
    its = Numbered(("P1",), "K1")
    _, is_new = put_business(
        person, its, told, lambda _before: told, sure=True, if_match="", now=NOW
    )
    return "new" if is_new else "known"


def attempt(user: int, village: str, kind: str, barrier: Barrier, results: Any) -> None:
    """Do it and tell how it went."""
    try:
        results.put(put(user, village, barrier, kind))
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the outcome
        results.put(f"{type(error).__name__}: {error}")


def race(user: int, village: str, crowd: int, kind: str) -> dict[str, Any]:
    """Let the crowd loose and count what there is afterwards."""
    barrier, results = fork.Barrier(crowd), fork.Queue()
    runners = [
        fork.Process(target=attempt, args=(user, village, kind, barrier, results))
        for _ in range(crowd)
    ]
    for runner in runners:
        runner.start()
    outcomes = Counter(results.get(timeout=PATIENCE) for _ in runners)
    for runner in runners:
        runner.join(PATIENCE)
    from lampit.registry.models import Business

    return {"outcomes": dict(outcomes), "businesses": Business.objects.count()}


if __name__ == "__main__":
    awake()
    _, asked, place, number, *rest = sys.argv
    told = race(int(asked), place, int(number), rest[0] if rest else "fair")
    sys.stdout.write(json.dumps(told) + "\n")
