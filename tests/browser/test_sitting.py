"""Three hundred pairs in one sitting, with the keyboard alone: J, K, Y, N, T, U."""

from collections import Counter
from collections.abc import Callable
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect
from pytest_django.live_server_helper import LiveServer

from lampit.people.models import AuditEntry, User
from lampit.registry.models import Pair
from tests.browser.sitting import LOOKED_AT, pass_time, press, queued, sit
from tests.browser.test_registry import office, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAIRS = 300
QUEUE = "/balai/duplikat/"


def at_the_queue(
    chromium: Browser, server: LiveServer, count: int, *, own_clock: bool = False
) -> Page:
    """Return the page of the likeliest of so many pairs; its clock may be put forward."""
    staff = office()
    queued(count)
    page = visit(chromium, server, staff, 1366, script=True)
    if own_clock:
        page.clock.install()
    page.goto(f"{server.url}{QUEUE}")
    return page


def states() -> Counter[str]:
    """Return how many pairs are answered how."""
    return Counter(Pair.objects.values_list("state", flat=True))


@pytest.mark.django_db(transaction=True)
def test_three_hundred_pairs_with_the_keyboard(chromium: Browser, live_server: LiveServer) -> None:
    """Each answer stands in the database and brings the next pair; the page is loaded once."""
    page = at_the_queue(chromium, live_server, PAIRS, own_clock=True)
    press(page, "j")
    assert f"Pasangan 2 dari {PAIRS}" in page.inner_text("main")
    press(page, "k")
    assert f"Pasangan 1 dari {PAIRS}" in page.inner_text("main")
    asked: Counter[str] = Counter()

    def count(request: Request) -> None:
        asked[request.resource_type] += not request.url.endswith("/jumlah/")

    page.on("request", count)
    sat = sit(page, PAIRS, look=pass_time)
    assert "Tidak ada pasangan yang menunggu" in page.inner_text("main")
    assert states() == {"sama": sat.same, "beda": sat.different, "ragu": sat.unsure}
    assert sum(states().values()) == PAIRS
    told = AuditEntry.objects.filter(deed="decide_pair")
    assert told.count() == PAIRS + 2 * sat.undone  # nothing is noted twice
    # The frame stays: an answer brings the next pair with it, a merge is one page more, an answer
    # taken back leads to its pair. The number in the navigation is asked when the hand rests.
    assert asked["document"] == 0
    assert asked["xhr"] <= PAIRS + sat.same + 3 * sat.undone


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
    let_go = held(page, "n")
    expect(page.locator("main")).to_contain_text("Pasangan 1 dari 2")
    held(page, "n")
    page.wait_for_timeout(LOOKED_AT)
    held(page, "n")
    page.wait_for_timeout(LOOKED_AT)
    let_go()
    assert states() == {"baru": 2, "beda": 1}
    press(page, "y")
    page.wait_for_timeout(LOOKED_AT)
    page.keyboard.down("y")
    page.keyboard.up("y")
    page.wait_for_url("**/duplikat/?setelah=*")
    expect(page.locator("main")).to_contain_text("Pasangan 1 dari 1")
    assert states() == {"baru": 1, "beda": 1, "sama": 1}
    assert AuditEntry.objects.filter(deed="decide_pair").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_press_answers_once(chromium: Browser, live_server: LiveServer) -> None:
    """A second beat before anybody can have seen the next pair is none; with the mouse, too."""
    page = at_the_queue(chromium, live_server, 3)
    # The second beat comes in the moment in which the next pair is there.
    page.evaluate(
        "addEventListener('htmx:load', e => e.detail.elt.matches('main')"
        " && document.querySelector('[data-key=n]')?.click())"
    )
    page.keyboard.press("n")
    expect(page.locator("main")).to_contain_text("Pasangan 1 dari 2")
    page.wait_for_timeout(LOOKED_AT)
    assert states() == {"baru": 2, "beda": 1}
    page.click("[data-key=n]")
    expect(page.locator("main")).to_contain_text("Pasangan 1 dari 1")
    page.wait_for_timeout(LOOKED_AT)
    assert states() == {"baru": 1, "beda": 2}


@pytest.mark.django_db(transaction=True)
def test_a_slow_line_says_that_it_works(chromium: Browser, live_server: LiveServer) -> None:
    """The answer is sent once, a word tells that it is under way, focus stays with the work."""
    page = at_the_queue(chromium, live_server, 3)
    expect(page.locator("h1")).to_be_focused()
    sent: list[Route] = []

    def keep(route: Route) -> None:
        sent.append(route)  # a line so slow that nothing comes back yet

    page.route("**/jawab/", keep)
    for key in ("n", "n", "n", "j", "t"):
        page.keyboard.press(key)
    expect(page.locator("#kabar")).to_contain_text("Sebentar")
    assert len(sent) == 1
    assert states() == {"baru": 3}
    sent[0].continue_()
    expect(page.locator("main")).to_contain_text("Pasangan 1 dari 2")
    expect(page.locator("#kabar")).to_be_empty()
    expect(page.locator("h1")).to_be_focused()
    assert states() == {"baru": 2, "beda": 1}


