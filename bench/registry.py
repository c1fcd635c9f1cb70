"""The country loaded, a register seeded, and its list answered at 100,000 businesses."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

BUSINESSES = 100_000
NAMES = ("Siti", "Noor", "Muhammad", "Ahmad", "Rahmah", "Aisyah", "Hasan", "Norhasanah", "Masni")
FAMILIES = ("Rahman", "Hidayati", "Sari", "Aulia", "Fauzi", "Kurnia", "Halimah", "Rizki", "Yusuf")
GOODS = ("Purun", "Lampit", "Warung", "Kue", "Tikar")
# What somebody asks the list for; each answer is one whole page with its count.
QUESTIONS = (
    ("all", {}),
    ("word", {"text": "purun rahmah"}),
    ("nothing_found", {"text": "sasirangan zulkipli"}),
    ("typing_slip", {"text": "norhasanha"}),
    ("telephone", {"text": "9912"}),
    ("subdistrict_by_name", {"subdistrict": "63.08.08", "order": "nama"}),
)
REPEATS = 5
Figure = dict[str, object]


def figures(say: Callable[[str], None]) -> Iterator[Figure]:
    """Yield seconds of the regions, seeded rows a second, and milliseconds of list pages."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    say("registry: all regions of the country …")
    yield _regions()
    say(f"registry: {BUSINESSES} businesses …")
    yield _seeded()
    yield from _lists()


def _figure(name: str, value: float, unit: str, better: str, **ratios: float) -> Figure:
    return {"name": name, "value": value, "unit": unit, "better": better, "ratio_to": ratios}


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
            sales=dice.randint(0, 20) * 500_000,
            channels=("whatsapp",),
            started_on=date(2000 + dice.randint(0, 26), 1, 1),
            started_precision="year",
            confirmed_on=date(2020 + dice.randint(0, 5), 6, 1),
        )


def _lists() -> Iterator[Figure]:
    """Yield the best of five for each question; the yardstick is 25 bare rows."""
    from lampit.registry import queries
    from lampit.registry.models import Business

    rows, today = Business.objects.filter(withdrawn_at=None, region_id="63.08"), date.today()  # noqa: DTZ011 - only a day

    def answer(asked: queries.Asked) -> None:
        found = queries.filtered(rows, asked, today)
        queries.count_of(found)
        queries.page(found, asked.order, None, today)

    bare = _best(lambda: list(rows.order_by("-id").values_list("id", "name")[:25]))
    for name, asked in QUESTIONS:
        took = _best(lambda asked=asked: answer(queries.Asked(**asked)))  # type: ignore[misc]  # bound at once
        label = f"registry.list.{name}"
        yield _figure(label, round(took * 1000, 1), "ms", "lower", bare_rows=took / bare)


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _raw_seconds(rows: int) -> float:
    """Return how long raw SQLite takes to write as many narrow rows."""
    with TemporaryDirectory() as folder, sqlite3.connect(Path(folder) / "raw.sqlite3") as base:
        base.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT, d INTEGER)")
        began = time.perf_counter()
        lines = ((n, f"nama {n}", "63.08", "63.08.01.2003", n % 7) for n in range(rows))
        base.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", lines)
        base.commit()
        return time.perf_counter() - began
