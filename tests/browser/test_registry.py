"""Registering a business without JavaScript, and the registry's pages under axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from lampit.people.models import User
from lampit.registry import actions
from lampit.registry.models import Business
from tests.browser.pressing import press
from tests.factories import business, member, region
from tests.registry.told import NIK, NOW, told

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def visit(chromium: Browser, server: LiveServer, person: User, width: int, *, script: bool) -> Page:
    """Open a page of a width, signed in as a person."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = chromium.new_context(
        reduced_motion="reduce",
        viewport={"width": width, "height": 844},
        java_script_enabled=script,
    )
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    return context.new_page()


def office() -> User:
    """Return staff of HSU, where the village of the tests exists."""
    region("63.08", "Kabupaten Hulu Sungai Utara")
    told()
    return member("staff", "63.08")


@pytest.mark.django_db(transaction=True)
def test_a_nik_is_searched_and_nothing_stays_on_a_shared_computer(
    chromium: Browser, live_server: LiveServer
) -> None:
    """No address of the walk holds the number; after signing out, Back shows no name."""
    person = office()
    actions.register_business(person, told(), now=NOW)
    page = visit(chromium, live_server, person, 1366, script=True)
    walked: list[str] = []
    page.on("framenavigated", lambda frame: walked.append(frame.url))
    page.goto(f"{live_server.url}/balai/usaha/")
    page.fill("form[role=search] [name=q]", NIK)
    press(page, "form[role=search] button[type=submit]")
    assert "Anyaman Bunga Rawa" in page.inner_text("main")
    assert "pemilik=" in page.url
    with page.expect_navigation():
        page.evaluate("document.querySelector('form[action=\"/keluar/\"]').submit()")
    page.go_back()
    assert "Anyaman" not in page.content()
    assert "/masuk/" in page.url
    assert not [url for url in walked if NIK in url]
    page.context.close()


@pytest.mark.django_db(transaction=True)
def test_a_business_is_registered_on_a_phone_without_javascript(
    chromium: Browser, live_server: LiveServer
) -> None:
    """A wrong NIK is told and nothing typed is lost; the corrected form saves."""
    page = visit(chromium, live_server, office(), 390, script=False)
    page.goto(f"{live_server.url}/balai/usaha/")
    press(page, page.get_by_role("link", name="Usaha baru").first)
    page.get_by_label("Nama pemilik").fill("Siti Rahmah")
    page.get_by_label("NIK", exact=False).first.fill("630805520369000")
    page.get_by_label("Nama usaha").fill("Anyaman Bunga Rawa")
    page.get_by_label("Desa/kelurahan").select_option(label="Palimbangan")
    page.get_by_label("WhatsApp").check()
    press(page, page.get_by_role("button", name="Simpan"))
    assert "Baru 15 yang tertulis" in page.content()
    assert page.get_by_label("Nama usaha").input_value() == "Anyaman Bunga Rawa"
    assert page.get_by_label("WhatsApp").is_checked()
    page.get_by_label("NIK", exact=False).first.fill("6308055203690007")
    press(page, page.get_by_role("button", name="Simpan"))
    assert page.get_by_role("heading", level=1).inner_text() == "Anyaman Bunga Rawa"
    assert "6308••••••••0007" in page.content()
    assert Business.objects.get().is_online is True


@pytest.mark.django_db(transaction=True)
def test_the_pages_have_no_serious_finding(chromium: Browser, live_server: LiveServer) -> None:
    """Every page on a phone, the dense ones at the desk: axe finds nothing, nothing overflows."""
    person = office()
    made = actions.register_business(person, told(kind="kelompok", sales=700_000), now=NOW)
    edited = told(kind="kelompok", name="Bunga Rawa Haur Gading")
    actions.edit_business(person, made.public_id, edited, based_on=1, now=NOW)
    actions.add_permit(person, made.public_id, "halal", "ID00110000123", now=NOW)
    actions.add_member(person, made.public_id, "Hasan", now=NOW)
    for number in range(30):
        business("63.08", name=f"Usaha {number}")
    base = f"{live_server.url}/balai/usaha/"
    one = f"{base}{made.public_id}/"
    paths = (
        base, f"{base}?q=bunga&kecamatan=63.08.08&urut=nama", f"{base}?q=zzzz", f"{base}baru/",
        f"{base}unduh/", one, f"{one}ubah/", f"{one}riwayat/", f"{one}lihat/nik/",
    )  # fmt: skip
    for width, seen in ((390, paths), (1366, (base, one, f"{one}ubah/"))):
        page = visit(chromium, live_server, person, width, script=True)
        for path in seen:
            page.goto(path)
            assert page.locator("body[data-page^='registry.']").count() == 1, path
            found = Axe().run(page)
            assert found.violations_count == 0, (path, width, found.generate_report())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
