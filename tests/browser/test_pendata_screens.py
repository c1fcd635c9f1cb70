"""Every screen of the app under axe at 360 px: names, contrast, order, one thumb, bright sun."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.carrying import fill, members, phone, set_up
from tests.browser.test_interview import check
from tests.factories import member
from tests.measure.fieldwork import open_field
from tests.measure.questionnaires import answers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# What a thumb aims at and is smaller than 48 px; a choice is its whole row.
SMALL = """() => [...document.querySelectorAll(
    'a, button, select, textarea, summary, label.pick, label.btn, input')]
  .filter(one => one.offsetParent && !one.closest('.vh, .skip') && !one.matches('.vh, .skip') &&
    !(one.matches('input') && one.closest('.pick')))
  .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 90)])
  .filter(([box]) => box.height < 47.5 || box.width < 47.5).map(([box, html]) =>
    Math.round(box.width) + 'x' + Math.round(box.height) + ' ' + html)"""
# The order in which Tab goes is that of the eye, from the heading that has the focus.
ORDER = """() => { const heading = document.querySelector('main h1');
  const stops = [...document.querySelectorAll('main a, main button, main input, main select')]
    .filter(one => one.offsetParent && !one.closest('.dock') && one.tabIndex >= 0);
  const tops = stops.map(one => one.getBoundingClientRect().top);
  return document.activeElement === heading && stops.every(one => one.tabIndex === 0) &&
    tops.every((top, at) => !at || top >= tops[at - 1] - 2); }"""


def looked_at(page: Page, name: str) -> None:
    """Hold a screen to what a thumb, an eye and a screen reader need."""
    check(page)
    assert page.evaluate(SMALL) == [], name


def screen(page: Page, hash_: str, sign: str) -> None:
    """Go to a screen, look at it, also in bright sun."""
    page.evaluate("where => { location.hash = where; }", hash_)
    page.wait_for_selector(sign)
    page.wait_for_timeout(60)
    assert page.evaluate(ORDER), hash_
    looked_at(page, hash_)
    page.evaluate("Pendata.account.sun(true)")
    check(page)
    page.evaluate("Pendata.account.sun(false)")


def test_every_screen_can_be_read_heard_and_pressed(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """From signing in to the lock, with an unsent interview, a draft and a photo."""
    open_field()
    context = phone(chromium.browser_type, tmp_path)
    stranger = context.new_page()
    stranger.goto(f"{live_server.url}/pendata/")
    stranger.wait_for_selector("text=Masuk sekali")
    looked_at(stranger, "sign in")
    stranger.close()
    page = set_up(context, live_server.url, member("enumerator", "63.08"))
    one, two = members(page)[:2]
    context.set_offline(True)
    assert fill(page, one, answers()) == "done"
    page.wait_for_selector("text=Tersimpan di HP")
    looked_at(page, "done")
    for where, sign in (
        ("", "#belum"), (f"usaha/{two}", "#mulai"), (f"hasil/{two}/menolak", "[name=alasan]"),
        (f"usulan/{two}", "#f-name"), ("baru", "#b-name"), ("kiriman", "text=Kalau isinya"),
        ("akun", "#ekspor"),
    ):  # fmt: skip
        screen(page, where, sign)
    for until in ("usia_pemilik", "omzet", "perangkat", "foto", "tinjau"):
        assert fill(page, two, answers(), until) == "left"
        screen(page, page.evaluate("location.hash.slice(1)"), "main form [type=submit]")
    page.evaluate("location.hash = ''")
    page.wait_for_selector("a.item")
    page.evaluate("Pendata.lock.close()")
    page.wait_for_selector("#pin")
    page.wait_for_timeout(60)
    looked_at(page, "lock")
    page.click("text=Lupa PIN")
    page.wait_for_selector("#sandi")
    looked_at(page, "recover")
    context.close()
