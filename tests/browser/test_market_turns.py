"""Walks beside the main road: near me, two makers under one mat, a first shop, text twice as large.

Those that need goods all over a kabupaten walk the demo; the others make what they need.
"""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.utils import timezone
from playwright.sync_api import Browser, Geolocation, Page
from pytest_django.live_server_helper import LiveServer

from lampit.shops.actions import groups
from lampit.shops.models import Group, Maker
from tests.browser.pressing import press
from tests.browser.test_buying import visit
from tests.browser.test_market_pages import kinds
from tests.factories import NOON, business, member, owner, product
from tests.orders.things import account_of, order, shop

FRESH = pytest.mark.xdist_group("browser")
DEMO = pytest.mark.xdist_group("demo")
pytestmark = [pytest.mark.browser]
AMUNTAI = Geolocation(latitude=-2.417234, longitude=115.246871)


@DEMO
def test_near_me_asks_the_phone_once_and_keeps_no_more_than_a_kilometre(
    demo_site: str, demo_browser: Browser
) -> None:
    """Two digits of the position go into the address; goods stand in steps of kilometres."""
    context = demo_browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce",
        geolocation=AMUNTAI, permissions=["geolocation"],
    )  # fmt: skip
    page = context.new_page()
    page.goto(demo_site)
    page.get_by_role("button", name="Pakai lokasi HP").click()
    page.wait_for_url(re.compile(r"urut=dekat"))
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["posisi"] == ["-2.42,115.25"]
    told = page.inner_text("#temuan")
    assert re.search(r"Di halaman ini, dari .+:\s*.*\d+ km", told, re.DOTALL), told
    assert page.locator("ul.shelf li").count() > 0
    assert page.evaluate("localStorage.length") == 0
    assert not [one for one in context.cookies() if "2.42" in str(one)]


@DEMO
def test_a_phone_that_may_not_tell_offers_the_list(demo_site: str, demo_browser: Browser) -> None:
    """Refused by the browser, the choice of a kecamatan is in hand; without script it leads on."""
    context = demo_browser.new_context(reduced_motion="reduce", java_script_enabled=False)
    page = context.new_page()
    page.goto(demo_site)
    assert not page.get_by_role("button", name="Pakai lokasi HP").is_visible()
    page.select_option("#kec", index=1)
    press(page, page.get_by_role("button", name="Cari di sini"))
    assert page.locator("ul.shelf li").count() > 0


@FRESH
def test_two_makers_under_one_mat_see_what_is_theirs(
    live_server: LiveServer, chromium: Browser
) -> None:
    """Founded, asked, joined by pressing; a buyer sees both; an order of one is hidden from two."""
    one, two = shop(), shop()
    mat = product(one, name="Tikar Aminah")
    bag = product(two, name="Tas Baidah")
    first = visit(chromium, live_server, account_of(one), width=360)
    first.goto(f"{live_server.url}/saya/kelompok/")
    first.fill("[name=name]", "KUB Rawa Indah")
    press(first, first.get_by_role("button", name="Buat kelompok"))
    group = Group.objects.get()
    first.goto(f"{live_server.url}/saya/kelompok/{group.slug}/")
    first.fill("[name=q]", two.name)
    press(first, first.locator("form[role=search] button[type=submit]").last)
    press(first, first.get_by_role("button", name=f"Ajak {two.name}"))
    second = visit(chromium, live_server, account_of(two), width=360)
    second.goto(f"{live_server.url}/saya/kelompok/")
    press(second, second.get_by_role("button", name=re.compile("^Setuju")))
    buyer = visit(chromium, live_server, script=False)
    buyer.goto(f"{live_server.url}/kelompok/{group.slug}/")
    shelf = buyer.inner_text("main")
    assert mat.name in shelf
    assert bag.name in shelf
    order({mat.variants.get(): 1}, way="COD", now=timezone.now())
    first.goto(f"{live_server.url}/saya/pesanan/")
    assert first.locator("a.rowlink").count() == 1
    second.goto(f"{live_server.url}/saya/pesanan/")
    assert second.locator("a.rowlink").count() == 0
    second.goto(f"{live_server.url}/saya/barang/")
    goods = second.inner_text("main")
    assert bag.name in goods
    assert mat.name not in goods
    answer = second.goto(f"{live_server.url}/saya/barang/{mat.slug}/")
    assert answer is not None
    assert answer.status == 404
    groups.leave(account_of(two), group.members.get(maker=two), NOON)
    gone = buyer.goto(f"{live_server.url}/kelompok/{group.slug}/")
    assert gone is not None
    assert gone.status in {404, 410}


