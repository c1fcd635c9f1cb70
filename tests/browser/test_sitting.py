"""Three hundred pairs in one sitting, with the keyboard alone: J, K, Y, N, T, U."""

from collections import Counter
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from lampit.people.models import AuditEntry
from lampit.registry.models import Pair
from tests.browser.sitting import press, queued, sit
from tests.browser.test_registry import chromium, office, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
__all__ = ["chromium"]
PAIRS = 300
QUEUE = "/balai/duplikat/"


def at_the_queue(chromium: Browser, server: LiveServer, count: int) -> Page:
    """Return the page of the likeliest of so many pairs."""
    staff = office()
    queued(count)
    page = visit(chromium, server, staff, 1366, script=True)
    page.goto(f"{server.url}{QUEUE}")
    return page


def states() -> Counter[str]:
    """Return how many pairs are answered how."""
    return Counter(Pair.objects.values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_three_hundred_pairs_with_the_keyboard(chromium: Browser, live_server: LiveServer) -> None:
    """Each answer is one form and one page, stands in the database and leads to the next pair."""
    page = at_the_queue(chromium, live_server, PAIRS)
    press(page, "j")
    assert f"Pasangan 2 dari {PAIRS}" in page.inner_text("main")
    press(page, "k")
    assert f"Pasangan 1 dari {PAIRS}" in page.inner_text("main")
    asked: Counter[str] = Counter()

    def count(request: Request) -> None:
        asked[request.resource_type] += 1

    page.on("request", count)
    sat = sit(page, PAIRS)
    assert "Tidak ada pasangan yang menunggu" in page.inner_text("main")
    assert states() == {"sama": sat.same, "beda": sat.different, "ragu": sat.unsure}
    assert sum(states().values()) == PAIRS
    told = AuditEntry.objects.filter(deed="decide_pair")
    assert told.count() == PAIRS + 2 * sat.undone  # nothing is noted twice
    # An answer is a form and the page it leads to, a merge one page more; styles come from memory.
    assert asked["document"] <= 2 * PAIRS + sat.same + 4 * sat.undone
    assert asked["fetch"] + asked["xhr"] <= PAIRS + sat.same + 2 * sat.undone


@pytest.mark.django_db(transaction=True)
def test_who_leaves_a_pair_for_later_gets_on(chromium: Browser, live_server: LiveServer) -> None:
    """Passed over with J, the pair comes again at the end and not after each answer."""
    page = at_the_queue(chromium, live_server, 4)
    press(page, "j")
    for place in ("Pasangan 2 dari 3", "Pasangan 2 dari 2", "Pasangan 1 dari 1"):
        press(page, "n")
        assert place in page.inner_text("main")
    assert states() == {"baru": 1, "beda": 3}


def held(page: Page, key: str) -> Callable[[], None]:
    """Press a key, keep it down as a finger does, and return how to let go."""
    page.keyboard.down(key)
    for _ in range(5):
        page.keyboard.down(key)  # the browser marks it as a repeat
    return lambda: page.keyboard.up(key)


@pytest.mark.django_db(transaction=True)
def test_a_held_key_answers_once(chromium: Browser, live_server: LiveServer) -> None:
    """While the answer is on its way no key counts, and on the next page a held one does not."""
    page = at_the_queue(chromium, live_server, 3)
    with page.expect_navigation():
        let_go = held(page, "n")
    assert "Pasangan 1 dari 2" in page.inner_text("main")
    held(page, "n")
    page.wait_for_timeout(300)
    let_go()
    assert states() == {"baru": 2, "beda": 1}
    press(page, "y")
    page.keyboard.down("y")
    page.keyboard.up("y")
    page.wait_for_url("**/duplikat/?setelah=*")
    assert states() == {"baru": 1, "beda": 1, "sama": 1}
    assert AuditEntry.objects.filter(deed="decide_pair").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_slow_line_says_that_it_works(chromium: Browser, live_server: LiveServer) -> None:
    """The answer is sent once, a word tells that it is under way, focus stays with the work."""
    page = at_the_queue(chromium, live_server, 3)
    expect(page.locator("h1")).to_be_focused()
    # A line so slow that the answer never leaves: the page stays, and counts what it would send.
    page.evaluate(
        "window.sent = 0;"
        "document.addEventListener('submit', e => { window.sent += 1; e.preventDefault(); }, true)"
    )
    for key in ("n", "n", "n", "j", "t"):
        page.keyboard.press(key)
    expect(page.locator("#kabar")).to_contain_text("Sebentar")
    assert page.evaluate("window.sent") == 1
    assert states() == {"baru": 3}
    page.reload()
    press(page, "n")
    expect(page.locator("h1")).to_be_focused()
    assert states() == {"baru": 2, "beda": 1}
