"""How long buyers wait for search, suggestions, start page and category in a market of 100,000.

Nothing is kept between two askings but what the database itself keeps; each page is asked with
another question or another day. `DATABASE_URL` chooses the database. LAMPIT_BENCH_GOODS makes a
smaller market; LAMPIT_BENCH_HOME keeps the filled one for the next run.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random
from typing import Any

ROUNDS = 120
WORDS = (
    "tas purun", "purun", "tikar purun", "rotan", "bakul", "lampit", "sasirangan", "telur asin",
    "kain sasirangan naga balimbur", "keranjang parsel rotan", "wadai", "iwak haruan",
    "kursi rotan",
    "tas ilung", "rattan basket", "tikar 150x200", "sajadah purun polos", "topi purun kecil",
    "bunga rawa", "siti rahmah", "sasirngan", "kerajang", "meja", "cermin rotan", "abon haruan",
    "dompet purun motif warna", "jukung hias", "lampu hias", "anglo", "kemeja sasirangan satin",
)  # fmt: skip
FILTERS = (
    "", "", "", "&siap=1", "&urut=murah", "&urut=baru", "&kategori=anyaman-purun", "&bahan=rotan",
    "&pita=1", "&kecamatan=63.08.08", "&dari=50000&sampai=150000", "&hal=3",
)  # fmt: skip
BEGINNINGS = ("ta", "tik", "sas", "anya", "lamp", "ker", "haru", "tas pu", "kursi ro", "siti")


def figures(say: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """Yield the 95th percentile of each page and of the question alone, in milliseconds."""
    import django

    django.setup()
    goods = _filled(say)
    chance = Random(1)
    pages = {
        "search": [f"/cari/?q={q}{chance.choice(FILTERS)}" for q in WORDS for _ in range(4)],
        "home": ["/", "/?hal=2", "/?hal=9"],
        "category": [
            "/kategori/anyaman-purun/", "/kategori/gerabah/", "/kategori/lampit/?urut=murah",
        ],
        "shelf": [
            "/cari/", "/cari/?siap=1", "/cari/?urut=murah",
            "/cari/?kecamatan=63.08.08&urut=dekat",
        ],
        "filtered": [f"/cari/?q={q}{some}" for q in WORDS for some in FILTERS if some],
        "suggest": [f"/cari/saran/?q={start}" for start in BEGINNINGS],
    }  # fmt: skip
    yield _figure("finding.question.p95", _p95(_questions(chance)), goods)
    for name, addresses in pages.items():
        yield _figure(f"finding.{name}.p95", _p95(_asked(addresses)), goods)


def _filled(say: Callable[[str], None]) -> int:
    """Fill the market unless a kept home holds it already; return how many goods it has."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from bench.corpus import build
    from lampit.shops.actions import keep_roll, reckon_rarities
    from lampit.shops.models import Document

    call_command("migrate", verbosity=0)
    wanted = int(os.environ.get("LAMPIT_BENCH_GOODS", "100000"))
    if Document.objects.count() < wanted * 9 // 10:
        build(wanted, max(wanted // 20, 20), say=say)
        reckon_rarities(timezone.now(), at_once=True)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    keep_roll()  # the clock does so
    return Document.objects.count()


def _questions(chance: Random) -> Iterator[Callable[[], Any]]:
    from django.utils import timezone

    from lampit.market.queries import goods_of_day
    from lampit.shops.queries.finding import Wish, find

    today = timezone.localdate()
    for _ in range(ROUNDS):
        yield partial(_answered, find, goods_of_day, chance.choice(WORDS), Wish(), today)


def _answered(find: Any, goods_of_day: Any, question: str, wish: Any, today: Any) -> Any:
    """Ask one question as the page does: what is on sale is looked up each time."""
    return find(goods_of_day(today), question, wish, today)


def _asked(addresses: Sequence[str]) -> Iterator[Callable[[], Any]]:
    from django.test import Client

    client = Client()
    for number in range(max(ROUNDS, len(addresses))):
        yield partial(client.get, addresses[number % len(addresses)])


def _p95(deeds: Iterator[Callable[[], Any]]) -> float:
    """Return the 95th percentile in milliseconds; the first ten only warm the machine."""
    spent = []
    for number, deed in enumerate(deeds):
        began = time.perf_counter()
        answer = deed()
        if number >= 10:
            spent.append((time.perf_counter() - began) * 1000)
        assert getattr(answer, "status_code", 200) == 200
    return statistics.quantiles(spent, n=20)[-1]


def _figure(name: str, value: float, goods: int) -> dict[str, object]:
    return {
        "name": name, "value": round(value, 1), "unit": "ms", "better": "lower", "ratio_to": {},
        "goods": goods,
    }  # fmt: skip
