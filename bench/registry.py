"""The country loaded, a register of a million seeded, and its list answered whole.

On SQLite and then on a PostgreSQL of its own, or on the database of `DATABASE_URL` alone.
`LAMPIT_BENCH_ROWS` says how many businesses (a million: both take about half an hour). A register
that stands already is measured as it is: `LAMPIT_BENCH_HOME=folder` keeps that of SQLite.
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

BUSINESSES = int(os.environ.get("LAMPIT_BENCH_ROWS", "1000000"))
NAMES = ("Siti", "Noor", "Muhammad", "Ahmad", "Rahmah", "Aisyah", "Hasan", "Norhasanah", "Masni")
FAMILIES = ("Rahman", "Hidayati", "Sari", "Aulia", "Fauzi", "Kurnia", "Halimah", "Rizki", "Yusuf")
GOODS = ("Purun", "Lampit", "Warung", "Kue", "Tikar")
SECTORS = ("kriya", "kuliner", "dagang", "dagang", "jasa", "lain")
# What somebody asks the list for; each answer is the whole page, with its exact count.
QUESTIONS = (
    ("first_page", {}),
    ("subdistrict", {"kecamatan": "63.08.08"}),
    ("sector", {"sektor": "lain"}),
    ("status", {"keadaan": "tutup"}),
    ("band", {"segar": "basi"}),
    ("without_nib", {"nib": "tidak"}),
    ("online", {"daring": "ya"}),
    ("five_filters", {"kecamatan": "63.08.01", "sektor": "jasa", "keadaan": "tutup",
                      "segar": "lama", "nib": "ya"}),
    *((f"sort_{order.strip('-')}{'_down' if order[0] == '-' else ''}", {"urut": order})
      for order in ("nama", "-nama", "pemilik", "-pemilik", "kec", "-kec", "dipastikan",
                    "-dipastikan", "baru")),
    ("sort_and_filter", {"urut": "nama", "sektor": "jasa", "nib": "ya"}),
    ("name", {"q": "purun rahmah"}),
    ("part_of_name", {"q": "asan"}),
    ("telephone_end", {"q": "9912"}),
    ("telephone_begin", {"q": "08901234"}),
    ("typing_slip", {"q": "norhasanha"}),
    ("village", {"q": "palimbangan"}),
    ("nothing_found", {"q": "sasirangan zulkipli"}),
    ("kecamatan_slip", {"q": "haur gadng"}),
    # Matches far from the beginning of the order, and those of one place among all.
    ("fifth_by_name", {"q": "purun", "urut": "nama"}),
    ("late_by_owner", {"q": "siti", "urut": "pemilik"}),
    ("village_by_name", {"desa": "63.08.08.2010", "urut": "nama"}),
    ("last_subdistrict", {"kecamatan": "63.08.10", "urut": "kec"}),
)  # fmt: skip
PAGES = ("/balai/", "/balai/impor/", "/balai/duplikat/", "/balai/usaha/unduh/",
         "/balai/usaha/unduh/permintaan/", "/balai/masih/", "/balai/masih/?segar=belum",
         "/balai/masih/?desa=63.08.08.2010", "/balai/masih/?pendamping=tanpa",
         "/balai/masih/?segar=lama", "/balai/mutu/", "/balai/surat/belum/",
         "/balai/permintaan/retensi/")  # fmt: skip
REPEATS = int(os.environ.get("LAMPIT_BENCH_REPEATS", "40"))
LIST = "/balai/usaha/"
Figure = dict[str, object]


def figures(say: Callable[[str], None]) -> Iterator[Figure]:
    """Yield seconds of the regions, seeded rows a second, and milliseconds of list pages."""
    from django.core.management import call_command

    import lampit.config.wsgi  # noqa: F401 - loaded and left alone as a server does

    call_command("migrate", verbosity=0)
    if not _stands():
        say("registry: all regions of the country …")
        yield _regions()
        say(f"registry: {BUSINESSES} businesses …")
        yield _seeded()
    yield from _lists()
    yield from _programs()
    if "DATABASE_URL" not in os.environ:
        _on_postgresql(say)


def _on_postgresql(say: Callable[[str], None]) -> None:
    """Measure all of it again in a process with a server of its own, which prints by itself."""
    from tools.needs import found

    if found("postgres") is None:
        say("registry: no PostgreSQL here")
        return
    sys.stdout.flush()
    again = [sys.executable, "-m", "bench", "--only", "registry"]
    alone = {name: value for name, value in os.environ.items() if name != "LAMPIT_BENCH_HOME"}
    subprocess.run([sys.executable, "-m", "tests.postgres", *again], env=alone, check=True)


def _stands() -> bool:
    from lampit.registry.models import Business

    return Business.objects.order_by("-pk").filter(pk__gte=BUSINESSES).exists()


def _figure(name: str, value: float, unit: str, better: str, **ratios: float) -> Figure:
    from django.db import connection

    where = "postgresql." if connection.vendor == "postgresql" else ""
    return {"name": where + name, "value": value, "unit": unit, "better": better,
            "ratio_to": ratios}  # fmt: skip


def _regions() -> Figure:
    from lampit.places.actions import load_regions

    began = time.perf_counter()
    rows = load_regions().written or 1
    took = time.perf_counter() - began
    raw = _raw_seconds(rows)
    return _figure("places.load_regions", round(took, 2), "s", "lower", raw_executemany=took / raw)


def _seeded() -> Figure:
    from lampit.registry.actions import seed

    began = time.perf_counter()
    count = seed(_rows(), now=datetime.now(UTC), rng=Random(2))
    rate = count / (time.perf_counter() - began)
    raw = BUSINESSES / _raw_seconds(BUSINESSES)
    return _figure("registry.seed", round(rate), "rows/s", "higher", raw_executemany=rate / raw)


def _rows() -> Iterator[Any]:
    """Yield invented businesses over the villages of HSU."""
    from lampit.places.queries import villages_of
    from lampit.registry.actions import SeedRow

    dice, villages = Random(1), [v.code for v in villages_of("63.08")]
    for number in range(BUSINESSES):
        name, family = dice.choice(NAMES), dice.choice(FAMILIES)
        born = f"{dice.randint(1, 28):02d}{dice.randint(1, 12):02d}{dice.randint(50, 99)}"
        yield SeedRow(
            name=f"{dice.choice(GOODS)} {name} {number % 997}",
            owner_name=f"{name} {family}",
            village=dice.choice(villages),
            nik=f"630805{born}{dice.randint(1, 9999):04d}",
            phone=f"+62890{dice.randint(10_000_000, 99_999_999)}",
            kbli="16292",
            sector=dice.choice(SECTORS),
            status=dice.choice(("aktif", "aktif", "aktif", "musiman", "tutup", "")),
            nib=f"{dice.randint(10**12, 10**13 - 1)}" if dice.random() < 0.3 else "",
            sales=dice.randint(0, 20) * 500_000,
            channels=dice.choice((("whatsapp",), ("langsung",), ())),
            started_on=date(2000 + dice.randint(0, 26), 1, 1),
            started_precision="year",
            confirmed_on=date(2020 + dice.randint(0, 5), 6, 1),
        )


def _lists() -> Iterator[Figure]:
    """Yield p50 and p95 of whole answers to staff and to an admin who sees all regions."""
    from django.test import Client

    from lampit.people.models import Membership, Role, User

    for role, region in ((Role.STAFF, "63.08"), (Role.ADMIN, None)):
        person, made = User.objects.get_or_create(username=f"bench-{role}")
        if made:
            person.acting = Membership.objects.create(user=person, role=role, region_id=region)
            person.save()
        client = Client(headers={"accept-encoding": "gzip"})
        client.force_login(person)
        for name, told in QUESTIONS:
            yield from _timed(f"registry.{role}.{name}", client, f"{LIST}?{urlencode(told)}")
        for order in ("", "nama", "pemilik", "dipastikan"):
            deep = _deep_address(order)
            yield from _timed(f"registry.{role}.deep_{order or 'newest'}", client, deep)
        for path in PAGES if region else ():
            yield from _timed(f"registry.{role}.page{path.replace('/', '.')}", client, path)


def _programs() -> Iterator[Figure]:
    """Yield the pages of the API: of a kabupaten, and to a program that sees all of them."""
    from datetime import timedelta

    from django.test import Client
    from django.utils import timezone

    from lampit.people.actions import issue_token
    from lampit.people.models import Role, User
    from lampit.registry.access import sight_of
    from lampit.registry.models import Business
    from lampit.registry.queries.exchange import page

    middle = Business.objects.filter(pk__gte=BUSINESSES // 2).order_by("pk")[0]
    since = f"updated_since={(middle.updated_at - timedelta(days=1)).date()}"
    for role in (Role.STAFF, Role.ADMIN):
        person = User.objects.get(username=f"bench-{role}")
        token = issue_token(person, ["read"], days=1, now=timezone.now())[1]
        client = Client(headers={"authorization": f"Bearer {token}"})
        rows = Business.objects.filter(pk__gte=middle.pk)
        deep, deep_change = (
            page(rows, "", 1, timezone.localdate(), sight_of(person), since=since_when)[1]
            for since_when in (None, middle.updated_at)
        )
        for name, told in (("first", ""), ("deep", f"cursor={deep}"), ("changed", since),
                           ("changed_deep", f"{since}&cursor={deep_change}")):  # fmt: skip
            address = f"/api/v1/businesses?limit=100&{told}"
            yield from _timed(f"registry.{role}.api_{name}", client, address)


def _deep_address(order: str) -> str:
    """Return the page behind the business in the middle of the register."""
    from lampit.registry.models import Business

    middle = Business.objects.filter(pk__gte=BUSINESSES // 2).order_by("pk")[0].public_id
    return f"{LIST}?{urlencode({'urut': order, 'setelah': middle})}"


def _timed(name: str, client: Any, address: str) -> Iterator[Figure]:
    """Yield how long one whole answer takes, its processor time, and how many queries it makes.

    The processor time of a PostgreSQL server's process is counted with ours.
    """
    from django.db import connection

    made: list[str] = []

    def counted(execute: Any, sql: str, *told: Any) -> Any:
        made.append(sql)
        return execute(sql, *told)

    with connection.execute_wrapper(counted):
        assert client.get(address).status_code in (200, 302), address
    times = []
    busy = _busy()
    for _ in range(REPEATS):
        began = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - began) * 1000)
    busy = (_busy() - busy) / REPEATS
    times.sort()
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    yield _figure(f"{name}.p50", round(times[len(times) // 2], 1), "ms", "lower")
    yield _figure(f"{name}.p95", round(p95, 1), "ms", "lower")
    yield _figure(f"{name}.cpu", round(busy * 1000, 1), "ms", "lower")
    yield _figure(f"{name}.queries", len(made), "queries", "lower")


def _busy() -> float:
    """Return the seconds of processor time of this process and of its PostgreSQL server's."""
    from django.db import connection

    spent = time.process_time()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            server = cursor.fetchone()[0]
        words = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()
        spent += (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
    return spent


def _raw_seconds(rows: int) -> float:
    """Return how long raw SQLite takes to write as many narrow rows."""
    with TemporaryDirectory() as folder, sqlite3.connect(Path(folder) / "raw.sqlite3") as base:
        base.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT, d INTEGER)")
        began = time.perf_counter()
        lines = ((n, f"nama {n}", "63.08", "63.08.01.2003", n % 7) for n in range(rows))
        base.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", lines)
        base.commit()
        return time.perf_counter() - began
