"""How many one-line orders a second one process places, beside raw SQLite doing as much."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

COUNT = 1_000
STATEMENTS = 12  # of one order of one line, held by a test


def figures(say: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """Yield orders/s with their yardstick, and the milliseconds of the slowest hundredth."""
    import django
    from django.core.management import call_command

    django.setup()
    say("orders: a fresh instance …")
    call_command("migrate", verbosity=0)
    variant = _goods()
    say(f"orders: placing {COUNT} …")
    took = sorted(_place(variant, number) for number in range(COUNT))
    rate, raw = COUNT / sum(took), _raw_rate()
    yield {
        "name": "orders.place.sqlite",
        "value": round(rate, 1),
        "unit": "orders/s",
        "better": "higher",
        "ratio_to": {"raw_sqlite_transactions": rate / raw},
    }
    yield {
        "name": "orders.place.slowest_hundredth",
        "value": round(took[int(COUNT * 0.99)] * 1000, 1),
        "unit": "ms",
        "better": "lower",
        "ratio_to": {},
    }


def _goods() -> int:
    """Return a variant on sale with enough stock."""
    from lampit.shops.actions import count_stock
    from tests.orders.things import goods

    variant = goods(stock=0)
    count_stock(None, variant, COUNT, datetime.now(UTC))
    return variant.pk


def _place(variant: int, number: int) -> float:
    """Place one order and return its seconds."""
    from lampit.orders import actions
    from lampit.orders.rules import placing
    from lampit.shops.models import Variant

    maker = Variant.objects.values_list("product__maker", flat=True).get(pk=variant)
    wish = actions.Wish(
        {variant: 1},
        placing.Buyer("Pembeli Ukur", "081200007731"),
        {maker: placing.Parcel("AMBIL", "QRIS")},
    )
    once = actions.Once("ukur", str(number), str(number))
    began = time.perf_counter()
    actions.place_order(wish, once, public_id=f"ukur-{number}", now=datetime.now(UTC))
    return time.perf_counter() - began


def _raw_rate() -> float:
    """Return transactions/s of plain sqlite3 with as many statements, same settings."""
    with TemporaryDirectory() as folder:
        raw = sqlite3.connect(Path(folder) / "raw.sqlite3", isolation_level=None)
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=NORMAL")
        raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INTEGER, c TEXT)")
        began = time.perf_counter()
        for number in range(COUNT):
            raw.execute("BEGIN IMMEDIATE")
            for _ in range(STATEMENTS):
                raw.execute(
                    "INSERT INTO t (a, b, c) VALUES (?, ?, ?)", ("x" * 80, number, "y" * 40)
                )
            raw.execute("COMMIT")
        seconds = time.perf_counter() - began
        raw.close()
    return COUNT / seconds
