"""Staff answer doubtful values once, bring the list in, see where values came from, undo, redo."""

import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_walk import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
VILLAGE = "Palukahn Baru"
HEAD = ["Nama Pemilik", "Nama Usaha", "Desa", "Kecamatan", "Jenis Usaha", "HP"]
ROWS = [
    ["Halidah Contoh", "Tikar Halidah", VILLAGE, "Danau Panggang", "tikar", "081251990001"],
    ["Rusmini Contoh", "Bakul Rusmini", VILLAGE, "Danau Panggang", "bakul", "081251990002"],
]


def listed(folder: Path, asked: str) -> Path:
    """Write a list with one village nobody knows, `asked`, in two rows."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(HEAD)
    for row in ROWS:
        page.append([asked if cell == VILLAGE else cell for cell in row])
    path = folder / "daftar-contoh.xlsx"
    book.save(path)
    return path


def uploaded(page: Page, site: str, path: Path) -> str:
    """Send a list, take the columns as proposed, and return the address of the check."""
    page.goto(f"{site}/balai/impor/")
    page.set_input_files("input[type=file]", path)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/balai/impor/\d+/kolom/"))
    expect(page.locator("main")).to_contain_text(re.compile("yakin|sama seperti impor"))
    page.get_by_role("button", name="Periksa isinya").click()
    page.wait_for_url(re.compile(r"/balai/impor/\d+/$"))
    return page.url


@pytest.mark.parametrize("script", [True, False], ids=["htmx", "without-javascript"])
def test_doubtful_values_provenance_and_the_way_back(
    demo_site: str, demo_browser: Browser, tmp_path: Path, *, script: bool
) -> None:
    """One answer for two rows; each field says where it came from; undone and done again."""
    context = demo_browser.new_context(
        reduced_motion="reduce", viewport={"width": 390, "height": 800}, java_script_enabled=script
    )
    page = context.new_page()
    sign_in(page, demo_site, "petugas")
    # An answer is remembered, so each walk asks about a village of its own.
    asked = VILLAGE if script else "Palukahn Lama"
    run = uploaded(page, demo_site, listed(tmp_path, asked))
    page.goto(f"{run}nilai/")
    expect(page.locator("main")).to_contain_text(asked)
    choice = page.locator("tr", has_text=asked).locator("select")
    choice.select_option(label="Palukahan, Danau Panggang")
    page.get_by_role("button", name="Simpan jawaban dan periksa lagi").click()
    expect(page.locator("main")).to_contain_text("Semua nilai yang meragukan sudah dijawab")
    page.get_by_role("button", name=re.compile(r"Masukkan \d+ baris")).click()
    undo = page.get_by_text("Urungkan impor ini")
    for _look in range(60):
        page.wait_for_timeout(500)
        page.goto(run)
        if undo.count():
            break
    page.goto(f"{demo_site}/balai/usaha/?q=Halidah")
    page.get_by_role("link", name="Tikar Halidah").first.click()
    origin = page.locator("dd", has_text="Palukahan").locator("details").first
    origin.locator("summary").click()
    expect(origin).to_contain_text("daftar-contoh.xlsx, baris 2")
    page.goto(f"{run}urungkan/")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("2 usaha ditarik")
    page.get_by_role("link", name=re.compile("Pengurungan ini tercatat")).click()
    page.get_by_role("link", name="Batal mengurungkan").click()
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Diurungkan")
    page.goto(f"{run}urungkan/")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("2 usaha ditarik")
    context.clear_cookies()
    sign_in(page, demo_site, "tetangga")
    for address in (run, f"{run}nilai/", f"{run}kolom/", f"{run}urungkan/", f"{run}perbaiki.xlsx"):
        answer = page.request.get(address)
        assert answer.status == 404
    context.close()
