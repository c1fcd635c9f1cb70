"""Two server processes, a publisher and readers, while prices change; run as a module.

`python -m tests.market.racing SLUG SECONDS KIND` prints one JSON object. KIND is `killed` (the
publisher runs, then is killed by force, and prices go on changing) or `deaf` (the triggers are
taken away: the negative control).
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any
from urllib.request import Request, urlopen  # noqa: TID251 - asks our own server

from tests.postgres import free_port
from tests.processes import awake

START = 120.0
PRICE = 'property="product:price:amount" content="'


class Race:
    """What was written when, and what readers saw."""

    def __init__(self, slug: str, port: int) -> None:
        """Begin with nothing."""
        self.url = f"http://127.0.0.1:{port}/produk/{slug}/"
        self.written: list[tuple[float, int]] = []
        self.oldest = 0.0
        self.read = self.kept = self.wrong = 0
        self.is_over = threading.Event()
        self.lock = threading.Lock()

    def look(self) -> tuple[int, bool]:
        """Return the price of the page as a reader sees it, and whether it was a kept one."""
        with urlopen(Request(self.url), timeout=30) as answer:  # noqa: S310 - loopback
            page = answer.read().decode()
            return int(page.partition(PRICE)[2].partition('"')[0]), bool(answer.headers["ETag"])

    def watch(self) -> None:
        """Be a reader until it is over."""
        while not self.is_over.is_set():
            asked_at = time.monotonic()
            try:
                price, was_kept = self.look()
            except (OSError, ValueError):
                self.wrong += 1
                continue
            with self.lock:
                self.read += 1
                self.kept += was_kept
                # When did the price seen stop being true? The next commit after it says.
                later = [at for at, told in self.written if told > price and at < asked_at]
                if later:
                    self.oldest = max(self.oldest, asked_at - min(later))


def begun(port: int) -> list["subprocess.Popen[bytes]"]:
    """Start two server processes and a publisher."""
    from lampit.config.running import server_words

    told = os.environ | {
        "LAMPIT_PORT": str(port),
        "LAMPIT_ENV": "demo",
        "LAMPIT_LOG_LEVEL": "ERROR",
    }
    words = [server_words("127.0.0.1", str(port), 2),
             [sys.executable, "-m", "lampit", "publisher", "--renderers", "1"]]  # fmt: skip
    return [subprocess.Popen(w, env=told, process_group=0) for w in words]


def wait_for(race: Race, *, kept: bool) -> bool:
    """Wait until the page is answered, or is a kept one; say whether it came to that."""
    end = time.monotonic() + START
    while time.monotonic() < end:
        try:
            if race.look()[1] or not kept:
                return True
        except OSError:
            pass
        time.sleep(0.1)
    return False


def change(race: Race, slug: str, seconds: float) -> None:
    """Change the price again and again, each time a little higher."""
    from lampit.shops.models import Product

    end, price = time.monotonic() + seconds, 100_000 + 1_000 * len(race.written)
    while time.monotonic() < end:
        price += 1_000
        Product.objects.filter(slug=slug).update(price=price)
        with race.lock:
            race.written.append((time.monotonic(), price))
        time.sleep(0.4 if len(race.written) % 3 else 1.5)


def main(slug: str, seconds: float, kind: str) -> dict[str, Any]:
    """Run the race and tell what was seen."""
    from django.db import connection

    from lampit.market.actions.touching import watch_tables
    from lampit.market.rules.touching import triggers

    port = free_port()
    race = Race(slug, port)
    watch_tables()
    children = begun(port)
    try:
        is_published = wait_for(race, kept=False) and wait_for(race, kept=True)
        if kind == "deaf":
            with connection.cursor() as cursor:
                for one in (t for t in triggers(connection.vendor) if t.table == "shops_product"):
                    on = ' ON "shops_product"' if connection.vendor == "postgresql" else ""
                    cursor.execute(f'DROP TRIGGER "{one.name}"{on}')
        readers = [threading.Thread(target=race.watch) for _ in range(2)]
        for reader in readers:
            reader.start()
        change(race, slug, seconds)
        if kind == "killed":
            os.killpg(children[1].pid, signal.SIGKILL)
            children[1].wait()
            change(race, slug, seconds)
        time.sleep(1.5)
        race.is_over.set()
        for reader in readers:
            reader.join()
        last = race.look()[0] == race.written[-1][1]
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait()
    return {
        "published": is_published, "oldest": race.oldest, "read": race.read, "kept": race.kept,
        "wrong": race.wrong, "written": len(race.written), "last_is_true": last,
    }  # fmt: skip


if __name__ == "__main__":
    awake()
    sys.stdout.write(json.dumps(main(sys.argv[1], float(sys.argv[2]), sys.argv[3])) + "\n")
