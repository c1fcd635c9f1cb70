"""When the largest thing of a page is painted on a slow line, in Chromium's own measure (LCP).

A demo of its own is served as in production; a phone that has nothing kept opens each page over
slow 4G (150 ms, 1.6 Mbit/s down, 0.75 up: the line Lighthouse reckons with), once as the market
is kept and once rendered anew. Needs Chromium.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen  # noqa: TID251 - asks our own server

ROUNDS = int(os.environ.get("LAMPIT_BENCH_REPEATS", "7"))
SLOW_4G = {
    "offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8 * 0.9,
    "uploadThroughput": 750_000 / 8 * 0.9,
}  # fmt: skip
PHONE = {"width": 412, "height": 823}
OBSERVER = """
    window.painted = 0;
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) window.painted = entry.startTime;
    }).observe({type: "largest-contentful-paint", buffered: true});
"""
Figure = dict[str, object]


def figures(say: Callable[[str], None]) -> Iterator[Figure]:
    """Yield the middle LCP of each kind of page in milliseconds, kept and rendered anew."""
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory(prefix="lampit-lcp-") as home, sync_playwright() as playwright:
        say("lcp: a demo of its own …")
        server, site = _served(Path(home))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or None, args=["--no-sandbox", "--disable-gpu"]
        )
        try:
            for name, path in _addresses(browser, site).items():
                yield _figure(f"lcp.kept.{name}", _middle(browser, site + path))
                # An order nobody keeps: answered by rendering.
                joint = "&" if "?" in path else "?"
                yield _figure(f"lcp.live.{name}", _middle(browser, f"{site}{path}{joint}lain=1"))
        finally:
            browser.close()
            server.terminate()
            server.wait(40)


def _served(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Return a server of a small demo and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {k: v for k, v in os.environ.items() if not k.startswith(("LAMPIT_", "DJANGO_"))}
    own |= {"LAMPIT_HOME": str(home), "LAMPIT_PORT": str(port), "LAMPIT_ENV": "demo"}
    lampit = [sys.executable, "-m", "lampit"]
    for words in (["prepare"], ["demo", "--businesses", "200"]):
        subprocess.run([*lampit, *words], env=own, check=True, capture_output=True)
    server = subprocess.Popen([*lampit, "serve"], env=own, stdout=subprocess.DEVNULL)
    site, end = f"http://127.0.0.1:{port}", time.monotonic() + 60
    while time.monotonic() < end:
        try:
            with urlopen(f"{site}/readyz", timeout=5):  # noqa: S310 - loopback
                return server, site
        except OSError:
            time.sleep(0.2)
    server.terminate()
    raise RuntimeError("the demo did not answer within a minute")


def _addresses(browser: Any, site: str) -> dict[str, str]:
    """Return an address of each kind of page."""
    page = browser.new_page()
    page.goto(site)
    product = page.locator("ul.shelf h3 a").first.get_attribute("href")
    category = page.locator('a[href^="/kategori/"]').first.get_attribute("href")
    page.goto(site + product)
    maker = page.locator('main a[href^="/lapak/"]').first.get_attribute("href")
    page.close()
    return {"home": "/", "category": category, "product": product, "maker": maker}


def _middle(browser: Any, address: str) -> float:
    """Return the middle of several first visits, each with nothing kept."""
    return round(statistics.median(_painted(browser, address) for _ in range(ROUNDS)), 1)


def _painted(browser: Any, address: str) -> float:
    visit = browser.new_context(viewport=PHONE, device_scale_factor=1.75, is_mobile=True)
    page = visit.new_page()
    line = visit.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_4G)
    page.add_init_script(OBSERVER)
    page.goto(address, wait_until="networkidle")
    painted = float(page.evaluate("window.painted"))
    visit.close()
    return painted


def _figure(name: str, value: float) -> Figure:
    return {"name": name, "value": value, "unit": "ms", "better": "lower", "ratio_to": {}}
