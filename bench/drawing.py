"""A sample drawn from a frame of a million: read, planned, drawn, frozen and written, both designs.

The yardstick reads the same columns of the same million rows by the driver alone.
`LAMPIT_BENCH_ROWS` says how many businesses stand in the register.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

BUSINESSES = int(os.environ.get("LAMPIT_BENCH_ROWS", "1000000"))
REGION = "63.08"
NOW = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)


def figures(say: Callable[[str], None]) -> Iterator[dict[str, Any]]:
    """Yield seconds, processor seconds and memory of a draw in each design."""
    import django

    subprocess.run([sys.executable, "-m", "lampit", "prepare"], check=True, capture_output=True)
    django.setup()
    say(f"{BUSINESSES} usaha …")
    _fill(BUSINESSES)
    raw = _raw()
    yield _figure("draw_raw_read", raw, "s", {})
    for design in ("satu", "dua"):
        say(f"mengundi, rancangan {design} …")
        wall, cpu = _draw(design)
        name = f"draw_{design}_tahap_{BUSINESSES}"
        yield _figure(name, wall, "s", {"draw_raw_read": round(wall / raw, 2)})
        yield _figure(f"{name}_cpu", cpu, "CPU-s", {})
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield _figure(f"draw_{BUSINESSES}_peak", peak, "MB", {})


def _figure(name: str, value: float, unit: str, ratio: dict[str, float]) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2), "unit": unit, "better": "lower",
            "ratio_to": ratio}  # fmt: skip


def _fill(count: int) -> None:
    """Fill an empty register with businesses of all villages, by the driver alone."""
    from django.db import connection

    from lampit.places.queries import villages_of
    from lampit.registry.models import Business

    if Business.objects.filter(region_id=REGION).count() >= count:
        return
    dice = random.Random(1)
    homes = [(village.code, village.parent_id) for village in villages_of(REGION)]
    columns = [field for field in Business._meta.concrete_fields if field.name != "id"]
    like = Business(public_id="x", region_id=REGION, name="x", created_at=NOW, updated_at=NOW)
    first = [field.get_db_prep_save(getattr(like, field.attname), connection) for field in columns]
    at = {field.column: place for place, field in enumerate(columns)}
    names = ",".join(f'"{field.column}"' for field in columns)
    marks = ",".join(["%s"] * len(columns))

    def rows() -> Iterator[list[Any]]:
        for number in range(count):
            row = list(first)
            row[at["public_id"]] = f"B{number}"
            home = homes[int(dice.random() ** 1.5 * len(homes))]
            row[at["village_id"]], row[at["district_id"]] = home
            row[at["sector"]] = dice.choice(("kriya", "kuliner", "dagang", "dagang", "jasa", ""))
            row[at["workers_total"]] = dice.choice((None, 1, 1, 1, 2, 3, 5, 8))
            yield row

    query = f"INSERT INTO registry_business ({names}) VALUES ({marks})"  # noqa: S608 - own names
    waiting = rows()
    with connection.cursor() as cursor:
        while block := list(islice(waiting, 20_000)):
            cursor.executemany(query, block)


def _raw() -> float:
    """Return the seconds in which the driver reads the columns of the frame."""
    from django.db import connection

    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, district_id, village_id, sector, workers_male, workers_female, "
            "workers_total, mentor_id FROM registry_business WHERE region_id = %s ORDER BY id",
            [REGION],
        )
        while cursor.fetchmany(20_000):
            pass
    return time.perf_counter() - began


def _draw(design: str) -> tuple[float, float]:
    """Return seconds and processor seconds of one draw, from the register to the tables."""
    from lampit.measure import actions
    from lampit.measure.models import Round
    from lampit.measure.rules.planning import Choices

    opened = actions.open_round(
        None, REGION, f"bench-{design}", wanted=1_000, recommendation="V-26.6308.001",
        reference_on=date(2026, 11, 2), now=NOW,
    )  # fmt: skip
    told = Choices(design=design, by_size=True, certain_from=20, reserve_share=0.1).as_json()
    Round.objects.filter(pk=opened.pk).update(plan=told)
    began, busy = time.perf_counter(), time.process_time()
    actions.draw(None, opened.pk, seed=7, now=NOW)
    return time.perf_counter() - began, time.process_time() - busy