@pytest.mark.django_db(transaction=True)
def test_a_failing_line_loses_nothing(chromium: Browser, live_server: LiveServer) -> None:
    """The pair stays with what was typed, a sentence says what to do, and pressing again does."""
    page = at_the_queue(chromium, live_server, 2)
    page.click("summary:has-text('Tulis alasan')")
    page.fill("#alasan", "Beda desa, saya kenal keduanya")
    page.route("**/jawab/", lambda route: route.abort())
    page.click("[data-key=n]")
    expect(page.locator("#kabar")).to_contain_text("periksa sambungan, lalu tekan lagi")
    assert page.input_value("#alasan") == "Beda desa, saya kenal keduanya"
    page.unroute("**/jawab/")
    page.route("**/jawab/", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    page.wait_for_timeout(LOOKED_AT)
    page.click("[data-key=n]")
    expect(page.locator("#kabar")).to_contain_text("periksa sambungan, lalu tekan lagi")
    page.unroute("**/jawab/")
    page.wait_for_timeout(LOOKED_AT)
    page.click("[data-key=n]")
    expect(page.locator("main")).to_contain_text("Pasangan 1 dari 1")
    expect(page.locator("#kabar")).to_be_empty()
    done = Pair.objects.get(state="beda")
    assert done.reason == "Beda desa, saya kenal keduanya"


@pytest.mark.django_db(transaction=True)
def test_who_is_signed_out_is_asked_and_the_answer_stands(
    chromium: Browser, live_server: LiveServer
) -> None:
    """Refused as a whole the answer goes the way it goes without script: to the sign-in page."""
    page = at_the_queue(chromium, live_server, 2)
    person = User.objects.get()
    person.set_password(word := token_hex(8))
    person.save()  # ends the sessions of before
    page.click("[data-key=n]")
    page.wait_for_url("**/masuk/**")
    assert states() == {"baru": 2}
    page.fill("[name=name]", person.username)
    page.fill("[name=password]", word)
    page.click("main button[type=submit]")  # signs in, and shows what waits to be sent again
    page.wait_for_selector("[name=answer]", state="attached")
    page.click("main button[type=submit]")
    expect(page.locator("main")).to_contain_text("Pasangan 1 dari 1")
    assert states() == {"baru": 1, "beda": 1}


@pytest.mark.django_db(transaction=True)
def test_the_frame_knows_where_it_is(chromium: Browser, live_server: LiveServer) -> None:
    """Address, title, name of the page and Back go along; what is said is in a region that stays.

    And nothing that was shown is kept in the browser.
    """
    page = at_the_queue(chromium, live_server, 3)
    said = page.locator("p.vh[role=status]")
    press(page, "n")
    first = page.url
    assert "/balai/duplikat/?setelah=" in first
    expect(said).to_have_text("Jawaban tersimpan.")
    press(page, "y")
    assert page.url.endswith("/gabung/")
    assert page.title().startswith("Gabungkan")
    assert page.get_attribute("body", "data-page") == "registry.merge_pair"
    expect(said).to_be_empty()
    page.go_back()
    expect(page.locator("h1")).to_have_text("Usaha yang sama?")
    assert (page.url, page.title()) == (first, "Duplikat – Lampit")
    assert page.get_attribute("body", "data-page") == "registry.duplicates"
    page.reload()
    expect(page.locator("main")).to_contain_text("Pasangan 1 dari 2")
    assert (
        page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])").count("Siti") == 0
    )


@pytest.mark.django_db(transaction=True)
def test_a_pair_answered_elsewhere_is_told(chromium: Browser, live_server: LiveServer) -> None:
    """The refusal is read out and has the focus; the address stays one that can be opened."""
    page = at_the_queue(chromium, live_server, 2)
    page.wait_for_timeout(LOOKED_AT)
    Pair.objects.filter(pk=Pair.objects.order_by("-probability")[0].pk).update(state="ragu")
    here = page.url
    page.keyboard.press("n")
    expect(page.locator("[role=alert]")).to_be_focused()
    assert page.url == here
    assert states() == {"baru": 1, "ragu": 1}


@pytest.mark.django_db(transaction=True)
def test_without_script_forms_and_links_lead_on(chromium: Browser, live_server: LiveServer) -> None:
    """The same pages, whole, with a frame around each."""
    staff = office()
    queued(3)
    page = visit(chromium, live_server, staff, 390, script=False)
    page.goto(f"{live_server.url}{QUEUE}")
    page.click("text=Bukan yang sama")
    assert "Pasangan 1 dari 2" in page.inner_text("main")
    assert "/balai/duplikat/?setelah=" in page.url
    page.click("text=Berikutnya")
    assert page.locator("nav.side").count() == 1
    page.click("text=Sama, gabungkan")
    page.click("main button:has-text('Gabungkan')")
    assert states() == {"baru": 1, "beda": 1, "sama": 1}
