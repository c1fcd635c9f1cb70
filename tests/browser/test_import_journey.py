"""Staff bring a messy list in through the pages, and take it back; the head reads the answer."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import environment_of
from tests.browser.test_walk import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("demo")]
MESSY = Path(__file__).parents[1] / "registry" / "data" / "messy_registry.xlsx"


@pytest.mark.parametrize("script", [True, False], ids=["htmx", "without-javascript"])
def test_a_messy_list_comes_in_and_goes(
    demo_site: str, demo_browser: Browser, *, script: bool
) -> None:
    """Upload, columns on one page, the sentence of the check, import, counts, undo."""
    context = demo_browser.new_context(
        reduced_motion="reduce", viewport={"width": 1366, "height": 768}, java_script_enabled=script
    )
    page = context.new_page()
    sign_in(page, demo_site, "petugas")
    page.goto(f"{demo_site}/balai/impor/")
    page.set_input_files("input[type=file]", MESSY)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/balai/impor/\d+/kolom/"))
    assert page.locator("select").count() >= 20
    page.get_by_role("button", name="Periksa isinya").click()
    expect(page.locator("main")).to_contain_text("450 baris: 404 usaha baru")
    run = page.url
    page.get_by_role("button", name=re.compile(r"Masukkan \d+ baris")).click()
    undo = page.get_by_text("Urungkan impor ini")
    for _look in range(60):
        page.wait_for_timeout(500)
        page.goto(run)
        if undo.count():
            break
    page.goto(f"{demo_site}/balai/usaha/?q=Hamdani")
    expect(page.locator("main")).to_contain_text("Hamdani")
    page.goto(f"{demo_site}/balai/impor/")
    page.locator("a[href^='/balai/impor/']").filter(has_text="messy_registry").first.click()
    page.get_by_text("Urungkan impor ini").first.click()
    expect(page.locator("h1")).to_contain_text("Urungkan impor")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("404 usaha ditarik")
    context.close()


def test_the_head_reads_what_the_command_line_computes(
    demo_site: str, demo_browser: Browser, demo_home: Path
) -> None:
    """The sentence on the desk and `lampit survey estimate` tell the same index and interval."""
    context = demo_browser.new_context(
        reduced_motion="reduce", viewport={"width": 1366, "height": 768}
    )
    page = context.new_page()
    assert sign_in(page, demo_site, "kepala") == "/balai/"
    index_link = 'a[href*="/angka/index/"]'
    told = page.locator(
        f"main :is({index_link}[data-low], {index_link} [data-low], [data-low]:has({index_link}))"
    ).first
    computed = subprocess.run(
        [sys.executable, "-m", "lampit", "survey", "estimate", "2026-1", "--region", "63.08",
         "--json"],
        capture_output=True, text=True, check=True, env=environment_of(demo_home, 0),
    )  # fmt: skip
    index = next(row for row in json.loads(computed.stdout) if row["indicator"] == "index")
    for name, key in (("value", "estimate"), ("low", "ci_low"), ("high", "ci_high")):
        assert float(told.get_attribute(f"data-{name}") or "nan") == pytest.approx(
            index[key], abs=0.06
        )
    assert int(told.get_attribute("data-n") or 0) == index["n"]
    expect(page.locator("main")).to_contain_text("usaha terpilih")
    context.close()
