"""Processes that import one file at once, or undo one run at once.

`python -m tests.registry.racing import FILE CROWD` and `… undo RUN CROWD` print as JSON what
each one got and how the register looks afterwards.
"""

import json
import os
import sys
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from typing import Any

import django

PATIENCE = 60.0
fork = get_context("fork")  # Django is loaded once; no connection is open before the fork


def attempt(words: list[str], barrier: Barrier, results: Any) -> None:
    """Wait for all others, then run the command and tell its exit code."""
    from lampit.basics.commandline import perform
    from lampit.config.commands import commands
    from lampit.registry.actions.importing import running, undoing

    running.BLOCK, undoing.BLOCK = 20, 20
    command = commands()[words[0]]
    barrier.wait(PATIENCE)
    results.put(perform(command, words[1:]))


def race(words: list[str], crowd: int) -> list[int]:
    """Let the crowd loose and return the exit codes."""
    barrier, results = fork.Barrier(crowd), fork.Queue()
    runners = [fork.Process(target=attempt, args=(words, barrier, results)) for _ in range(crowd)]
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
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lampit.config.settings")
    django.setup()
    deed, what, crowd = sys.argv[1:]
    asked = {
        "import": ["import-businesses", what, "--region", "63.08"],
        "undo": ["undo-import", what],
    }
    stdout, sys.stdout = sys.stdout, sys.stderr
    told = race(asked[deed], int(crowd))
    stdout.write(json.dumps({"codes": told, **look()}) + "\n")
