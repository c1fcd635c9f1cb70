"""Problems that keep no row back: counted, listed row by row, and in the file to put right."""

from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from lampit.registry.actions import importing
from lampit.registry.models import ImportRun
from tests.factories import member
from tests.registry import messy
from tests.registry.test_actions_import import BASUNI, HEAD, NOW, RINA, TES, opened

pytestmark = pytest.mark.django_db
SHORT = [*RINA[:6], "08123", RINA[7]]  # a telephone that is cut off: noted, and the row comes in


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> Path:
    """Give each test its own folder of uploads, and the places of HSU."""
    settings.LAMPIT_HOME = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper
    messy.load_places()
    return tmp_path


def page_of(client: Client, address: str) -> str:
    """Return a page as text with single blanks."""
    return " ".join(client.get(address).content.decode().split())


def test_what_is_only_noted_is_listed_and_can_be_put_right(home: Path, client: Client) -> None:
    """Counted on the run's page, named row by row with the business, and in the file."""
    client.force_login(member("staff", messy.HSU))
    run = opened(home, SHORT, BASUNI, TES)
    importing.check_run(run, now=NOW)
    here = f"/balai/impor/{run.pk}/"
    draft = page_of(client, here)
    assert "Dicatat juga, tanpa menahan barisnya" in draft
    assert "perbaiki.xlsx" in page_of(client, f"{here}masalah/")
    importing.start_run(run, now=NOW)
    assert f"{here}masalah/?kode=hp_tidak_sah" in page_of(client, here)
    one = page_of(client, f"{here}masalah/?kode=hp_tidak_sah")
    assert "Toko Rina" in one
    assert "UD Basuni" not in one
    assert "Nomor HP tidak lengkap." in one
    target = home / "perbaiki.xlsx"
    assert importing.write_problems(ImportRun.objects.get(pk=run.pk), target, NOW.date()) == 2
    sheet = openpyxl.load_workbook(target)["Perlu diperbaiki"]
    assert [sheet.cell(row, 2).value for row in (2, 3)] == ["Toko Rina", "tes"]


def test_the_page_follows_the_screen_and_the_file_stays_indonesian(
    home: Path, client: Client
) -> None:
    """The sentences in English on an English screen; the office's own file as ever."""
    client.force_login(member("staff", messy.HSU))
    client.cookies["bahasa"] = "en"
    run = opened(home, SHORT, TES)
    importing.start_run(run, now=NOW)
    here = f"/balai/impor/{run.pk}/"
    for page in (page_of(client, here), page_of(client, f"{here}masalah/")):
        assert "Nomor HP tidak lengkap." not in page
        assert "The phone number is not complete." in page
    answer = client.get(f"{here}perbaiki.xlsx")
    target = home / "kembali.xlsx"
    target.write_bytes(b"".join(answer))
    cells = [str(c.value) for row in openpyxl.load_workbook(target).worksheets[0] for c in row]
    assert any("Nomor HP tidak lengkap." in cell for cell in cells)


def test_rows_of_the_neighbour_are_nowhere(home: Path, client: Client) -> None:
    """Another office finds no run."""
    run = opened(home, SHORT)
    importing.start_run(run, now=NOW)
    client.force_login(member("staff", "63.09"))
    assert client.get(f"/balai/impor/{run.pk}/masalah/").status_code == 404


def test_a_sentence_above_the_headings_is_no_record(home: Path) -> None:
    """A CSV whose first line is a sentence, with commas of its own, comes in whole."""
    path = home / "kalimat.csv"
    told = "Daftar UMKM Kecamatan Amuntai, keadaan November 2026, mohon dilengkapi, terima kasih"
    lines = [told, ";".join(HEAD), ";".join(RINA), ";".join(BASUNI)]
    path.write_text("\n".join(lines), encoding="utf-8")
    run = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    report = importing.start_run(run, now=NOW)
    assert (report.counts["rows"], report.counts["create"]) == (2, 2)
