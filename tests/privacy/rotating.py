"""Processes that read and write sealed values while the keys are rotated.

`python -m tests.privacy.rotating CROWD` begins a rotation, kills it with SIGKILL on its way,
begins it again, and lets CROWD processes read and CROWD processes write all the while. Prints
as JSON what each saw and how the register looks afterwards.
"""

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any

from tests.processes import awake

PATIENCE = 90.0
fork = get_context("fork")  # the house is loaded once; no connection is open before the fork
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def read(ids: list[str], stop: Any, results: Any) -> None:
    """Open NIK and sales of one business after another until told to stop."""
    from lampit.outside import vault
    from lampit.registry.models import Business
    from lampit.registry.queries.profile import open_value

    seen = wrong = 0
    while not stop.is_set():
        for public_id in ids:
            business = Business.objects.select_related("owner").get(public_id=public_id)
            seen += 1
            try:
                wrong += len(open_value(business, "nik")) != 16
                wrong += not open_value(business, "sales").isdigit()
            except vault.VaultError:
                wrong += 1
    results.put({"kind": "read", "seen": seen, "wrong": wrong})


def write(ids: list[str], place: int, stop: Any, results: Any) -> None:
    """Edit the sales of one's own businesses until told to stop; tell the last sums."""
    from dataclasses import replace

    from lampit.people.models import User
    from lampit.registry.actions import edit_business
    from lampit.registry.models import Business
    from lampit.registry.queries.exchange import told_of

    staff = User.objects.get(username="petugas")
    last: dict[str, int] = {}
    count = 0
    while not stop.is_set() or count < len(ids):
        public_id = ids[count % len(ids)]
        business = Business.objects.select_related("owner").get(public_id=public_id)
        count += 1
        sum_ = 1_000_000 * (place + 1) + count
        told = replace(told_of(business), sales=sum_)
        edit_business(staff, public_id, told, based_on=business.version, now=NOW)
        last[public_id] = sum_
    results.put({"kind": "write", "seen": count, "wrong": 0, "last": last})


def rotate(pause: float, results: Any) -> None:
    """Rotate the keys slowly, in small blocks."""
    from lampit.privacy.actions import keys
    from lampit.registry.actions import keys as registry

    registry.CHUNK, keys.CHUNK = 5, 5

    def say(_seen: int) -> None:
        time.sleep(pause)

    done = keys.rotate_keys(say)
    results.put({"kind": "rotate", "resealed": done.resealed, "unreadable": done.unreadable})


def old_values() -> int:
    """Return how many sealed values still have the old key."""
    from lampit.outside import vault
    from lampit.registry.models import Business, Owner

    sealed = [*Owner.objects.values_list("nik_sealed", flat=True)]
    sealed += [*Owner.objects.values_list("birth_sealed", flat=True)]
    sealed += [*Business.objects.values_list("sales_sealed", flat=True)]
    return sum(vault.key_of(bytes(one)) == "lama" for one in sealed if one)


def main(crowd: int) -> dict[str, Any]:
    """Let everybody loose and return what they saw."""
    from django.db import connection

    from lampit.registry.models import Business
    from lampit.registry.queries import checks
    from lampit.registry.queries.profile import open_value

    ids = list(Business.objects.order_by("pk").values_list("public_id", flat=True))
    before = old_values()
    connection.close()
    stop, results = fork.Event(), fork.Queue()
    workers = [fork.Process(target=read, args=(ids, stop, results)) for _ in range(crowd)]
    workers += [
        fork.Process(target=write, args=(ids[place::crowd], place, stop, results))
        for place in range(crowd)
    ]
    for worker in workers:
        worker.start()
    first = fork.Process(target=rotate, args=(0.2, results))
    first.start()
    until = time.monotonic() + PATIENCE
    while old_values() == before and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(first.pid or 0, signal.SIGKILL)
    first.join(PATIENCE)
    halfway = old_values()
    connection.close()
    again = fork.Process(target=rotate, args=(0.0, results))
    again.start()
    rotated = results.get(timeout=PATIENCE)
    again.join(PATIENCE)
    stop.set()
    told = [results.get(timeout=PATIENCE) for _ in workers]
    for worker in workers:
        worker.join(PATIENCE)
    last = {k: v for one in told for k, v in one.get("last", {}).items()}
    rows = Business.objects.select_related("owner").filter(public_id__in=last)
    lost = sum(open_value(b, "sales") != str(last[b.public_id]) for b in rows)
    return {
        "before": before,
        "halfway": halfway,
        "after": old_values(),
        "rotated": rotated,
        "killed": first.exitcode,
        "reads": sum(one["seen"] for one in told if one["kind"] == "read"),
        "writes": sum(one["seen"] for one in told if one["kind"] == "write"),
        "wrong": sum(one["wrong"] for one in told),
        "lost": lost,
        "checks": all(check.ok for check in checks()),
    }


if __name__ == "__main__":
    awake()
    stdout, sys.stdout = sys.stdout, sys.stderr
    stdout.write(json.dumps(main(int(sys.argv[1]))) + "\n")
