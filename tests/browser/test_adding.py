"""A new good from a cheap phone: counted taps, a signal that drops, a page that is killed."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.conf import settings
from django.test import Client, override_settings
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from lampit.people.models import User
from lampit.shops import actions
from lampit.shops.models import Product, Sketch, SketchPhoto
from tests.browser.adding import PHONE, sell, slow
from tests.browser.test_selling import photo
from tests.factories import NOON, maker, member

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MOST_TAPS, MOST_SECONDS = 12, 90


@pytest.fixture
def phone(
    live_server: LiveServer, chromium: Browser, tmp_path: Path
) -> Iterator[BrowserContext]:  # fmt: skip
    """Give a phone on which a maker with a shop is signed in."""
    siti: User = member("maker", "63.08")
    maker("63.08", siti, name="Anyaman Bunga Rawa")
    context = chromium.new_context(
        viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    client = Client()
    client.force_login(siti)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    with override_settings(MEDIA_ROOT=tmp_path / "media", ORIGINALS_ROOT=tmp_path / "asli"):
        yield context


def test_on_sale_with_twelve_taps(
    live_server: LiveServer, phone: BrowserContext, tmp_path: Path
) -> None:
    """Nine taps and half a minute of a person's time, on a slow phone and line (bench `adding`)."""
    page = phone.new_page()
    slow(page)
    thumb = sell(page, live_server.url, photo(tmp_path))
    page.wait_for_load_state("networkidle")  # nothing asks while the tables are emptied
    said = f"{thumb.taps} taps, {thumb.keys} keys, {thumb.spent:.0f} s of a person: {thumb.said}"
    sys.stderr.write(f"{said}\n")
    made = Product.objects.get()
    assert (made.name, made.price, made.is_live) == ("Sajadah purun", 62_000, True)
    assert len(made.cover) == 64
    assert made.variants.get().stock.on_hand == 12, "typed over the 1 that stood there"
    assert thumb.taps <= MOST_TAPS, said
    assert thumb.spent <= MOST_SECONDS, said


def opened(page: Page, address: str) -> None:
    """Open the page of a new good and wait for its script."""
    page.goto(f"{address}/saya/barang/baru/")
    page.wait_for_function("() => window.Simpanan")


def fill(page: Page) -> None:
    """Type what a good needs."""
    page.fill("#id_name", "Tikar purun")
    page.fill("#id_price", "92rb")
    page.check("#cek input[type=checkbox]")


def kept(page: Page, name: str, value: str) -> None:
    """Wait until the phone has kept what was typed into a field."""
    asked = "([name, value]) => Simpanan.mine().then((all) => all.some((one) => one.fields.some("
    asked += "(pair) => pair[0] === name && pair[1] === value)))"
    for _look in range(100):
        if page.evaluate(asked, [name, value]):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{name} was not kept on the phone")


def test_sold_without_signal_and_sent_by_itself(
    live_server: LiveServer, phone: BrowserContext, tmp_path: Path
) -> None:
    """One photo before the signal drops, one after; the page is killed; back, it is one good."""
    page = phone.new_page()
    opened(page, live_server.url)
    page.set_input_files("#id_photo", photo(tmp_path))
    page.locator("#foto-daftar .tag.ok").wait_for()
    assert SketchPhoto.objects.count() == 1
    phone.set_offline(True)
    second = tmp_path / "dua"
    second.mkdir()
    page.set_input_files("#id_camera", photo(second))
    page.get_by_text("Tersimpan di HP", exact=True).first.wait_for()
    fill(page)
    page.click("[data-sell]")
    page.get_by_text("Terkirim sendiri begitu ada sinyal").wait_for()
    assert not Product.objects.exists()
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(f"{live_server.url}/saya/")
    page.get_by_text("Terkirim dari HP, sudah dijual: Tikar purun").wait_for()
    made = Product.objects.get()
    assert (made.price, made.photos.count(), made.is_live) == (92_000, 2, True)
    assert not Sketch.objects.exists()
    page.reload()
    page.wait_for_timeout(500)
    assert page.evaluate("Simpanan.mine().then((all) => all.length)") == 0
    assert Product.objects.count() == 1


def test_a_killed_page_goes_on_where_it_was(
    live_server: LiveServer, phone: BrowserContext, tmp_path: Path
) -> None:
    """Words typed without signal and a photo outlive the page; its address leads back to them."""
    page = phone.new_page()
    opened(page, live_server.url)
    phone.set_offline(True)
    page.set_input_files("#id_photo", photo(tmp_path))
    page.get_by_text("Tersimpan di HP", exact=True).first.wait_for()
    fill(page)
    kept(page, "price", "92rb")
    address = page.url
    page.close()
    phone.set_offline(False)
    page = phone.new_page()
    page.goto(address)
    page.get_by_text("Dilanjutkan dari HP ini").wait_for()
    assert page.input_value("#id_name") == "Tikar purun"
    assert page.input_value("#id_price") == "92rb"
    page.locator("#foto-daftar .tag.ok").wait_for()
    page.locator("#simpanan[data-saved]").filter(has_text="Tersimpan sebagai draf").wait_for()
    other = phone.new_page()
    opened(other, live_server.url)
    other.get_by_text("1 draf belum selesai").click()
    other.get_by_role("link", name="Tikar purun").first.wait_for()
    page.click("[data-sell]")
    page.wait_for_url("**/bagikan/")
    assert Product.objects.get().photos.count() == 1


def test_a_photo_is_straightened_by_keys_and_a_bad_one_says_why(
    live_server: LiveServer, phone: BrowserContext, tmp_path: Path
) -> None:
    """The slider obeys arrows; what it says is made; a refused file keeps the other; axe 0."""
    page = phone.new_page()
    opened(page, live_server.url)
    bad = tmp_path / "surat.jpg"
    bad.write_bytes(b"%PDF-1.7 bukan foto")
    page.set_input_files("#id_photo", [photo(tmp_path), bad])
    page.locator("#foto-daftar .tag.ok").wait_for()
    page.get_by_role("alert").filter(has_text="surat.jpg: Berkas ini bukan foto").wait_for()
    assert Axe().run(page).violations_count == 0
    actions.finish_photos(NOON)  # as the worker does
    page.locator("#foto-daftar img[data-large]").wait_for()
    page.locator("#foto-daftar summary").first.click()
    page.locator("button[data-straighten]").first.click()
    slider = page.locator(".editor input[type=range]")
    slider.wait_for()
    for _press in range(3):
        slider.press("ArrowRight")
    page.locator(".editor").get_by_role("button", name="Kotak").click()
    assert Axe().run(page).violations_count == 0
    before = page.evaluate(
        "[...document.querySelectorAll('.editor canvas')].map(c => c.width / c.height)"
    )
    assert before == [1]
    page.locator(".editor").get_by_role("button", name="Simpan").click()
    for _look in range(200):
        if SketchPhoto.objects.filter(tilt=3).exists():
            break
        page.wait_for_timeout(100)
    one = SketchPhoto.objects.get()
    assert (one.tilt, one.shape, one.width) == (3, "kotak", one.height)
