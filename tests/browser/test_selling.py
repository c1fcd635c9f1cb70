"""A maker puts a good on sale from her phone, with and without JavaScript, and it is found."""

import io
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.conf import settings
from django.test import Client, override_settings
from PIL import Image
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from lampit.people.models import User
from lampit.shops.models import Product
from tests.browser.pressing import press
from tests.factories import maker, member

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def visit(chromium: Browser, server: LiveServer, person: User, *, script: bool) -> Page:
    """Open a phone page on which `person` is signed in."""
    context = chromium.new_context(
        reduced_motion="reduce", viewport={"width": 390, "height": 844}, java_script_enabled=script
    )
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}
    context.add_cookies([cookie])  # type: ignore[list-item]
    return context.new_page()


def photo(folder: Path) -> Path:
    """Return a photo as a phone keeps it, with the place in its EXIF."""
    path = folder / "foto.jpg"
    image = Image.effect_noise((1800, 1400), 60).convert("RGB")
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "S"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_good_goes_on_sale_from_a_phone(
    live_server: LiveServer, chromium: Browser, tmp_path: Path, script: bool
) -> None:
    """Photo, name, price, stock, one button: live with picture, price and preview, and found."""
    siti = member("maker", "63.08")
    maker("63.08", siti, name="Anyaman Bunga Rawa")
    page = visit(chromium, live_server, siti, script=script)
    with override_settings(MEDIA_ROOT=tmp_path):
        page.goto(f"{live_server.url}/saya/")
        press(page, "text=Foto barang baru")
        page.set_input_files("#id_photo", photo(tmp_path))
        if script:
            seen = page.locator("#foto-daftar li img").first.bounding_box()
            assert seen is not None
            assert max(seen["width"] - 390, seen["height"] - 240) <= 0, "it fits the phone"
        page.fill("#id_name", "Sajadah purun")
        page.fill("#id_price", "62rb")
        page.fill("#id_stock", "12")
        page.check("[name='cek.janji']")
        page.get_by_role("button", name="Mulai jual").click()
        page.wait_for_url("**/bagikan/")
        made = Product.objects.get()
        assert (made.price, made.is_live, len(made.cover)) == (62_000, True, 64)
        press(page, "text=Lihat di pasar")
        assert page.get_attribute(".price", "data-value") == "62000"
        shown = page.locator("main img").first
        assert shown.evaluate("i => i.decode().then(() => i.naturalWidth)") > 0
        if script:
            assert Axe().run(page).violations_count == 0
        page.fill("#q", "sajada")
        page.press("#q", "Enter")
        page.wait_for_url("**/cari/**")
        assert "Sajadah purun" in page.inner_text("main")
