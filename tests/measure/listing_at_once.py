"""Telephones as real processes that list the same village at the same moment.

`python -m tests.measure.listing_at_once USER ROUND VILLAGE CROWD [naive]` prints one JSON object.
Each begins the village, marks one entry, and sends the same new business once more; `naive` looks
whether that business was noted and notes it then under a number of its own: the control that the
race is one.
"""

import json
import sys
from collections import Counter
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID, uuid4

from tests.processes import awake

PATIENCE = 60.0
NOW = datetime(2026, 11, 24, tzinfo=UTC)
SAME = UUID("00000000-0000-7000-8000-000000000001")
fork = get_context("fork")  # the house is loaded once; no connection is open before the fork


def list_it(words: tuple[int, int, str], place: int, barrier: Barrier, kind: str) -> str:
    """List the village as one of the crowd and tell whether the new business was new."""
    from lampit.measure import actions
    from lampit.measure.models import FoundBusiness, ListedEntry
    from lampit.people.models import User

    user, found, village = words
    person = User.objects.get(pk=user)
    listed = actions.Listed(village, "Anyaman Baru", workers=1)
    if kind == "naive":
        known = FoundBusiness.objects.filter(name="Anyaman Baru").exists()
        barrier.wait(PATIENCE)
        if not known:
            actions.record_listed(person, found, uuid4(), listed, found_at=NOW, now=NOW)
        return "known" if known else "new"
    barrier.wait(PATIENCE)
    actions.begin_village(person, found, village, now=NOW)
    entry = ListedEntry.objects.order_by("id")[place]
    actions.mark_entries(person, found, village, {entry.pk: "ditemui"}, now=NOW)
    _, is_new = actions.record_listed(person, found, SAME, listed, found_at=NOW, now=NOW)
    return "new" if is_new else "known"


def attempt(
    words: tuple[int, int, str], place: int, kind: str, barrier: Barrier, results: Any
) -> None:
    """Do it and tell how it went."""
    try:
        results.put(list_it(words, place, barrier, kind))
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the outcome
        results.put(f"{type(error).__name__}: {error}")


def race(words: tuple[int, int, str], crowd: int, kind: str) -> dict[str, Any]:
    """Let the crowd loose and count what there is afterwards."""
    barrier, results = fork.Barrier(crowd), fork.Queue()
    runners = [
        fork.Process(target=attempt, args=(words, place, kind, barrier, results))
        for place in range(crowd)
    ]
    for runner in runners:
        runner.start()
    outcomes = Counter(results.get(timeout=PATIENCE) for _ in runners)
    for runner in runners:
        runner.join(PATIENCE)
    from lampit.measure.models import FoundBusiness, ListedEntry, VillageListing

    return {
        "outcomes": dict(outcomes),
        "found": FoundBusiness.objects.count(),
        "entries": ListedEntry.objects.count(),
        "met": ListedEntry.objects.filter(outcome="ditemui").count(),
        "running": VillageListing.objects.filter(state="berjalan").count(),
    }


if __name__ == "__main__":
    awake()
    _, asked, number, code, count, *rest = sys.argv
    told = race((int(asked), int(number), code), int(count), rest[0] if rest else "fair")
    sys.stdout.write(json.dumps(told) + "\n")
