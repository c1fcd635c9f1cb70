"""How long a pair of possible doubles takes by keys in a browser, on a served instance."""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.request import urlopen  # noqa: TID251 - asks our own server

PAIRS = int(os.environ.get("LAMPIT_BENCH_PAIRS", "300"))
LAMPIT = [sys.executable, "-m", "lampit"]


def figures(say: Callable[[str], None]) -> Iterator[dict[str, object]]:
    """Yield the time of a pair in all, and from a key to the next pair: answered, and seen."""
    import django

    # As an office serves it: styles are kept by the browser, under names that tell their content.
    told = {name: value for name, value in os.environ.items() if name != "LAMPIT_STATIC_STORAGE"}
    subprocess.run([*LAMPIT, "prepare"], check=True, capture_output=True, env=told)
    django.setup()
    from django.conf import settings
    from django.test import Client

    from tests.browser.sitting import queued
    from tests.browser.test_registry import office

    say(f"{PAIRS} pasangan …")
    staff = office()
    queued(PAIRS)
    client = Client()
    client.force_login(staff)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told |= {"LAMPIT_PORT": str(port), "LAMPIT_HOST": "127.0.0.1"}
    server = subprocess.Popen([*LAMPIT, "serve"], env=told, stdout=subprocess.DEVNULL)
    try:
        yield from _sat(f"http://127.0.0.1:{port}", session)
    finally:
        server.terminate()
        server.wait(40)


def _sat(address: str, session: str) -> Iterator[dict[str, object]]:
    from django.conf import settings
    from playwright.sync_api import sync_playwright

    from tests.browser.sitting import WATCH, sit

    wait(f"{address}/readyz")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or None,
            args=["--no-sandbox", "--disable-gpu", "--no-first-run"],
        )
        context = browser.new_context(viewport={"width": 1366, "height": 844})
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}]
        )
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{address}/balai/duplikat/")
        began = time.monotonic()
        sat = sit(page, PAIRS, watched=True)
        spent = time.monotonic() - began
        browser.close()
    yield _figure("sitting.pair", spent / PAIRS)
    for name, times in (("answered", sorted(sat.waits)), ("seen", sorted(sat.painted))):
        yield _figure(f"sitting.next_pair.{name}.p50", statistics.median(times))
        yield _figure(f"sitting.next_pair.{name}.p95", times[int(0.95 * len(times))])


def wait(address: str) -> None:
    """Wait until an instance answers."""
    end = time.monotonic() + 300
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=5) as answer:  # noqa: S310 - loopback
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{address} did not answer within five minutes")


def _figure(name: str, seconds: float) -> dict[str, object]:
    value = round(1000 * seconds, 1)
    return {"name": name, "value": value, "unit": "ms", "better": "lower", "ratio_to": {}}
