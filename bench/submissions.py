"""Forms a second that the real server keeps durably over HTTP, `kill -9` in the middle, 0 lost.

Telephones post whole ODK forms over eight lines to granian; the database and the files sync to
the disk. The yardstick, in the same run: the same rows written by raw SQL in one process, one
transaction each, synced alike.
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

COUNT, KILLED_AFTER = 1_500, 700
WARM = 40
STATEMENTS = 6  # of keeping one form: three reads, three writes


def figures(say: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """Yield the rates on SQLite and on PostgreSQL where there is one."""
    import django

    django.setup()
    if "LAMPIT_BENCH_HERE" in os.environ:
        yield from _measured(say)
        return
    yield from _measured(say)
    from tools.needs import found

    if found("postgres") is None:
        say("submissions: PostgreSQL belum ada; hanya SQLite")
        return
    say("submissions: the same on PostgreSQL …")
    words = [sys.executable, "-m", "bench", "--only", "submissions"]
    with TemporaryDirectory(prefix="lampit-bench-") as home:
        alone = {**os.environ, "LAMPIT_BENCH_HERE": "1", "LAMPIT_BENCH_HOME": home}
        subprocess.run([sys.executable, "-m", "tests.postgres", *words], env=alone, check=True)


def _measured(say: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """Measure on the database of this process."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from lampit.measure.actions.counting import count_waiting
    from lampit.measure.models import Delivery, Submission

    call_command("migrate", verbosity=0)
    where = connection.vendor
    path, forms = _field()
    connection.close()
    from tests.measure.serving import Sent, Server, environment, send_all

    url = os.environ.get("DATABASE_URL") or f"sqlite://{settings.DATABASES['default']['NAME']}"
    server = Server(environment(Path(settings.LAMPIT_HOME), url))
    server.start()
    try:
        send_all(server.port, path, forms[:WARM])
        say(f"submissions.{where}: {COUNT} forms, killed after {KILLED_AFTER} …")
        began = time.perf_counter()
        first = send_all(server.port, path, forms[WARM:], after=(KILLED_AFTER, server.kill))
        fell = time.perf_counter() - began
        server.start()
        left = [form for form in forms[WARM:] if form[0] not in first.accepted]
        began, busy, own = time.perf_counter(), server.busy(), time.process_time()
        second = send_all(server.port, path, left)
        took, own = time.perf_counter() - began, time.process_time() - own
        busy = server.busy() - busy
        began = time.perf_counter()
        repeats = send_all(server.port, path, forms[WARM:240], lines=1)
        repeated = sorted(repeats.seconds)
    finally:
        server.kill()
    accepted = first.accepted | second.accepted
    kept = set(Delivery.objects.values_list("instance_id", flat=True))
    lost = len(accepted - kept)
    rate = max(len(first.accepted) / fell, len(second.accepted) / took)
    raw = _raw_rate(forms[0][1])
    waited, busy_counting = Delivery.objects.filter(state="masuk").count(), time.process_time()
    while count_waiting(timezone.now()):
        pass
    busy_counting = time.process_time() - busy_counting
    say(f"submissions.{where}: {Submission.objects.count()} counted of {len(kept)}")
    yield _figure(f"submissions.accepted.{where}", rate, "forms/s", "higher") | {
        "ratio_to": {"raw_sqlite_synced": round(rate / raw, 2)}
    }
    yield _figure(f"submissions.lost.{where}", lost, "forms", "lower")
    yield _figure(f"submissions.doubled.{where}",
                  Delivery.objects.count() - len(kept), "forms", "lower")  # fmt: skip
    yield _figure(f"submissions.not_counted.{where}",
                  len(kept) - Submission.objects.count(), "forms", "lower")  # fmt: skip
    everyone: Sent = second
    each = {"server": busy / len(left), "client": own / len(left),
            "counting": busy_counting / max(waited, 1)}  # fmt: skip
    for who, seconds in each.items():
        yield _figure(f"submissions.cpu.{who}.{where}", 1000 * seconds, "ms", "lower")
    yield _figure(f"submissions.p95.{where}",
                  1000 * sorted(everyone.seconds)[int(len(everyone.seconds) * 0.95)],
                  "ms", "lower")  # fmt: skip
    yield _figure(f"submissions.repeat.{where}",
                  1000 * repeated[len(repeated) // 2], "ms", "lower")  # fmt: skip


def _field() -> tuple[str, list[tuple[str, bytes]]]:
    """Return the address to post to, and a form for each business of a round in the field."""
    from lampit.measure.actions.odk_keys import make_device_key
    from lampit.measure.models import SampleMember
    from lampit.measure.rules import states
    from lampit.people.models import Role
    from tests.factories import member
    from tests.measure.deliveries import xml
    from tests.measure.fieldwork import NOW, open_field, staff
    from tests.measure.serving import body_of

    found = open_field(COUNT // 6 + 20, wanted=COUNT + WARM)
    assert found.state == states.FIELD
    made = make_device_key(staff(), found.pk, member(Role.ENUMERATOR, "63.08").pk, now=NOW)
    rows = SampleMember.objects.filter(round=found).select_related("business").order_by("id")
    forms = [
        (f"uuid:{n}", body_of(xml(one, f"uuid:{n}"))) for n, one in enumerate(rows[: COUNT + WARM])
    ]
    return f"/openrosa/{found.pk}/key/{made.token}/submission", forms


def _raw_rate(content: bytes) -> float:
    """Return forms a second of raw SQLite: as many statements, one synced transaction each."""
    with TemporaryDirectory() as folder:
        raw = sqlite3.connect(Path(folder) / "raw.sqlite3", isolation_level=None)
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b BLOB)")
        began = time.perf_counter()
        for number in range(400):
            raw.execute("BEGIN IMMEDIATE")
            for step in range(STATEMENTS // 2):
                raw.execute("SELECT id FROM t WHERE a = ?", (f"{number}.{step}",)).fetchone()
                raw.execute("INSERT INTO t (a, b) VALUES (?, ?)", (f"{number}.{step}", content))
            raw.execute("COMMIT")
        seconds = time.perf_counter() - began
        raw.close()
    return 400 / seconds


def _figure(name: str, value: float, unit: str, better: str) -> dict[str, object]:
    return {"name": name, "value": round(value, 1), "unit": unit, "better": better, "ratio_to": {}}