@FRESH
def test_a_first_shop_is_opened_agreed_to_and_seen(
    live_server: LiveServer, chromium: Browser
) -> None:
    """From an empty start page to a page that buyers open; before her yes nobody does."""
    siti = member("maker", "63.08")
    business("63.08", name="Tikar Siti", owner=owner("63.08", account=siti))
    page = visit(chromium, live_server, siti, width=360)
    page.goto(f"{live_server.url}/saya/")
    press(page, page.get_by_role("link", name="Buka lapak baru"))
    assert page.input_value("[name=name]") == "Tikar Siti"
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    press(page, page.get_by_role("button", name="Buka lapak"))
    address = f"{live_server.url}/lapak/{Maker.objects.get().slug}/"
    buyer = visit(chromium, live_server, script=False)
    assert buyer.goto(address).status == 404  # type: ignore[union-attr]
    press(page, page.get_by_role("link", name="Buka halaman Izin"))
    press(page, page.locator("[data-consent=pasar] button[value=ya]"))
    assert buyer.goto(address).status == 200  # type: ignore[union-attr]


CUT = """() => {
  const cut = [...document.querySelectorAll('main *')].filter((one) => {
    const style = getComputedStyle(one);
    if (['visible', 'auto', 'scroll'].includes(style.overflowX)) return false;
    if (one.closest('.vh, picture, svg, canvas, .scroll') || !one.textContent.trim()) return false;
    return one.scrollWidth > one.clientWidth + 2 && one.clientWidth > 1;
  }).map((one) => one.className || one.tagName);
  const wide = document.documentElement.scrollWidth - innerWidth;
  return [...cut, ...(wide > 0 ? [`page ${wide} px too wide`] : [])];
}"""


def at(page: Page, site: str, path: str, *, twice: bool) -> list[str]:
    """Return what is cut off or runs out of a page, with its text twice as large when asked."""
    page.goto(site + path)
    if twice:
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        page.wait_for_timeout(100)
    found: list[str] = page.evaluate(CUT)
    return [f"{path}: {one}" for one in found]


@DEMO
@pytest.mark.parametrize(
    ("width", "twice"),
    [(683, False), (320, False), (390, True)],
    ids=["zoom 200 % of 1366 px", "zoom 400 % of 1280 px", "text 200 % on a phone"],
)
def test_enlarged_pages_lose_nothing(
    demo_site: str, demo_browser: Browser, width: int, twice: bool
) -> None:
    """WCAG 1.4.4 and 1.4.10: twice as large all is there, and nothing is scrolled sideways."""
    context = demo_browser.new_context(
        viewport={"width": width, "height": 400}, reduced_motion="reduce"
    )
    page = context.new_page()
    wrong: list[str] = []
    for path in kinds(page, demo_site).values():
        wrong += at(page, demo_site, path, twice=twice)
    page.goto(f"{demo_site}/masuk/")
    page.fill("[name=name]", "perajin")
    page.fill("[name=password]", "lampit-demo")
    press(page, "main form button[type=submit]")
    for path in (
        "/saya/",
        "/saya/barang/",
        "/saya/barang/baru/",
        "/saya/pesanan/",
        "/saya/jadwal/",
    ):
        wrong += at(page, demo_site, path, twice=twice)
    assert wrong == []
