"""Two of the staff, as real processes, who approve aid for one person at the same moment.

`python -m tests.aid.approving USER[,USER] GRANT GRANT [naive]` prints one JSON object; the users
take turns. A GRANT that is several, joined by commas, is approved at once; what is told is who was
approved. `naive` looks first and approves then, without holding kabupaten or person: the
control that the race is one.
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


def approve(user: int, public_id: str, kind: str, barrier: Barrier) -> str:
    """Approve one grant and tell what came of it."""
    from lampit.aid import actions
    from lampit.aid.actions import granting
    from lampit.aid.models import Grant
    from lampit.aid.queries import found_for
    from lampit.aid.queries.overlaps import elsewhere
    from lampit.basics.refusal import Refusal
    from lampit.people.models import User

    person = User.objects.get(pk=user)
    if kind == "naive":
        rows = Grant.objects.select_related("programme", "business__owner", "owner")
        found = found_for(rows.get(public_id=public_id))
        away = elsewhere(rows.get(public_id=public_id))
        setattr(granting, "note_overlaps", lambda _grant, _now: found)  # noqa: B010 - looked before
        setattr(granting, "elsewhere", lambda _grant: away)  # noqa: B010 - looked before
    barrier.wait(PATIENCE)
    if "," in public_id:
        chosen = public_id.split(",")
        programme = Grant.objects.get(public_id=chosen[0]).programme_id
        return ",".join(actions.approve_all(person, programme, chosen, now=NOW).done)
    try:
        return str(actions.do(person, public_id, "setujui", now=NOW).status)
    except Refusal as refusal:
        return refusal.code


def attempt(user: int, public_id: str, kind: str, barrier: Barrier, results: Any) -> None:
    """Do it and tell how it went."""
    try:
        results.put(approve(user, public_id, kind, barrier))
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the outcome
        results.put(f"{type(error).__name__}: {error}")


def race(users: list[int], grants: list[str], kind: str) -> dict[str, int]:
    """Let all loose at once and count what came of it."""
    barrier, results = fork.Barrier(len(grants)), fork.Queue()
    runners = [
        fork.Process(
            target=attempt, args=(users[place % len(users)], grant, kind, barrier, results)
        )
        for place, grant in enumerate(grants)
    ]
    for runner in runners:
        runner.start()
    outcomes = Counter(results.get(timeout=PATIENCE) for _ in runners)
    for runner in runners:
        runner.join(PATIENCE)
    return dict(outcomes)


if __name__ == "__main__":
    awake()
    words = sys.argv[1:]
    asked = "naive" if words[-1] == "naive" else "fair"
    people = [int(user) for user in words[0].split(",")]
    sys.stdout.write(json.dumps(race(people, [w for w in words[1:] if w != "naive"], asked)))
