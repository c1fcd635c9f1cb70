"""The lock of the app: PIN, wiping, tabs, other accounts, revoked phones; how much it weighs."""

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route
from pytest_django.live_server_helper import LiveServer

from lampit.measure import actions
from lampit.measure.models import FieldDevice, Round
from lampit.people.models import User
from tests.browser.carrying import COUNTS, PIN, RAW, fill, members, phone, set_up, sign_in, unlock
from tests.factories import member
from tests.measure.fieldwork import open_field, staff
from tests.measure.questionnaires import answers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
KB = 1024


def tries_left(page: Page) -> str:
    """Type a wrong PIN and return what is said."""
    unlock(page, "999111")
    page.wait_for_selector("[role=alert]")
    return page.inner_text("[role=alert]")


def test_wrong_pins_let_the_share_go_and_the_password_brings_it_back(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """Also when the app is closed in between; unsent interviews are still there afterwards."""
    open_field()
    person = member("enumerator", "63.08")
    person.set_password("lampit-demo")
    person.save()
    context = phone(chromium.browser_type, tmp_path)
    page = set_up(context, live_server.url, person)
    context.set_offline(True)
    assert fill(page, members(page)[0], answers()) == "done"
    raw = page.evaluate(RAW)["text"]
    drawn = Round.objects.get().members.select_related("business")[0]
    assert drawn.business.name not in raw
    assert "usia_pemilik" not in raw
    page.reload()
    assert "9" in tries_left(page)
    page.reload()
    assert "8" in tries_left(page)
    page.evaluate("""Pendata.store.get('meta', 'device').then(row => Pendata.store.put('meta',
        Object.assign(row, {tries: 10})))""")
    unlock(page)  # the right one comes too late
    page.wait_for_selector("#sandi")
    assert page.evaluate("Pendata.store.get('meta', 'device').then(row => row.share)") is None
    context.set_offline(False)
    for name, value in (("#sandi", "lampit-demo"), ("#pin", "730264"), ("#pin2", "730264")):
        page.fill(name, value)
    page.click("main form [type=submit]")
    page.wait_for_selector("text=Tersimpan di HP")
    page.wait_for_function("() => Pendata.state.waiting === 0")
    assert page.evaluate(COUNTS) == {"terkirim": 1}
    context.close()


def test_a_revoked_phone_locks_and_a_restored_one_opens_again(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """The key is withheld at the next word with the server; nothing is lost when it is found."""
    open_field()
    person = member("enumerator", "63.08")
    context = phone(chromium.browser_type, tmp_path)
    page = set_up(context, live_server.url, person)
    context.set_offline(True)
    assert fill(page, members(page)[0], answers()) == "done"
    row = FieldDevice.objects.get()
    actions.revoke_device(staff(), row.pk, now=timezone.now())
    context.set_offline(False)
    page.evaluate("Pendata.outbox.send(true)")
    page.wait_for_selector("text=HP ini dicabut oleh dinas")
    assert page.evaluate("Pendata.store.isOpen()") is False
    assert page.evaluate("Pendata.store.get('meta', 'device').then(row => row.share)") is None
    assert page.evaluate(COUNTS) == {"siap": 1}
    actions.restore_device(staff(), row.pk, now=timezone.now())
    page.click("text=Coba lagi")
    page.wait_for_selector("#sandi")
    context.close()


def test_signing_out_waits_for_what_is_unsent_and_then_wipes(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """Blocked while something is unsent; afterwards nothing lies on the phone, nobody is in."""
    open_field()
    person = member("enumerator", "63.08")
    context = phone(chromium.browser_type, tmp_path)
    page = set_up(context, live_server.url, person)
    context.set_offline(True)
    assert fill(page, members(page)[0], answers()) == "done"
    page.evaluate("location.hash = 'akun'")
    page.wait_for_selector("#keluar-tekan")
    assert page.is_disabled("#keluar-tekan")
    context.set_offline(False)
    page.wait_for_function("() => Pendata.state.waiting === 0")
    page.evaluate("location.hash = ''")
    page.wait_for_selector("a.item")
    page.evaluate("location.hash = 'akun'")
    page.click("#keluar-tekan:not([disabled])")
    page.wait_for_selector("text=Wawancara tanpa sinyal")
    assert page.evaluate(RAW)["rows"] == 0
    assert FieldDevice.objects.get().wiped_at is not None
    assert page.evaluate("fetch('/pendata/halo.json').then(a => a.json())")["account"] is None
    context.close()


def test_one_that_the_server_falls_over_holds_up_no_other(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """Those behind it are sent; it stays on the phone and goes once the server is mended."""
    open_field()
    context = phone(chromium.browser_type, tmp_path)
    page = set_up(context, live_server.url, member("enumerator", "63.08"))
    context.set_offline(True)
    for one in members(page)[:2]:
        assert fill(page, one, answers()) == "done"
    first = page.evaluate("""Pendata.store.all('outbox')
        .then(rows => rows.sort((one, other) => one.made - other.made)[0].id)""")

    def fall(route: Route) -> None:
        if first in (route.request.post_data or ""):
            route.fulfill(status=500, body="<html>Server Error</html>")
        else:
            route.continue_()

    page.route("**/pendata/kirim/", fall)
    context.set_offline(False)
    page.wait_for_function("() => Pendata.state.waiting === 1")
    assert page.evaluate(COUNTS)["terkirim"] == 1
    page.unroute("**/pendata/kirim/")
    page.evaluate("Pendata.outbox.send(true)")
    page.wait_for_function("() => Pendata.state.waiting === 0")
    context.close()


def test_two_tabs_never_overwrite_each_other(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """Who saves later on an older state is told and loads again; the first answer stands."""
    open_field()
    context = phone(chromium.browser_type, tmp_path)
    one = set_up(context, live_server.url, member("enumerator", "63.08"))
    drawn = members(one)[0]
    assert fill(one, drawn, answers(), until="pekerja_kini") == "left"
    other = context.new_page()
    other.goto(f"{live_server.url}/pendata/{one.evaluate('location.hash')}")
    unlock(other)
    other.wait_for_selector("#angka")
    other.fill("#angka", "7")
    other.wait_for_timeout(300)
    one.fill("#angka", "3")
    one.wait_for_selector("text=Terbuka di tab lain")
    one.get_by_role("button", name="Muat ulang").click()
    one.wait_for_selector("#angka")
    assert one.input_value("#angka") == "7"
    context.close()


def test_another_account_does_not_get_in(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """Who signs in on a colleague's phone is told whose it is; nothing is sent in another name."""
    open_field()
    context = phone(chromium.browser_type, tmp_path)
    page = set_up(context, live_server.url, member("enumerator", "63.08"))
    context.set_offline(True)
    assert fill(page, members(page)[0], answers()) == "done"
    sign_in(context, live_server.url, member("enumerator", "63.08"))
    context.set_offline(False)
    told = page.evaluate("Pendata.outbox.send(true)")
    assert told["kind"] == "other_account"
    assert page.evaluate(COUNTS) == {"siap": 1}
    context.close()


@pytest.mark.django_db
def test_the_first_load_is_light() -> None:
    """Shell, scripts, style and icons: 60 KB compressed; with the day's list below 150 KB."""
    client, person = Client(), member("enumerator", "63.08")
    open_field(10, wanted=60)
    static = ("measure/pendata/pendata.css", "web/icons.svg", "web/mark.svg", "web/band.svg")
    parts = [client.get(path).content for path in ("/pendata/", "/pendata/app.js")]
    parts += [Path(str(finders.find(name))).read_bytes() for name in static]
    shell = sum(len(gzip.compress(part, 6)) for part in parts)
    assert shell <= 60 * KB, shell
    icons = [finders.find(f"measure/pendata/icon-{size}.png") for size in (192, 512)]
    heavy = sum(Path(str(icon)).stat().st_size for icon in icons)
    client.force_login(person)
    number = "01890000-0000-7000-8000-000000000001"
    actions.register_device(
        User.objects.get(pk=person.pk), FieldDevice._meta.get_field("device_id").to_python(number),
        "HP", "", now=timezone.now(),
    )  # fmt: skip
    work = client.get("/pendata/kerja.json", headers={"x-lampit-device": number}).content
    assert shell + heavy + len(gzip.compress(work, 6)) <= 150 * KB
    assert PIN not in client.get("/pendata/app.js").content.decode()


def test_a_number_put_right_goes_on_at_the_first_tap(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> None:
    """A fault told above the number never moves the button from under the finger."""
    open_field()
    context = phone(chromium.browser_type, tmp_path)
    page = set_up(context, live_server.url, member("enumerator", "63.08"))
    assert fill(page, members(page)[0], answers(), until="usia_pemilik") == "left"
    page.click("main form [type=submit]")
    page.wait_for_selector("#galat span")
    page.click("#angka")
    page.keyboard.type("7")
    page.click("main form [type=submit]")
    page.wait_for_selector("#galat span")
    assert "15" in page.inner_text("#galat")
    page.fill("#angka", "41")
    page.click("main form [type=submit]")
    page.wait_for_function("() => location.hash.endsWith('/pekerja_kini')")
    context.close()
