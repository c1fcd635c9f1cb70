"""A copy of the market is read from a stick and from a plain web server, and orders by WhatsApp."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, Route, ViewportSize

from tests.browser.conftest import environment_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
OFFICE = "0812-0000-0100"
PHONE = ViewportSize(width=390, height=844)


@pytest.fixture(scope="module")
def copy(demo_site: str, demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a copy of the demo's market."""
    root = tmp_path_factory.mktemp("copy") / "pasar"
    port = urlsplit(demo_site).port or 0
    words = [sys.executable, "-m", "lampit", "publish", str(root), "--office-number", OFFICE]
    subprocess.run(words, env=environment_of(demo_home, port), check=True, capture_output=True)
    return root


@pytest.fixture(scope="module")
def plain_server(copy: Path) -> Iterator[str]:
    """Give the address of a server that knows nothing but files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(copy)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def watched(page: Page) -> list[str]:
    """Note what a page fails to load, and every address outside that it asks for."""
    wrong: list[str] = []
    page.on("requestfailed", lambda told: wrong.append(told.url))
    page.on("console", lambda told: wrong.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda told: wrong.append(str(told)))
    return wrong


def chat(page: Page) -> list[str]:
    """Stand in for WhatsApp and note who was written to."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<title>WhatsApp</title>", content_type="text/html")

    page.route("https://wa.me/**", answer)
    return asked


def buy(page: Page, start: str) -> None:
    """Search for a basket by another word, misspelled too; open it, see its photo, order it."""
    wrong, asked = watched(page), chat(page)
    page.goto(f"{start}/index.html")
    for typed in ("bakul", "kranjnag"):
        page.get_by_role("searchbox").fill(typed)
        page.get_by_role("searchbox").press("Enter")
        page.wait_for_selector("[data-cari][data-siap]")
        assert page.locator("ul.shelf li").count() >= 1, typed
    assert "cari/index.html?q=kranjnag" in page.url
    page.get_by_role("link", name="Bakul rotan serbaguna").click()
    photo = page.locator("main picture img").first
    photo.scroll_into_view_if_needed()
    page.wait_for_function("el => el.complete && el.naturalWidth > 100", arg=photo.element_handle())
    icons = page.locator("svg use").first.evaluate("el => el.getBBox().width")
    assert icons > 0, "icons are drawn without a sprite"
    page.get_by_role("link", name="Pesan lewat WhatsApp").click()
    page.wait_for_url("https://wa.me/**")
    text = parse_qs(urlsplit(asked[0]).query)["text"][0]
    assert "Bakul rotan serbaguna" in text
    assert "Rp" in text
    assert not wrong


def test_from_a_stick(demo_browser: Browser, copy: Path) -> None:
    """Opened as a file: search, page, photo, WhatsApp."""
    buy(demo_browser.new_page(viewport=PHONE), copy.as_uri())


def test_from_a_plain_web_server(demo_browser: Browser, plain_server: str) -> None:
    """The same from a server that only hands out files."""
    buy(demo_browser.new_page(viewport={"width": 1366, "height": 768}), plain_server)


def test_without_scripts_categories_lead_everywhere(demo_browser: Browser, copy: Path) -> None:
    """Nothing is out of reach for a browser that runs no scripts."""
    page = demo_browser.new_context(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(f"{copy.as_uri()}/index.html")
    page.get_by_role("searchbox").fill("bakul")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Anyaman rotan").first.click()
    page.get_by_role("link", name="Bakul rotan serbaguna").click()
    assert page.get_by_role("link", name="Pesan lewat WhatsApp").is_visible()


def test_filters_work_in_the_copy(demo_browser: Browser, copy: Path) -> None:
    """A shelf's filter becomes a search of the copy, with what was chosen kept in the form."""
    page = demo_browser.new_page(viewport=PHONE)
    page.goto(f"{copy.as_uri()}/kategori/anyaman-rotan/index.html")
    page.locator("summary", has_text="Saring").first.click()
    page.locator("main [name=sampai]").first.fill("100000")
    page.get_by_role("button", name="Saring").first.click()
    page.wait_for_selector("[data-cari][data-siap]")
    prices = page.locator("ul.shelf .price").evaluate_all("all => all.map(el => +el.dataset.value)")
    assert prices
    assert max(prices) <= 100_000
    assert "kategori=anyaman-rotan" in page.url


@pytest.mark.parametrize(
    "file", ["cari/index.html?q=bakul", "BACA-SAYA.html", "katalog/index.html"]
)
def test_own_pages_of_a_copy_are_for_everybody(
    demo_browser: Browser, copy: Path, file: str
) -> None:
    """No serious fault for who uses a screen reader, and nothing is wider than a small phone."""
    page = demo_browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{copy.as_uri()}/{file}")
    page.wait_for_timeout(300)
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
