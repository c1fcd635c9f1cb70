"""From the basket to “lunas”: a buyer without JavaScript, a maker on her phone, both under axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from lampit.orders import actions
from lampit.orders.models import Part, Sale
from lampit.people.models import User
from tests.browser.pressing import press
from tests.orders.things import account_of, goods, order

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def visit(
    chromium: Browser,
    server: LiveServer,
    person: User | None = None,
    *,
    width: int = 390,
    script: bool = True,
) -> Page:
    """Open a page of a width, signed in when a person is given."""
    context = chromium.new_context(
        reduced_motion="reduce",
        viewport={"width": width, "height": 844},
        java_script_enabled=script,
    )
    if person is not None:
        client = Client()
        client.force_login(person)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
    return context.new_page()


def test_a_buyer_orders_pays_and_is_told(live_server: LiveServer, chromium: Browser) -> None:
    """Without JavaScript up to “Saya sudah bayar”; confirmed, the open page tells by itself."""
    bag = goods(stock=3)
    buyer = visit(chromium, live_server, script=False)
    buyer.goto(f"{live_server.url}/produk/{bag.product.slug}/")
    press(buyer, "button[name=langsung]")
    buyer.fill("[name=nama]", "Dewi Lestari")
    buyer.fill("[name=hp]", "0812-0000-7731")
    press(buyer, "main aside button.main")
    assert buyer.locator("[data-state=MENUNGGU_BAYAR]").count() >= 1
    assert buyer.locator("svg[role=img]").count() == 1
    press(buyer, "button:has-text('Saya sudah bayar')")
    watching = visit(chromium, live_server)
    watching.goto(buyer.url)
    part = Part.objects.get()
    maker = visit(chromium, live_server, account_of(part.maker), script=False)
    maker.goto(f"{live_server.url}/saya/pesanan/")
    press(maker, "a.rowlink >> nth=0")
    press(maker, "button[value=sudah]")
    assert "Urungkan" in maker.inner_text("main")
    watching.wait_for_selector("#bagian [data-state=DIBAYAR]", timeout=9000)
    assert Sale.objects.get().goods == bag.product.price


@pytest.mark.parametrize("width", [390, 1366])
def test_order_pages_are_accessible(live_server: LiveServer, chromium: Browser, width: int) -> None:
    """Axe finds nothing on any page of the room, and nothing scrolls sideways."""
    bag = goods(stock=9)
    account = account_of(bag.product.maker)
    now = timezone.now()
    asked, courier = (order({bag: 1}, method=m, now=now) for m in ("AMBIL", "EKSPEDISI"))
    paid = order({bag: 2}, now=now).parts.get()
    actions.say_paid(asked.parts.get().pk, now=now)
    actions.confirm_payment(account, paid.pk, paid.total, now=now)
    page = visit(chromium, live_server, account, width=width)
    page.goto(f"{live_server.url}/produk/{bag.product.slug}/")
    press(page, "button[name=langsung]")
    for path in (
        "/keranjang/",
        "/pesan/",
        f"/pesan/{asked.public_id}/",
        f"/pesan/{courier.public_id}/",
        f"/pesan/{paid.order.public_id}/",
        "/pesan/saya/",
        "/saya/pesanan/",
        f"/saya/pesanan/{asked.number}-1/",
        f"/saya/pesanan/{courier.number}-1/",
        f"/saya/pesanan/{paid}/",
        "/saya/penjualan/",
        "/saya/penjualan/catat/",
        f"/saya/penjualan/catat/?barang={bag.product_id}",
    ):
        page.goto(f"{live_server.url}{path}")
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, path
