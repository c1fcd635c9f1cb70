"""A mentor's visit on a phone without JavaScript, and coaching, impact and boards under axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from lampit.coaching.models import Visit
from lampit.people.models import User
from lampit.proof.actions import refresh_figures
from tests.browser.pressing import press
from tests.factories import assigned, business, member, sale

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def opened(chromium: Browser, server: LiveServer, person: User, width: int, *, js: bool) -> Page:
    """Open a signed-in page of a width."""
    client = Client()
    client.force_login(person)
    context = chromium.new_context(
        reduced_motion="reduce", viewport={"width": width, "height": 844}, java_script_enabled=js
    )
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    return context.new_page()


def test_a_visit_on_a_phone(live_server: LiveServer, chromium: Browser) -> None:
    """From the list of needs to the story of the business and back, the step ticked off."""
    mentor, shop = member("mentor", "63.08"), business("63.08", name="Tikar Ibu Masni")
    assigned(mentor, shop)
    page = opened(chromium, live_server, mentor, 390, js=False)
    page.goto(f"{live_server.url}/balai/pembinaan/")
    press(page, "text=Tikar Ibu Masni >> nth=0")
    press(page, "main a.btn.main")
    page.check('input[name="result"][value="selesai"]')
    page.fill('input[name="next_step"]', "Foto 3 tikar di dekat jendela")
    press(page, "main form button.main")
    assert page.locator('[role="alert"]').first.inner_text() != ""
    assert page.input_value('input[name="next_step"]') == "Foto 3 tikar di dekat jendela"
    page.fill('input[name="due_on"]', timezone.localdate().isoformat())
    press(page, "main form button.main")
    assert page.locator("h1").inner_text() == "Tikar Ibu Masni"
    press(page, "main ol form button")
    assert "selesai" in page.locator("main ol").inner_text()
    visit = Visit.objects.get()
    assert (visit.business_id, visit.done_on) == (shop.pk, timezone.localdate())


@pytest.mark.parametrize("width", [390, 1366])
def test_pages_have_no_serious_faults(
    live_server: LiveServer, chromium: Browser, width: int
) -> None:
    """Axe finds nothing and nothing runs over the edge, on an office's and a province's pages."""
    for _ in range(4):
        sale(business("63.08"), timezone.localdate(), 40_000)
    refresh_figures("", timezone.localdate(), now=timezone.now())
    pages = {
        "staff": ("/balai/", "/balai/pembinaan/penugasan/", "/balai/dampak/"),
        "province": ("/nasional/", "/nasional/63.08/"),
    }
    for role, addresses in pages.items():
        person = member(role, "63.08" if role == "staff" else "63")
        page = opened(chromium, live_server, person, width, js=True)
        for address in addresses:
            page.goto(live_server.url + address)
            found = Axe().run(page).response["violations"]
            assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
