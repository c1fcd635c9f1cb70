"""Two deeds that meet: the second is done between the look and the write of the first.

`python -m tests.meeting FIRST SECOND AT LOOK WORD…` prints as JSON what each one got and what LOOK
finds afterwards. FIRST, SECOND and LOOK are functions of tests (`module:name`) that take the words;
AT is the function of the house (`module.name`) with which the first looks. Once it has looked, the
first waits until the second is done, or stands before a lock: so the order is certain where nothing
bars the second, and where something does, nothing is waited for in vain.
"""

import json
import sys
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, NamedTuple
from unittest.mock import patch

from tests.processes import answer_of, awake, shared_database

PATIENCE = 60.0
LINGER = 20.0  # PostgreSQL tells when the other waits for a lock
LINGER_SQLITE = 0.7  # SQLite does not: whoever is barred is so after some time
fork = get_context("fork")  # the house is loaded once; no connection is open before the fork


class Met(NamedTuple):
    """What two deeds got that met, and what was found afterwards.

    A deed that ends well has its own word, or "ok"; a refusal its code; a fall its class.
    """

    first: str
    second: str
    after: Any


def meet(first: str, second: str, *words: object, at: str, look: str, folder: Path) -> Met:
    """Let two deeds meet on what the test committed."""
    told = answer_of(
        "tests.meeting", first, second, at, look, *map(str, words),
        folder=folder, database=shared_database(folder),
    )  # fmt: skip
    return Met(**told)


def outcome(deed: str, words: list[str]) -> str:
    """Do a deed and tell how it ended."""
    from lampit.basics.refusal import Refusal

    try:
        return str(resolve_name(deed)(*words) or "ok")
    except Refusal as refusal:
        return refusal.code
    except Exception as error:  # noqa: BLE001 - whatever went wrong is the outcome
        return type(error).__name__


def wait_for(done: Any) -> None:
    """Wait until the other deed is done or barred."""
    from django.db import connection

    is_postgres = connection.vendor == "postgresql"
    deadline = time.monotonic() + (LINGER if is_postgres else LINGER_SQLITE)
    while not done.is_set() and time.monotonic() < deadline:
        if is_postgres:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_stat_clear_snapshot()")
                cursor.execute(
                    "SELECT count(*) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
                )
                if cursor.fetchone()[0]:
                    return
        time.sleep(0.02)


def lingering(at: str, looked: Any, done: Any) -> Any:
    """Return the patch after which the first look of this process is followed by the wait."""
    look: Callable[..., Any] = resolve_name(at)

    def look_and_linger(*args: Any, **told: Any) -> Any:
        found = look(*args, **told)
        if not looked.is_set():
            looked.set()
            wait_for(done)
        return found

    return patch(at, look_and_linger)


def do_first(deed: str, at: str, words: list[str], looked: Any, done: Any, results: Any) -> None:
    """Do the deed that is met."""
    with lingering(at, looked, done):
        told = outcome(deed, words)
    results.put(("first", told if looked.is_set() else f"{told}, never looked"))
    looked.set()


def do_second(deed: str, words: list[str], looked: Any, done: Any, results: Any) -> None:
    """Do the deed that comes between."""
    looked.wait(PATIENCE)
    results.put(("second", outcome(deed, words)))
    done.set()


def main(first: str, second: str, at: str, look: str, *words: str) -> dict[str, Any]:
    """Let both loose and return what each got and what there is then."""
    for name in (first, second, at, look):
        resolve_name(name)  # loads it once for both
    looked, done, results = fork.Event(), fork.Event(), fork.Queue()
    told = list(words)
    runners = [
        fork.Process(target=do_first, args=(first, at, told, looked, done, results)),
        fork.Process(target=do_second, args=(second, told, looked, done, results)),
    ]
    for runner in runners:
        runner.start()
    found = dict(results.get(timeout=PATIENCE) for _ in runners)
    for runner in runners:
        runner.join(PATIENCE)
    return {**found, "after": resolve_name(look)(*words)}


if __name__ == "__main__":
    awake()
    sys.stdout.write(json.dumps(main(*sys.argv[1:])) + "\n")
