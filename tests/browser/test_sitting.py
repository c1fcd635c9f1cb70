"""Three hundred pairs in one sitting, with the keyboard alone: J, K, Y, N, U."""

import os
import time
from collections import Counter

import pytest
from playwright.sync_api import Browser, Page, Request
from pytest_django.live_server_helper import LiveServer

from lampit.registry.actions.storing import FoundPair, store_pairs
from lampit.registry.models import Pair
from tests.browser.test_registry import chromium, office, visit
from tests.factories import business, owner
from tests.registry.told import NOW, VILLAGE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
__all__ = ["chromium"]
PAIRS = 300
MERGED_EVERY = 25  # these are the same; all others are not


def queued(count: int) -> None:
    """Put pairs in the queue, one after the other less likely."""
    found = []
    for n in range(count):
        both = [
            business(
                "63.08", name=f"Anyaman {n}", owner=owner("63.08", name=f"Siti {n} {side}"),
                village_id=VILLAGE, district_id=VILLAGE[:8], address=f"RT {side}",
            ).pk
            for side in ("Aisyah", "Rahmah")
        ]  # fmt: skip
        found.append(FoundPair(both[0], both[1], 0.95 - n / 10_000, 3.2, "nama mirip +5,1"))
    store_pairs("63.08", found, "uji", now=NOW)


def press(page: Page, key: str) -> None:
    """Press a letter and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press(key)


@pytest.mark.django_db(transaction=True)
def test_three_hundred_pairs_with_the_keyboard(
    chromium: Browser,
    live_server: LiveServer,
) -> None:
    """Each answer is one form and one page; nothing is asked over and over while one reads."""
    staff = office()
    queued(PAIRS)
    page = visit(chromium, live_server, staff, 1366, script=True)
    asked: Counter[str] = Counter()

    def count(request: Request) -> None:
        asked[request.resource_type] += 1

    page.on("request", count)
    page.goto(f"{live_server.url}/balai/duplikat/")
    press(page, "j")
    assert "Pasangan 2 dari" in page.inner_text("main")
    press(page, "k")
    assert "Pasangan 1 dari" in page.inner_text("main")
    press(page, "n")
    press(page, "u")
    assert "diurungkan" in page.inner_text("main")
    asked.clear()
    began, processor = time.monotonic(), time.process_time()
    for n in range(PAIRS):
        press(page, "y" if n % MERGED_EVERY == 0 else "n")
        if n % MERGED_EVERY == 0:
            press(page, "y")
    assert "Tidak ada pasangan yang menunggu" in page.inner_text("main")
    merged = len(range(0, PAIRS, MERGED_EVERY))
    # An answer is a form and the page it leads to, a merge one page more; styles come from memory.
    assert asked["document"] <= 2 * PAIRS + merged
    assert asked["fetch"] + asked["xhr"] <= PAIRS + 2 * merged
    states = Counter(Pair.objects.values_list("state", flat=True))
    assert states == {"sama": merged, "beda": PAIRS - merged}
    if "LAMPIT_TELL_SECONDS" in os.environ:
        wall = time.monotonic() - began
        print(f"{wall / PAIRS:.3f} s a pair, {(time.process_time() - processor) / PAIRS:.3f} CPU-s")  # noqa: T201 - asked for
