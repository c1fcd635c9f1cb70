"""Clicks from many processes while others count them; run as a module.

`python -m tests.shops.clicking CODE WRITERS EACH COUNTERS` prints what was counted as JSON: a
number for each link and day together, and how many clicks each counter says it counted.
"""

import json
import sys
from datetime import date
from multiprocessing import get_context
from typing import Any

from tests.processes import awake

PATIENCE = 60.0
DAYS = (date(2026, 11, 24), date(2026, 11, 25))
fork = get_context("fork")  # the house is loaded once; no connection is open before the fork


def click(code: str, each: int) -> None:
    """Put clicks down, half of each day."""
    from lampit.shops.actions import note_click

    for number in range(each):
        note_click(code, "v", DAYS[number % 2])


def count(left: Any, results: Any) -> None:
    """Count heaps until all have clicked and nothing is left."""
    from django.utils import timezone

    from lampit.shops.actions import count_clicks

    counted = 0
    while not left.is_set():
        counted += count_clicks(timezone.now())
    results.put(counted + count_clicks(timezone.now()))


def race(code: str, writers: int, each: int, counters: int) -> dict[str, Any]:
    """Let them loose and return what was counted."""
    left, results = fork.Event(), fork.Queue()
    clicking = [fork.Process(target=click, args=(code, each)) for _ in range(writers)]
    counting = [fork.Process(target=count, args=(left, results)) for _ in range(counters)]
    for process in (*counting, *clicking):
        process.start()
    for process in clicking:
        process.join(PATIENCE)
    left.set()
    said = [results.get(timeout=PATIENCE) for _ in counting]
    for process in counting:
        process.join(PATIENCE)
    from lampit.shops.models import LinkDay

    rows = LinkDay.objects.order_by("day").values_list("visits", flat=True)
    return {"days": list(rows), "said": sum(said)}


if __name__ == "__main__":
    awake()
    told = race(sys.argv[1], *(int(word) for word in sys.argv[2:5]))
    sys.stdout.write(json.dumps(told) + "\n")
