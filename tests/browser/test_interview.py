"""A whole interview on a phone without JavaScript, and the survey pages under axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from lampit.measure.models import Score
from lampit.measure.rules import answers as flow
from lampit.people.models import User
from tests.browser.pressing import press
from tests.factories import member
from tests.measure.fieldwork import first_member, open_field, register, staff
from tests.measure.questionnaires import answers, instrument
from tests.measure.test_queries import answered

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def visit(chromium: Browser, server: LiveServer, session: str, width: int, *, script: bool) -> Page:
    """Open a signed-in page of a width."""
    context = chromium.new_context(
        reduced_motion="reduce",
        viewport={"width": width, "height": 844},
        java_script_enabled=script,
    )
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    return context.new_page()


def session_of(person: User) -> str:
    """Sign a person in and return the session."""
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def fill(page: Page, code: str) -> None:
    """Answer one page of the questionnaire as the enumerator taps it."""
    for question in flow.page_of(instrument(), code).questions:
        answer = answers().get(question)
        if answer is None:
            continue
        if isinstance(answer, int):
            page.fill(f"#{question}-angka", str(answer))
            continue
        for option in [answer] if isinstance(answer, str) else answer:
            page.check(f'input[name="{question}"][value="{option}"]')


def test_an_interview_on_a_phone(live_server: LiveServer, chromium: Browser) -> None:
    """From the sample list to “terima kasih” by taps alone; the draft survives closing it."""
    found, codes = open_field(), flow.page_codes(instrument())
    session = session_of(member("enumerator", "63.08"))
    page = visit(chromium, live_server, session, 390, script=False)
    page.goto(f"{live_server.url}/balai/survei/{found.pk}/contoh/")
    press(page, "a.rowlink >> nth=0")
    press(page, "main form button.main")
    page.check('input[name="agrees"][value="ya"]')
    press(page, "main button.main")
    for code in codes[:4]:
        fill(page, code)
        press(page, "main button.main")
    address = page.url.rsplit("/", 2)[0] + "/"
    page.context.close()
    page = visit(chromium, live_server, session, 390, script=False)
    page.goto(address)
    assert page.url.endswith(f"/{codes[4]}/")
    for code in codes[4:]:
        fill(page, code)
        press(page, "main button.main")
    press(page, "main form button.main")
    assert "Terima kasih" in page.inner_text("h1")
    assert Score.objects.get().index is not None
    page.context.close()


@pytest.mark.parametrize("width", [390, 1366])
def test_survey_pages_are_accessible(
    live_server: LiveServer, chromium: Browser, width: int
) -> None:
    """Axe finds nothing on any page of the room, and nothing scrolls sideways."""
    found = answered()
    drawn = first_member(found)
    other = open_field(name="2026-2")
    waiting = first_member(other)
    shop = register(1, districts=1)[0]
    page = visit(chromium, live_server, session_of(staff()), width, script=True)
    home = f"{live_server.url}/balai/survei"
    page.goto(f"{home}/contoh/{waiting.pk}/")
    press(page, "main form button.main")
    consent = page.url
    page.check('input[name="agrees"][value="ya"]')
    press(page, "main button.main")
    first = page.url
    review = consent.replace("/setuju/", "/kirim/")
    for path in (
        f"{home}/",
        f"{home}/baru/",
        f"{home}/tanya/?q=usaha",
        f"{home}/berikutnya/",
        f"{home}/berikutnya/?siapa=lainnya",
        f"{home}/nilai/{drawn.business.public_id}/",
        f"{home}/nilai/{shop.public_id}/",
        f"{home}/{found.pk}/",
        f"{home}/{found.pk}/contoh/",
        f"{home}/{found.pk}/hasil/",
        consent,
        first,
        review,
    ):
        page.goto(path)
        check(page)
    page.goto(first)
    press(page, "main button.main")
    assert page.locator("[role=alert]").count() > 0
    check(page)
    page.context.close()


def check(page: Page) -> None:
    """Hold axe's findings and the sideways scroll of a page at nothing."""
    wrong = Axe().run(page).response["violations"]
    assert [(r["id"], r["nodes"][0]["html"]) for r in wrong] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
