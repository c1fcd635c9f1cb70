"""From nobody's order to her review and its answer; from a report to a decision undone.

Each person sits before a browser of her own; nobody types an address that no page leads to.
"""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.core.cache import cache
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from lampit.people.models import User
from lampit.trust.rules.reports import FASTEST_SECONDS
from tests.browser.pressing import press
from tests.browser.test_buying import visit
from tests.factories import member
from tests.orders.things import account_of, goods

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def whole(page: Page) -> None:
    """Say that axe finds nothing on a page and nothing runs out of it."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def choose(page: Page, name: str, value: str) -> None:
    """Answer a question by its button, as a thumb does: on its words."""
    page.locator(f"label:has([name={name}][value='{value}'])").click()


def test_bought_by_nobody_received_reviewed_and_answered(
    live_server: LiveServer, chromium: Browser
) -> None:
    """No account: the order's own page leads to the review once the maker says it was received."""
    bag = goods(stock=3)
    shelf = f"{live_server.url}/produk/{bag.product.slug}/"
    buyer = visit(chromium, live_server)
    buyer.goto(shelf)
    press(buyer, "button[name=langsung]")
    buyer.fill("[name=nama]", "Dewi Lestari")
    buyer.fill("[name=hp]", "0812-0000-7731")
    press(buyer, "main aside button.main")
    press(buyer, "button:has-text('Saya sudah bayar')")
    order = buyer.url
    assert buyer.get_by_role("link", name="Tulis ulasan").count() == 0

    maker = visit(chromium, live_server, account_of(bag.product.maker), width=360)
    maker.goto(f"{live_server.url}/saya/")
    press(maker, "a[href$='/saya/pesanan/']")
    press(maker, "a.rowlink >> nth=0")
    press(maker, "button[value=sudah]")
    press(maker, "button[value=SIAP_DIAMBIL]")
    press(maker, "button[value=SELESAI]")

    buyer.goto(order)
    press(buyer, buyer.get_by_role("link", name="Tulis ulasan"))
    press(buyer, buyer.get_by_role("link", name="Tulis ulasan"))
    press(buyer, buyer.get_by_role("button", name="Kirim ulasan"))
    assert buyer.get_by_role("alert").count() >= 1, "nothing was answered yet"
    whole(buyer)
    for question in ("as_pictured", "tidy", "arrived_well"):
        choose(buyer, question, "5")
    buyer.fill("textarea[name=text]", "Anyamannya rapat, sampai cepat.")
    press(buyer, buyer.get_by_role("button", name="Kirim ulasan"))
    assert "Anyamannya rapat" in buyer.inner_text("main")
    whole(buyer)

    maker.goto(f"{live_server.url}/saya/")
    press(maker, maker.get_by_role("link", name="1 ulasan belum dijawab"))
    press(maker, "main a[href^='/saya/ulasan/']")
    maker.fill("textarea[name=answer]", "Terima kasih, senang dipakai.")
    whole(maker)
    press(maker, maker.get_by_role("button", name="Simpan jawaban"))

    reader = visit(chromium, live_server, script=False)
    reader.goto(shelf)
    told = reader.inner_text("main")
    assert "Anyamannya rapat" in told
    assert "Terima kasih, senang dipakai." in told


def signed(chromium: Browser, server: LiveServer, person: User, page: str) -> Page:
    """Open a page of the office as a person of it."""
    found = visit(chromium, server, person, width=1366)
    found.goto(server.url + page)
    return found


def test_reported_taken_down_appealed_and_brought_back(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """The first decision stands until another person of the office has read the appeal."""
    cache.clear()
    good = goods(stock=2).product
    staff, head = member("staff", "63.08"), member("head", "63.08")
    shelf = f"{live_server.url}/produk/{good.slug}/"
    anybody = visit(chromium, live_server, script=False)
    anybody.goto(shelf)
    press(anybody, "a[href^='/lapor/barang/']")
    choose(anybody, "reason", "palsu")
    anybody.fill("[name=text]", "Motif ini milik sanggar kami.")
    anybody.wait_for_timeout(FASTEST_SECONDS * 1000 + 500)
    press(anybody, anybody.get_by_role("button", name="Kirim laporan"))
    assert "Dijawab paling lambat" in anybody.inner_text("main")
    answer = anybody.url

    office = signed(chromium, live_server, staff, "/balai/laporan/")
    press(office, office.get_by_role("link", name=good.name))
    whole(office)
    choose(office, "decision", "turun")
    office.fill("[name=words]", "Bukti kepemilikan motif belum ada.")
    press(office, office.get_by_role("button", name="Simpan putusan"))
    assert anybody.goto(shelf).status in {404, 410}  # type: ignore[union-attr]
    anybody.goto(answer)
    assert "diturunkan dari pasar" in anybody.inner_text("main")

    maker = visit(chromium, live_server, account_of(good.maker), width=360)
    maker.goto(f"{live_server.url}/saya/")
    press(maker, maker.get_by_role("link", name="1 keputusan dinas perlu dibaca"))
    press(maker, "main a[href^='/saya/teguran/']")
    maker.fill("[name=text]", "Motif ini turun-temurun di desa kami.")
    press(maker, maker.get_by_role("button", name="Ajukan keberatan"))
    whole(maker)

    office.goto(f"{live_server.url}/balai/laporan/?isi=keberatan")
    press(office, office.get_by_role("link", name=good.name))
    assert office.get_by_role("button", name="Jawab keberatan").count() == 0
    second = signed(chromium, live_server, head, "/balai/laporan/?isi=keberatan")
    press(second, second.get_by_role("link", name=good.name))
    whole(second)
    choose(second, "granted", "ya")
    second.fill("form[action*='/keberatan/'] [name=words]", "Benar, motif umum desa itu.")
    press(second, second.get_by_role("button", name="Jawab keberatan"))
    assert anybody.goto(shelf).status == 200  # type: ignore[union-attr]
    maker.reload()
    assert "Benar, motif umum desa itu." in maker.inner_text("main")
