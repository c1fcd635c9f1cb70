"""Asking for a long list, agreeing to it and fetching it, in the browser of each."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from lampit.config.working import run_one
from lampit.people.models import User
from lampit.registry.models import ExportRequest
from tests.browser.pressing import press
from tests.browser.test_registry import visit
from tests.factories import business, member, region

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ASKED = "/balai/usaha/unduh/permintaan/"


def named(role: str, name: str, place: str = "63.08") -> User:
    """Return somebody of an office whose name stands on the pages."""
    person = member(role, place)
    person.first_name = name
    person.save(update_fields=["first_name"])
    return person


def looked_at(page: Page, width: int) -> None:
    """Let axe look at the page, and see that nothing runs out of it."""
    found = Axe().run(page)
    assert found.violations_count == 0, (page.url, found.generate_report())
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url


@pytest.mark.django_db(transaction=True)
def test_petugas_asks_kepala_agrees_and_tetangga_finds_nothing(
    chromium: Browser, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, settings: Any,
    tmp_path: Any,
) -> None:  # fmt: skip
    """On a phone and at a desk, each in a session of their own; the file is the asker's alone."""
    settings.LAMPIT_HOME = tmp_path
    settings.LIST_ALONE = 2
    region("63.08", "Kabupaten Hulu Sungai Utara")
    region("63.09", "Kabupaten Tabalong")
    for name in ("Tikar", "Tas", "Topi"):
        business("63.08", name=f"Purun {name}")
    base = live_server.url
    staff = visit(chromium, live_server, named("staff", "Rahmah"), 390, script=False)
    staff.goto(f"{base}/balai/usaha/")
    press(staff, staff.get_by_role("link", name="Unduh daftar"))
    assert "orang lain yang berhak" in staff.inner_text("main")
    staff.get_by_label("CSV", exact=False).first.check()
    staff.get_by_label("Keperluan", exact=False).fill("undangan pelatihan")
    press(staff, staff.get_by_role("button", name="Minta daftar"))
    assert ASKED in staff.url
    assert "Menunggu persetujuan" in staff.inner_text("main")
    where = staff.url.removeprefix(base)
    # The neighbour's office: its list is empty, and the request is not there.
    other = visit(chromium, live_server, named("head", "Noor", "63.09"), 1366, script=True)
    other.goto(f"{base}{ASKED}")
    assert "Rahmah" not in other.inner_text("main")
    answer = other.goto(f"{base}{where}")
    assert answer is not None
    assert answer.status == 404
    # The head sees that something waits, reads what for, and agrees.
    head = visit(chromium, live_server, named("head", "Hasan"), 1366, script=True)
    head.goto(f"{base}/balai/usaha/")
    press(head, head.get_by_role("link", name="permintaan daftar"))
    press(head, head.locator(f"a[href='{where}']"))
    assert "undangan pelatihan" in head.inner_text("main")
    assert "NIK dan HP disamarkan" in head.inner_text("main")
    looked_at(head, 1366)
    press(head, head.get_by_role("button", name="Setujui"))
    assert "Disetujui" in head.inner_text("main")
    staff.goto(f"{base}{where}")
    assert "Berkas sedang dibuat" in staff.inner_text("main")
    press(staff, staff.get_by_role("link", name="Lihat sampai mana"))
    while run_one():
        pass
    staff.goto(f"{base}{where}")
    with staff.expect_download() as taken:
        staff.get_by_role("link", name="Unduh berkas").click()
    path = taken.value.path()
    text = path.read_text("utf-8-sig")
    assert all(f"Purun {name}" in text for name in ("Tikar", "Tas", "Topi"))
    assert ExportRequest.objects.get().number in text
    # The one who agreed does not get the file, the neighbour still finds nothing.
    assert head.goto(f"{base}{where}berkas/").status == 404  # type: ignore[union-attr]
    assert other.goto(f"{base}{where}berkas/").status == 404  # type: ignore[union-attr]
    phone = visit(chromium, live_server, ExportRequest.objects.get().asker, 390, script=True)
    phone.goto(f"{base}{where}")
    looked_at(phone, 390)
