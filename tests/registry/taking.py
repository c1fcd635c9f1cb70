"""Processes that answer one request to move at the same moment.

`python -m tests.registry.taking NUMBER TAKER SENDER CROWD KIND` prints one JSON object: what
each got. `mixed` lets the sender cancel while others accept; `naive` looks at the state before
the others start and then believes it: the control that the race is one.
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
NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
fork = get_context("fork")  # the house is loaded once; no connection is open before the fork


def answer(deed: str, number: int, person: int, kind: str, barrier: Barrier) -> str:
    """Accept or cancel, and tell what came of it."""
    from lampit.basics.refusal import Refusal
    from lampit.desk.actions.moving import accept_move
    from lampit.people.models import User
    from lampit.registry import actions
    from lampit.registry.actions import moving
    from lampit.registry.models import Business, Transfer

    actor = User.objects.get(pk=person)
    if kind == "naive":
        seen = Transfer.objects.get(pk=number)
        family = list(Business.objects.filter(pk=seen.business_id).select_related("owner"))
        setattr(moving, "_locked", lambda _rows, _number: seen)  # noqa: B010 - looked before
        setattr(moving, "_family", lambda _transfer: family)  # noqa: B010 - looked before
    barrier.wait(PATIENCE)
    try:
        if deed == "cancel":
            actions.cancel_move(actor, number, now=NOW)
        else:
            accept_move(actor, number, "", now=NOW)
    except Refusal as refusal:
        return refusal.code
    return deed


def attempt(words: tuple[str, int, int, str], barrier: Barrier, results: Any) -> None:
    """Do it and tell how it went."""
    try:
        results.put(answer(*words, barrier))
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the outcome
        results.put(f"{type(error).__name__}: {error}")


def race(number: int, taker: int, sender: int, crowd: int, kind: str) -> dict[str, int]:
    """Let all loose at once and count what came of it."""
    barrier, results = fork.Barrier(crowd), fork.Queue()
    deeds = [
        ("cancel", sender) if kind == "mixed" and n % 2 else ("accept", taker) for n in range(crowd)
    ]
    runners = [
        fork.Process(target=attempt, args=((deed, number, who, kind), barrier, results))
        for deed, who in deeds
    ]
    for runner in runners:
        runner.start()
    outcomes = Counter(results.get(timeout=PATIENCE) for _ in runners)
    for runner in runners:
        runner.join(PATIENCE)
    return dict(outcomes)


def look(number: int) -> dict[str, Any]:
    """Return where the business is and how often it was received."""
    from lampit.people.models import AuditEntry
    from lampit.registry.models import Transfer

    made = Transfer.objects.select_related("business").get(pk=number)
    return {
        "state": made.state,
        "region": made.business.region_id,
        "received": AuditEntry.objects.filter(deed="move_received").count(),
    }


if __name__ == "__main__":
    awake()
    which, taking, sending, many, how = sys.argv[1:]
    told = race(int(which), int(taking), int(sending), int(many), how)
    sys.stdout.write(json.dumps({"outcomes": told, **look(int(which))}) + "\n")
