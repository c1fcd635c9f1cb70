"""The hand-over kit as people get it: asked, allowed by another, fetched, opened from a stick."""

import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from lampit.config.working import run_one
from lampit.market.actions.copying import publishing
from tests.browser.pressing import press
from tests.browser.test_buying import visit
from tests.factories import maker, member, product

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_kit_is_asked_allowed_fetched_and_opened(
    live_server: LiveServer,
    chromium: Browser,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two people let it out; unpacked, its pages lead from how to go on to a good and a chat."""
    settings.MEDIA_ROOT, settings.LAMPIT_HOME = tmp_path / "media", tmp_path
    monkeypatch.setattr(publishing, "processes_here", lambda: 1)
    now = timezone.now()
    shop = maker("63.08", name="Anyaman Siti", whatsapp="+6281311112222", shows_phone=True)
    good = product(shop, name="Tikar purun halus", checked_at=now, published_at=now)
    staff = visit(chromium, live_server, member("staff", "63.08"), width=1366)
    staff.goto(f"{live_server.url}/balai/serah-terima/")
    staff.fill("[name=purpose]", "anggaran server berakhir")
    staff.fill("[name=office]", "0812-0000-0100")
    press(staff, staff.get_by_role("button", name="Minta paket"))
    assert "Menunggu orang lain" in staff.inner_text("main")
    assert staff.get_by_role("button", name="Setujui").count() == 0
    head = visit(chromium, live_server, member("head", "63.08"), width=1366)
    head.goto(staff.url)
    press(head, head.get_by_role("button", name="Setujui"))
    assert run_one(), "the worker makes it"
    staff.reload()
    with staff.expect_download() as coming:
        staff.get_by_role("link", name="Unduh berkas").click()
    root = tmp_path / "paket"
    with zipfile.ZipFile(coming.value.path()) as archive:
        archive.extractall(root)
    assert head.get_by_role("link", name="Unduh berkas").count() == 0, "only who asked fetches it"

    reader = chromium.new_page(viewport={"width": 390, "height": 844})
    reader.goto((root / "BACA-DULU.html").as_uri())
    assert "0812-0000-0100" in reader.inner_text("body")
    found = Axe().run(reader).response["violations"]
    assert [one["id"] for one in found] == []
    wrong: list[str] = []  # from here on: axe itself asks for the files of a page
    reader.on("requestfailed", lambda told: wrong.append(told.url))
    reader.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    reader.goto((root / "pasar" / "index.html").as_uri())
    press(reader, reader.get_by_role("link", name=good.name).first)
    chat = reader.get_by_role("link", name="Pesan lewat WhatsApp").get_attribute("href") or ""
    assert chat.startswith("https://wa.me/6281311112222?text=")
    assert wrong == []
