"""Every kind of market page in Chromium: axe, widths, what the first view weighs and asks for."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.market.markup import flaws

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
MOST_BYTES, MOST_WITHOUT_PHOTOS, MOST_REQUESTS = 150_000, 60_000, 12
PHONE = {"width": 390, "height": 844}


@dataclass
class Fetched:
    """What a browser with nothing kept fetches for the first view of a page, in bytes."""

    types: dict[str, str] = field(default_factory=dict)
    photos: int = 0
    others: int = 0
    requests: int = 0
    hosts: set[str] = field(default_factory=set)

    def answered(self, told: dict[str, Any]) -> None:
        """Note what an answer is."""
        self.types[told["requestId"]] = told["response"].get("mimeType", "")
        address = urlsplit(told["response"]["url"])
        if address.scheme != "data":  # a picture that stands in the page itself
            self.hosts.add(address.netloc)

    def finished(self, told: dict[str, Any]) -> None:
        """Count an answer that has come whole, headers included."""
        kind = self.types.get(told["requestId"], "")
        size = int(told["encodedDataLength"])
        if kind.startswith("image/") and "svg" not in kind:
            self.photos += size
        else:
            self.others += size
        self.requests += 1


def first_view(browser: Browser, address: str) -> Fetched:
    """Open an address on a phone that has nothing, and return what travelled."""
    visit = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True)  # type: ignore[arg-type]
    page = visit.new_page()
    fetched, line = Fetched(), visit.new_cdp_session(page)
    line.send("Network.enable")
    line.on("Network.responseReceived", fetched.answered)
    line.on("Network.loadingFinished", fetched.finished)
    page.goto(address, wait_until="networkidle")
    visit.close()
    return fetched


def kinds(page: Page, site: str) -> dict[str, str]:
    """Return an address of each kind of page, as links of the market lead to them."""
    page.goto(site)
    product = page.locator("ul.shelf h3 a").first.get_attribute("href") or ""
    category = page.locator('a[href^="/kategori/"]').first.get_attribute("href") or ""
    page.goto(site + product)
    maker = page.locator('main a[href^="/lapak/"]').first.get_attribute("href") or ""
    page.goto(f"{site}/cerita/")
    story = page.locator('main a[href^="/cerita/"]').first.get_attribute("href") or "/cerita/"
    return {
        "home": "/", "category": category, "product": product, "maker": maker, "story": story,
        "stories": "/cerita/", "search": "/cari/?q=tikar", "nothing": "/cari/?q=zzzzzz",
        "about": "/tentang/", "data": "/data/", "english": f"{product}?bahasa=en",
        "basket": "/keranjang/", "sign_in": "/masuk/",
    }  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1366])
def test_every_kind_of_page_is_accessible_and_whole(
    demo_site: str, demo_browser: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    """Axe finds nothing, nothing runs out of the page, the browser mends nothing."""
    visit = demo_browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = visit.new_page()
    wrong: dict[str, Any] = {}
    for name, path in kinds(page, demo_site).items():
        page.goto(demo_site + path)
        found = Axe().run(page).response["violations"]
        seen = [(rule["id"], rule["nodes"][0]["html"]) for rule in found]
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            seen.append(("sideways", path))
        if width == 390 and scheme == "light":
            seen += [("html", flaw) for flaw in flaws(page.request.get(demo_site + path).text())]
        if seen:
            wrong[name] = seen
    visit.close()
    assert wrong == {}


def test_the_first_view_is_light_and_all_ours(demo_site: str, demo_browser: Browser) -> None:
    """A good with its photo within 150 KB, any page within 60 KB without photos, few requests."""
    page = demo_browser.new_page()
    found = kinds(page, demo_site)
    page.close()
    for name, path in found.items():
        fetched = first_view(demo_browser, demo_site + path)
        assert fetched.hosts == {demo_site.removeprefix("http://")}, name
        assert fetched.others <= MOST_WITHOUT_PHOTOS, (name, fetched)
        if name in {"product", "english"}:
            assert fetched.photos > 0
            assert fetched.photos + fetched.others <= MOST_BYTES, (name, fetched)
            assert fetched.requests <= MOST_REQUESTS, (name, fetched)


def test_the_english_page_needs_no_cookie(demo_site: str, demo_browser: Browser) -> None:
    """From an English address on every link stays English; the switch brings Indonesian back."""
    page = demo_browser.new_page()
    page.goto(f"{demo_site}/?bahasa=en")
    assert page.get_attribute("html", "lang") == "en"
    page.locator("ul.shelf h3 a").first.click()
    page.wait_for_url(re.compile(r"/produk/"))
    assert page.get_attribute("html", "lang") == "en"
    assert [c["name"] for c in page.context.cookies() if c["name"] == "bahasa"] == []
    page.click('form[action="/bahasa/"] button[value=id]')
    page.wait_for_url(re.compile(r"/produk/[^?]+$"))
    assert page.get_attribute("html", "lang") == "id"
    page.close()
