"""The page of a new good opens with no signal at all, for its own person alone."""

import re
from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from lampit.people.models import User
from lampit.shops.models import Product, Sketch, SketchPhoto
from tests.browser.test_adding import fill, kept, opened, phone, pytestmark
from tests.browser.test_selling import photo
from tests.factories import maker, member

__all__ = ["phone", "pytestmark"]
HERE = "/saya/barang/baru/"
IS_KEPT = f"() => caches.match('{HERE}').then((found) => Boolean(found))"


def kept_page(page: Page, *, there: bool = True) -> None:
    """Wait until the phone keeps the page, or keeps it no more."""
    for _look in range(300):
        if page.evaluate(IS_KEPT) is there:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"the page is {'not ' if there else ''}kept")


def test_opened_without_signal_filled_and_sent_once(
    live_server: LiveServer, phone: BrowserContext, tmp_path: Path
) -> None:
    """Opened once; signal gone, all closed; two goods are made on the phone; back, each is one."""
    page = phone.new_page()
    opened(page, live_server.url)
    kept_page(page)
    page.close()
    phone.set_offline(True)
    keys = set()
    for name in ("Tikar satu", "Tikar dua"):
        page = phone.new_page()
        opened(page, live_server.url)
        page.locator("#simpanan").filter(has_text="Tanpa sinyal").wait_for()
        keys.add(page.input_value("#barang-baru input[name=key]"))
        page.set_input_files("#id_photo", photo(tmp_path))
        page.get_by_text("Tersimpan di HP", exact=True).first.wait_for()
        fill(page)
        page.fill("#id_name", name)
        kept(page, "name", name)
        assert page.evaluate("getComputedStyle(document.body).fontFamily") != ""
        assert page.evaluate("document.styleSheets.length") >= 2, "its styles are kept as well"
        page.click("[data-sell]")
        page.get_by_text("Terkirim sendiri begitu ada sinyal").wait_for()
        page.close()
    assert len(keys) == 2
    assert not Product.objects.exists()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(f"{live_server.url}/saya/")
    page.get_by_text("sudah dijual: Tikar satu").wait_for()
    page.get_by_text("sudah dijual: Tikar dua").wait_for()
    page.reload()
    page.wait_for_timeout(500)
    assert sorted(Product.objects.values_list("name", flat=True)) == ["Tikar dua", "Tikar satu"]
    assert {one.photos.count() for one in Product.objects.all()} == {1}
    assert not Sketch.objects.exists()


def test_a_draft_of_the_phone_goes_on_without_signal(
    live_server: LiveServer, phone: BrowserContext
) -> None:
    """Its address opens it; one that the phone does not know begins anew and overwrites nothing."""
    page = phone.new_page()
    opened(page, live_server.url)
    kept_page(page)
    page.fill("#id_name", "Bakul")
    kept(page, "name", "Bakul")
    address, key = page.url, page.input_value("#barang-baru input[name=key]")
    page.close()
    phone.set_offline(True)
    page = phone.new_page()
    page.goto(address)
    page.wait_for_function("document.querySelector('#id_name').value === 'Bakul'")
    assert page.input_value("#barang-baru input[name=key]") == key
    page.goto(f"{live_server.url}{HERE}?draf={'f' * 32}")
    page.locator("#simpanan").filter(has_text="Tanpa sinyal").wait_for()
    assert page.input_value("#barang-baru input[name=key]") != "f" * 32
    assert re.fullmatch(r".*/baru/", page.url)
    phone.set_offline(False)
    page.goto(f"{live_server.url}/")


def test_signing_out_takes_the_page_along(live_server: LiveServer, phone: BrowserContext) -> None:
    """After a sign-out, an ended session, and for another person none is left."""
    page = phone.new_page()
    opened(page, live_server.url)
    kept_page(page)
    page.goto(f"{live_server.url}/akun/")
    page.locator(".who summary").first.click()
    page.locator("form[action='/keluar/'] button").first.click()
    page.wait_for_load_state()
    kept_page(page, there=False)
    phone.set_offline(True)
    try:
        page.goto(f"{live_server.url}{HERE}")
    except Exception as error:  # noqa: BLE001 - the browser's own page: there is nothing to show
        assert "ERR_" in str(error)  # noqa: PT017 - read after the context manager would be lost
    assert page.locator("#barang-baru").count() == 0
    phone.set_offline(False)
    sign_in(phone, live_server.url, member("maker", "63.08"))
    page.goto(f"{live_server.url}{HERE}")
    kept_page(page)
    phone.clear_cookies()
    page.goto(f"{live_server.url}{HERE}")
    kept_page(page, there=False)
    sign_in(phone, live_server.url, member("maker", "63.08"))
    page.goto(f"{live_server.url}{HERE}")
    kept_page(page)
    sign_in(phone, live_server.url, member("maker", "63.08"))
    page.goto(f"{live_server.url}/saya/")
    kept_page(page, there=False)


def test_what_another_began_stays_hers(
    live_server: LiveServer, phone: BrowserContext, tmp_path: Path
) -> None:
    """Signed in on the same phone at the address of her draft: photo and words are not taken."""
    page = phone.new_page()
    opened(page, live_server.url)
    phone.set_offline(True)
    page.set_input_files("#id_photo", photo(tmp_path))
    page.get_by_text("Tersimpan di HP", exact=True).first.wait_for()
    page.fill("#id_name", "Bakul Siti")
    kept(page, "name", "Bakul Siti")
    address, key = page.url, page.input_value("#barang-baru input[name=key]")
    assert key in address
    page.close()
    phone.set_offline(False)
    sign_in(phone, live_server.url, member("maker", "63.08"))
    page = phone.new_page()
    page.goto(address)
    page.wait_for_url(f"{live_server.url}{HERE}")
    page.wait_for_load_state("networkidle")
    assert page.input_value("#id_name") == ""
    assert page.locator("[data-photos] li").count() == 0
    assert not SketchPhoto.objects.exists()
    assert page.evaluate("(key) => Simpanan.shots(key).then((all) => all.length)", key) == 1


def sign_in(phone: BrowserContext, url: str, person: User) -> None:
    """Sign a maker with a shop in, whoever was there before."""
    maker("63.08", person)
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}
    phone.add_cookies([cookie])  # type: ignore[list-item]
