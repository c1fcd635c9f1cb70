"""A mentor finds a silent business and asks; its owner answers on a phone; the list shrinks."""

from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.utils import timezone
from playwright.sync_api import Browser, Request
from pytest_django.live_server_helper import LiveServer

from lampit.registry.actions import give_into_care
from lampit.registry.models import Business
from lampit.registry.rules import alive
from tests.browser.pressing import press
from tests.browser.test_coaching import opened
from tests.factories import business, member

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_silent_business_answers_on_a_phone_without_script(
    live_server: LiveServer, chromium: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One tap leads to WhatsApp with the link; one tap answers it; nobody is left on the list."""
    # The journey runs at any hour; the hours of rest have their own test.
    monkeypatch.setattr(alive, "check_asking", lambda *_told: None)
    mentor = member("mentor", "63.08")
    shop = business("63.08", name="Tikar Ibu Masni", phone="+6289000000001")
    give_into_care(mentor.pk, [shop.pk])
    page = opened(chromium, live_server, mentor, 390, js=True)
    sent: list[str] = []

    def noted(request: Request) -> None:
        if request.url.startswith("https://wa.me/"):
            sent.append(request.url)  # nobody answers there: tests reach loopback only

    page.context.on("request", noted)
    page.goto(f"{live_server.url}/balai/masih/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    serious = [v for v in Axe().run(page).response["violations"] if v["impact"] in SERIOUS]
    assert not serious, serious
    with page.context.expect_page() as opening:
        page.click("form[action$='/tanya/'] button")
    opening.value.wait_for_load_state()
    link = unquote(sent[0]).partition("nya: ")[2].split()[0]
    owner = chromium.new_context(
        viewport={"width": 390, "height": 700}, java_script_enabled=False, reduced_motion="reduce"
    ).new_page()
    owner.goto(live_server.url + urlsplit(link).path)
    assert owner.locator("h1").inner_text() == "Masih berjualan?"
    press(owner, "button[value='masih']")
    assert owner.locator("h1").inner_text() == "Terima kasih"
    page.goto(f"{live_server.url}/balai/masih/")
    assert "Tidak ada yang perlu ditanya" in page.locator("main").inner_text()
    shop = Business.objects.get(pk=shop.pk)
    assert (shop.confirmed_on, shop.confirmed_by) == (timezone.localdate(), "pemilik")


SERIOUS = {"serious", "critical"}
