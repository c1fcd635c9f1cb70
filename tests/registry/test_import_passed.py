"""Rows passed over are counted and told with why; what a workbook hides is read and said."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lampit.outside import spreadsheets
from lampit.registry.actions import importing
from lampit.registry.models import ImportRun
from lampit.registry.rules.importing import passing
from lampit.registry.rules.importing.reading import Lists
from lampit.registry.rules.importing.tables import Choices
from tests.factories import member
from tests.registry import messy, zoo, zoo_columns, zoo_headings
from tests.registry.test_actions_import import NOW
from tests.registry.test_import_command import run as command

assert zoo_columns.__doc__
assert zoo_headings.__doc__  # their lists join the zoo
HEAD = ["No", "Nama Pemilik", "Nama Usaha", "NIK", "Desa", "Jenis", "HP"]


def hiding(folder: Path) -> Path:
    """Write a list with a title, totals, a signature; a column, a row and a sheet are hidden."""
    rows: list[list[Any]] = [
        ["DAFTAR UMKM"], [], HEAD,
        [1, "Rina", "Toko Rina", "6308054403900012", "Antasari", "kue", ""],
        [2, "Basuni", "UD Basuni", "6308051203800013", "Antasari", "tas", "081251110002"],
        ["", "sdr. Ali"], ["JUMLAH", "", "", "", "", "", 2], [], ["", "", "", "", "Mengetahui"],
    ]  # fmt: skip
    path = folder / "umkm.xlsx"
    old: list[list[Any]] = [HEAD, [1, "Jumi", "Bakul", "", "Antasari", "bakul", "081251110003"]]
    book = zoo.workbook(path, ("Data", rows), ("Lama", old))
    book["Data"].column_dimensions["D"].hidden = True
    book["Data"].column_dimensions["Z"].hidden = True
    book["Data"].row_dimensions[5].hidden = True
    book["Lama"].sheet_state = "hidden"
    book.save(path)
    return path


@pytest.mark.parametrize("name", zoo.ANIMALS)
def test_rows_read_and_passed_over_are_all_rows_of_the_file(name: str, tmp_path: Path) -> None:
    """Every list of the zoo, whatever its trouble: nothing disappears between two counts."""
    path = zoo.ANIMALS[name](tmp_path)
    source = list(spreadsheets.rows(path, "daftar"))
    for choices in (Choices(), Choices(skipped=frozenset({source[0][0]}))):
        lists = Lists(messy.desk(), choices)
        found = list(lists.rows(iter(source)))
        assert [(row.sheet, row.row) for row in found] == [(s, n) for s, n, _ in source]
        read = sum(row.record is not None for row in found)
        assert read + lists.passed.total == len(source)
        assert sum(one.many for one in lists.passed.told()) == lists.passed.total


def test_each_row_passed_over_has_its_reason(tmp_path: Path) -> None:
    """Title, blank, heading, too little, sum, signature; what needs a look comes first."""
    lists = Lists(messy.desk())
    list(lists.rows(spreadsheets.rows(hiding(tmp_path))))
    told = [(one.reason, one.sheet, one.rows) for one in lists.passed.told()]
    assert told == [
        (passing.LITTLE, "Data", (6,)), (passing.OUTSIDE, "Data", (1,)),
        (passing.TOTAL, "Data", (7,)), (passing.HEADING, "Data", (3,)),
        (passing.HEADING, "Lama", (1,)), (passing.SIGNATURE, "Data", (9,)),
        (passing.BLANK, "Data", (2, 8)),
    ]  # fmt: skip


def test_what_a_workbook_hides_is_found(tmp_path: Path) -> None:
    """Sheet, columns and rows of XLSX; a CSV hides nothing."""
    assert spreadsheets.hidden(hiding(tmp_path)) == [
        spreadsheets.Hidden("Data", is_sheet=False, columns=(3, 25), rows=(5,)),
        spreadsheets.Hidden("Lama", is_sheet=True),
    ]
    assert spreadsheets.hidden(zoo.ANIMALS["csv_tabs"](tmp_path)) == []


@pytest.mark.django_db
def test_the_pages_and_the_report_say_it(client: Client, tmp_path: Path, settings: object) -> None:
    """On the columns page before anything is read, on the run's page, and in the report."""
    settings.LAMPIT_HOME = tmp_path / "home"  # type: ignore[attr-defined]  # pytest-django's wrapper
    messy.load_places()
    client.force_login(member("staff", messy.HSU))
    client.post(
        "/balai/impor/", {"file": SimpleUploadedFile("u.xlsx", hiding(tmp_path).read_bytes())}
    )
    run = ImportRun.objects.get()
    answer = client.get(f"/balai/impor/{run.pk}/kolom/")
    page = " ".join(answer.content.decode().split())
    assert "kolom D (NIK) di lembar Data" in page
    assert "lembar Lama" in page
    assert "1 baris di lembar Data (baris 5)" in page
    assert "bisa berarti Jenis usaha atau barang, Bidang usaha atau L/P: pilih" in page
    form = answer.context["form"]
    typed = {name: field.initial for name, field in form.fields.items() if field.initial}
    checked = client.post(f"/balai/impor/{run.pk}/kolom/", typed, follow=True)
    page = " ".join(checked.content.decode().split())
    assert "Berkas ini 11 baris: 3 baris usaha dan 8 dilewati." in page
    assert "Isinya terlalu sedikit untuk satu usaha" in page
    assert "Ada yang tersembunyi di berkas ini" in page
    target = tmp_path / "perbaiki.xlsx"
    run.refresh_from_db()
    importing.write_problems(run, target, NOW.date())
    told = dict(openpyxl.load_workbook(target)["Ringkasan"].iter_rows(values_only=True))
    assert told["Baris yang dilewati"] == 8
    assert told["Dilewati di Data: Baris jumlah."] == "1 (baris 7)"
    assert told["Lembar Lama"] == "tersembunyi di Excel, tetap dibaca"
    assert told["Baris tersembunyi di Data, tetap dibaca"] == "1 (baris 5)"


@pytest.mark.django_db
def test_the_command_line_counts_them(
    tmp_path: Path, settings: object, capsys: pytest.CaptureFixture[str]
) -> None:
    """And names the heading that may mean several things among the problems."""
    settings.LAMPIT_HOME = tmp_path / "home"  # type: ignore[attr-defined]  # pytest-django's wrapper
    messy.load_places()
    path = str(hiding(tmp_path))
    assert command("import-businesses", path, "--region", messy.HSU, "--dry-run") == 0
    told = capsys.readouterr().out
    assert "Berkas ini 11 baris: 3 baris usaha dan 8 dilewati." in told
    assert "Data: 1 baris (7). Baris jumlah." in told
