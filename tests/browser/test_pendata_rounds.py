"""Two rounds and two languages on one phone without a signal: told apart, kept, sent rightly."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from lampit.measure.models import Submission
from tests.browser.carrying import fill, phone, set_up, unlock
from tests.factories import member
from tests.measure.fieldwork import open_field
from tests.measure.questionnaires import answers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def carried(server: LiveServer, chromium: Browser, folder: Path) -> tuple[BrowserContext, Page]:
    """Return a phone with the list of an enumerator."""
    context = phone(chromium.browser_type, folder)
    return context, set_up(context, server.url, member("enumerator", "63.08"))


def test_two_rounds_are_told_apart_and_answers_go_to_the_right_one(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """Named on each line, one looked at alone with its counts, kept; each answer in its round."""
    first, second = open_field(), open_field(name="2026-2")
    context, page = carried(live_server, chromium, tmp_path)
    every = page.locator("a.item").count()
    assert every == page.evaluate("Pendata.state.members.length")
    assert "putaran 2026-2" in page.inner_text("main")
    page.click(f"button[data-round='{second.pk}']")
    page.wait_for_selector(f"button[data-round='{second.pk}'][aria-pressed=true]")
    assert 0 < page.locator("a.item").count() < every
    asked = {
        found.pk: page.evaluate(
            "round => Pendata.state.members.filter(one => one.round === round)[0].id", found.pk
        )
        for found in (first, second)
    }
    context.set_offline(True)
    for one in asked.values():
        assert fill(page, one, answers()) == "done"
    page.evaluate("location.hash = ''")
    counts = page.locator(f"button[data-round='{second.pk}']")
    counts.get_by_text("1 dari").wait_for()
    assert "2 dari" in page.inner_text("button[data-round='0']")
    page.reload()
    unlock(page)
    page.wait_for_selector(f"button[data-round='{second.pk}'][aria-pressed=true]")
    context.set_offline(False)
    page.wait_for_function("() => Pendata.state.waiting === 0")
    kept = dict(Submission.objects.values_list("member_id", "round_id"))
    assert kept == {one: round_id for round_id, one in asked.items()}
    context.close()


def test_the_language_changes_without_a_signal_and_stays(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """English screens and choices, Banjar beside the questions; chosen once, kept by the phone."""
    open_field()
    context, page = carried(live_server, chromium, tmp_path)
    context.set_offline(True)
    page.evaluate("location.hash = 'akun'")
    page.wait_for_selector("[name=bantu][value=bjn]")
    page.check("[name=bantu][value=bjn]")
    page.wait_for_selector("[name=bantu][value=bjn]:checked")
    page.check("[name=tutur][value=en]")
    page.wait_for_selector("html[lang=en] [name=tutur][value=en]:checked")
    page.goto(f"{live_server.url}/pendata/")
    page.wait_for_selector("html[lang=en] #pin")
    assert "PIN" in page.inner_text("h1")
    assert "masukkan" not in page.inner_text("main")
    unlock(page)
    page.wait_for_selector("text=My work")
    who = page.evaluate("Pendata.state.members[0].id")
    page.evaluate("who => { location.hash = 'hasil/' + who; }", who)
    page.wait_for_selector("[name=hasil]")
    assert "Refused" in page.inner_text("form")
    page.evaluate("who => { location.hash = 'usaha/' + who; }", who)
    page.click("#mulai")
    page.wait_for_selector("text=May we begin?")
    assert "Kawa kita mulai?" in page.inner_text(".beside")
    page.click("main form [type=submit]")
    page.wait_for_selector("text=Barapa umur")
    context.close()
