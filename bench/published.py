"""Published pages: beside raw bytes and the live page; how soon a change is out; all made anew."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROUNDS, PIPELINE, BATCHES = 12, 16, 25
CHANGES = 20
LONGEST = 20.0  # seconds of making pages


def raw(_environ: dict[str, Any], start: Callable[..., Any]) -> tuple[bytes]:
    """Answer with as many bytes as a product page has compressed: the yardstick."""
    size = int(os.environ["LAMPIT_BENCH_BYTES"])
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(size))])
    return (b"x" * size,)


def figures(say: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """Yield rates with their yardsticks, and the milliseconds until a change is out."""
    from tests.postgres import free_port

    port = free_port()
    os.environ["LAMPIT_PORT"] = str(port)
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from bench.pages import _fill
    from lampit.config.publisher import Publisher
    from lampit.market.actions.touching import watch_tables

    call_command("migrate", verbosity=0)
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    say("goods …")
    slug = _fill()
    watch_tables()
    folder = Path(settings.PUBLISHED_ROOT)
    publisher = Publisher(folder, renderers=2, most_bytes=10**9, is_eager=True)
    try:
        yield _everything(publisher, say)
        yield from _change(publisher, slug)
        yield from _rates(publisher, slug, port)
    finally:
        publisher.stop()


def _everything(publisher: Any, say: Callable[[str], None]) -> dict[str, object]:
    """Make every page; counted from when the renderers have loaded the house, for a while."""
    say("every page …")
    publisher.begin()
    while publisher.made < 60:
        publisher.step(0.02)
    before, began = publisher.made, time.perf_counter()
    while not publisher.is_idle and time.perf_counter() - began < LONGEST:
        publisher.step(0.02)
    spent = time.perf_counter() - began
    publisher.work.begin(())
    return _figure("published.everything", (publisher.made - before) / spent, "pages/s", "higher")


def _change(publisher: Any, slug: str) -> Iterator[dict[str, object]]:
    """Change a price; how long until the new page is a kept one again, answered by the front.

    And until every page that tells the price is: start page, shelf, shop, feeds.
    """
    from lampit.shops.models import Product
    from lampit.web.kept import Key, kept_path, unpack

    path = kept_path(publisher.folder, Key(f"/produk/{slug}/", "id"))
    spent, whole = [], []
    for number in range(CHANGES):
        price = 60_000 + 1_000 * number
        Product.objects.filter(slug=slug).update(price=price)
        # The bench is its own publisher: what one connection wrote it must be told of.
        publisher.keeper.version = -1
        began = time.perf_counter()
        while (
            not path.exists()
            or f'content="{price}"'.encode() not in unpack(path.read_bytes()).plain
        ):
            publisher.step(0.02)
        spent.append(time.perf_counter() - began)
        while not publisher.is_idle:
            publisher.step(0.02)
        whole.append(time.perf_counter() - began)
    yield _figure("published.change", statistics.median(spent) * 1000, "ms", "lower")
    yield _figure("published.change.all_pages", statistics.median(whole) * 1000, "ms", "lower")


def _rates(publisher: Any, slug: str, port: int) -> Iterator[dict[str, object]]:
    """Ask raw bytes, the published and the live page in turns, so that noise hits all."""
    from lampit.web.kept import Key, kept_path, unpack
    from tests.postgres import free_port

    page = unpack(kept_path(publisher.folder, Key(f"/produk/{slug}/", "id")).read_bytes())
    os.environ["LAMPIT_BENCH_BYTES"] = str(len(page.brotli))
    bare = free_port()
    ways = {
        "raw_bytes": (bare, "/", BATCHES),
        "page": (port, f"/produk/{slug}/", BATCHES),
        "live": (port, f"/produk/{slug}/?lain=1", 1),
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    with _served("bench.published:raw", bare), _served("lampit.config.wsgi:application", port):
        for _round in range(ROUNDS):
            for name, (where, path, batches) in ways.items():
                publisher.step(0.0)  # the pulse is ours to keep
                publisher.keeper.heart.beat(time.monotonic())
                began = time.perf_counter()
                _ask(where, path, batches)
                spent[name].append((time.perf_counter() - began) / batches / PIPELINE)
    rate = {name: 1 / statistics.median(times) for name, times in spent.items()}
    ratios = {"raw_bytes": rate["page"] / rate["raw_bytes"], "live": rate["page"] / rate["live"]}
    yield _figure("published.page", rate["page"], "pages/s", "higher") | {"ratio_to": ratios}
    yield _figure("published.raw_bytes", rate["raw_bytes"], "pages/s", "higher")
    yield _figure("published.live", rate["live"], "pages/s", "higher")


@contextmanager
def _served(application: str, port: int) -> Iterator[None]:
    """Serve an application with one process, as the product does."""
    from lampit.config.running import server_words

    words = [*server_words("127.0.0.1", str(port), 1)[:-1], application]
    told = os.environ | {"LAMPIT_LOG_LEVEL": "ERROR", "LAMPIT_PORT": os.environ["LAMPIT_PORT"]}
    server = subprocess.Popen(words, env=told, stderr=sys.stderr)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        server.terminate()
        server.wait()


def _ask(port: int, path: str, batches: int) -> None:
    """Ask for a page again and again on one connection, several questions at once."""
    asked = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: br\r\n\r\n"
    ).encode() * PIPELINE
    with socket.create_connection(("127.0.0.1", port)) as link:
        for _batch in range(batches):
            link.sendall(asked)
            _take(link)


def _take(link: socket.socket) -> None:
    """Read the answers of one batch."""
    data, whole = b"", 0
    for _answer in range(PIPELINE):
        while (end := data.find(b"\r\n\r\n", whole)) < 0:
            data += _more(link)
        head = data[whole:end].lower()
        assert head.startswith(b"http/1.1 200"), head[:200]
        size = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
        whole = end + 4 + size
        while len(data) < whole:
            data += _more(link)


def _more(link: socket.socket) -> bytes:
    found = link.recv(1 << 20)
    assert found, "the server hung up"
    return found


def _figure(name: str, value: float, unit: str, better: str) -> dict[str, object]:
    return {"name": name, "value": round(value, 1), "unit": unit, "better": better, "ratio_to": {}}
