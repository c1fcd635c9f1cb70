"""Processes that import one file at once, or undo one run at once.

`python -m tests.registry.racing import FILE CROWD` and `… undo RUN CROWD` print as JSON what
each one got and how the register looks afterwards.
"""

import json
import sys
import time
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any
from unittest.mock import patch

from tests.processes import awake

PATIENCE = 60.0
LINGER = 20.0  # then whoever was let in goes on: two at once end in a failed test, not a lock
fork = get_context("fork")  # the house is loaded once; no connection is open before the fork


def attempt(words: list[str], barrier: Barrier, refused: Any, results: Any) -> None:
    """Wait for all others, then run the command and tell its exit code.

    Whoever was let in writes only when all others were answered: a list this short would else
    be read before a slow process asks, and a list that is in may come again.
    """
    from lampit.basics.commandline import perform
    from lampit.config.commands import commands
    from lampit.registry.actions.importing import running, undoing
    from lampit.registry.actions.importing.writing import Writer
    from lampit.registry.queries import importing as queries

    running.BLOCK, undoing.BLOCK = 20, 20
    write = Writer.write

    def write_last(*args: Any, **told: Any) -> bool:
        deadline = time.monotonic() + LINGER
        while refused.value < barrier.parties - 1 and time.monotonic() < deadline:
            time.sleep(0.01)
        return write(*args, **told)

    look_up = queries.running_in

    def look_and_linger(region: str) -> Any:
        found = look_up(region)
        time.sleep(0.5)  # between looking and claiming all others look too, if nothing bars them
        return found

    patch.object(Writer, "write", write_last).start()
    patch.object(queries, "running_in", look_and_linger).start()
    command = commands()[words[0]]
    barrier.wait(PATIENCE)
    code = perform(command, words[1:])
    with refused.get_lock():
        refused.value += code != 0
    results.put(code)


def race(words: list[str], crowd: int) -> list[int]:
    """Let the crowd loose and return the exit codes."""
    barrier, refused, results = fork.Barrier(crowd), fork.Value("i", 0), fork.Queue()
    asked = (words, barrier, refused, results)
    runners = [fork.Process(target=attempt, args=asked) for _ in range(crowd)]
    for runner in runners:
        runner.start()
    codes = [results.get(timeout=PATIENCE) for _ in runners]
    for runner in runners:
        runner.join(PATIENCE)
    return sorted(codes)


def look() -> dict[str, Any]:
    """Return what the register holds now."""
    from lampit.registry.models import Business, Change, ImportRow, ImportRun

    rows = ImportRow.objects.values_list("sheet", "row")
    return {
        "businesses": Business.objects.count(),
        "present": Business.objects.filter(withdrawn_at=None).count(),
        "rows": rows.count(),
        "different": rows.distinct().count(),
        "undone": Change.objects.filter(field="undone").count(),
        "withdrawn": [run.counts.get("withdrawn") for run in ImportRun.objects.filter(undoes=None)],
    }


if __name__ == "__main__":
    awake()
    deed, what, crowd = sys.argv[1:]
    asked = {
        "import": ["import-businesses", what, "--region", "63.08"],
        "undo": ["undo-import", what],
    }
    stdout, sys.stdout = sys.stdout, sys.stderr
    told = race(asked[deed], int(crowd))
    stdout.write(json.dumps({"codes": told, **look()}) + "\n")
