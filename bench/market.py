"""The market with 100,000 goods of 5,000 makers, each page rendered anew: home, shelf, good, shop.

On SQLite and then on a PostgreSQL of its own, or on the database of `DATABASE_URL` alone.
`LAMPIT_BENCH_GOODS` and `LAMPIT_BENCH_MAKERS` say how many. A market that stands already is
measured as it is: `LAMPIT_BENCH_HOME=folder` keeps that of SQLite. How fast words are found is
measured by `finding`, how fast kept pages are answered by `published`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

GOODS = int(os.environ.get("LAMPIT_BENCH_GOODS", "100000"))
MAKERS = int(os.environ.get("LAMPIT_BENCH_MAKERS", "5000"))
REPEATS = int(os.environ.get("LAMPIT_BENCH_REPEATS", "200"))
CODE = "63.08"
Figure = dict[str, object]


def figures(say: Callable[[str], None]) -> Iterator[Figure]:
    """Yield milliseconds at the middle and at the 95th percentile, and queries, page by page."""
    from django.core.management import call_command

    import lampit.config.wsgi  # noqa: F401 - loaded and left alone as a server does

    call_command("migrate", verbosity=0)
    yield from _pages(*_market(say))
    if "DATABASE_URL" not in os.environ:
        _on_postgresql(say)


def _market(say: Callable[[str], None]) -> tuple[Sequence[str], Sequence[str]]:
    """Return address words of goods and of shops, of the market that stands or of a new one."""
    from django.utils import timezone

    from bench import corpus
    from lampit.shops import access
    from lampit.shops.models import Product

    if not Product.objects.exists():
        corpus.build(GOODS, MAKERS, say=say)
    _settled()
    goods = access.public_products(timezone.localdate()).order_by("pk")
    shops = access.public_makers().order_by("pk")
    step, leap = max(1, goods.count() // 500), max(1, shops.count() // 200)
    return (
        list(goods.values_list("slug", flat=True)[::step]),
        list(shops.values_list("slug", flat=True)[::leap]),
    )


def _settled() -> None:
    """Let the database count its rows, and the clock do its part."""
    from django.db import connection
    from django.utils import timezone

    from lampit.shops.actions import keep_roll, reckon_rarities

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    reckon_rarities(timezone.now())
    keep_roll()


def _pages(goods: Sequence[str], shops: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures of each kind of page, another one each time."""
    chance = Random(7)
    stories = _stories()
    shelves = ("anyaman-purun", "lampit", "anyaman-rotan", "sasirangan", "gerabah")
    pages: dict[str, Callable[[], str]] = {
        "home": lambda: "/",
        "home_further": lambda: f"/?hal={chance.randrange(2, 40)}",
        "category": lambda: f"/kategori/{chance.choice(shelves)}/",
        "category_further": lambda: f"/kategori/{shelves[0]}/?hal={chance.randrange(2, 40)}",
        "product": lambda: f"/produk/{chance.choice(goods)}/",
        "product_english": lambda: f"/produk/{chance.choice(goods)}/?bahasa=en",
        "maker": lambda: f"/lapak/{chance.choice(shops)}/",
        "news": lambda: "/umpan/baru.xml",
        "category_news": lambda: f"/umpan/kategori/{chance.choice(shelves)}.xml",
        "landing": lambda: f"/jelajah/{chance.choice(('tikar-purun', 'bahan-rotan'))}/",
        "how_ordered": lambda: "/cara-urut/",
        "search": lambda: f"/cari/?q=tas+purun&pita={chance.randrange(5)}",
        "shelf": lambda: f"/cari/?siap=1&pita={chance.randrange(5)}",
        "stories": lambda: "/cerita/",
        "story": lambda: f"/cerita/{chance.choice(stories)}/",
        "sitemap": lambda: "/sitemap.xml",
        "sitemap_file": lambda: "/sitemap/barang-3.xml",
        "sitemap_shops": lambda: "/sitemap/lapak-1.xml",
    }
    for name, address in pages.items():
        yield from _timed(name, address)


def _stories() -> list[str]:
    """Return the address words of stories, of a market made before there were any as well."""
    from django.utils import timezone

    from bench.corpus import tell_stories
    from lampit.shops import access
    from lampit.shops.models import Maker, MakerStory

    if not MakerStory.objects.exists():
        tell_stories(list(Maker.objects.order_by("pk")), timezone.now())
    return list(access.public_stories().values_list("slug", flat=True))


def _timed(name: str, address: Callable[[], str]) -> Iterator[Figure]:
    from django.db import connection
    from django.test import Client

    asked: list[str] = []

    def counted(execute: Any, sql: str, *told: Any) -> Any:
        asked.append(sql)
        return execute(sql, *told)

    client = Client()
    with connection.execute_wrapper(counted):
        assert client.get(address()).status_code == 200, name
    times = []
    for _ in range(REPEATS):
        path = address()
        began = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, path
    times.sort()
    p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
    begin = f"market.{connection.vendor}.{name}"
    yield _figure(f"{begin}.p50", round(times[len(times) // 2], 1), "ms")
    yield _figure(f"{begin}.p95", round(p95, 1), "ms")
    yield _figure(f"{begin}.queries", len(asked), "queries")


def _figure(name: str, value: float, unit: str) -> Figure:
    return {"name": name, "value": value, "unit": unit, "better": "lower", "ratio_to": {}}


def _on_postgresql(say: Callable[[str], None]) -> None:
    """Measure the same on a PostgreSQL of its own, whose lines follow in the same file."""
    from tools.needs import found

    if found("postgres") is None:
        say("market: no PostgreSQL here")
        return
    say("market: the same on PostgreSQL …")
    sys.stdout.flush()
    own = {k: v for k, v in os.environ.items() if k != "LAMPIT_BENCH_HOME"}
    again = [sys.executable, "-m", "tests.postgres", sys.executable, "-m", "bench"]
    subprocess.run([*again, "--only", "market"], env=own, check=True)
