"""The problem report looks like the office's own list, and still comes back corrected."""

import tracemalloc
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import Color, Font, PatternFill

from lampit.outside.spreadsheets import Looks, Style, looks
from lampit.registry.models import Business
from tests.registry import messy, zoo
from tests.registry.test_import_corrected import TITLE, imported, put_right, report_of

HEAD = ["No", "Nama Pemilik", "Nama Usaha", "NIK", "Desa", "Kecamatan", "HP", "Tgl Lahir", "Omzet"]
BORN_1990 = datetime(1990, 3, 4)  # noqa: DTZ001 - a cell has no zone
BORN_1980 = datetime(1980, 3, 12)  # noqa: DTZ001
FAULT, MARK = "FFFBE3D6", "B3461E"


@pytest.fixture
def home(tmp_path: Path, settings: object) -> Path:
    """Give the instance a folder and the places of HSU."""
    settings.LAMPIT_HOME = tmp_path  # type: ignore[attr-defined]  # pytest-django's wrapper
    messy.load_places()
    return tmp_path


def coloured(folder: Path) -> Path:
    """Write a list with colours by rows, a bold red name, dates, money, and wide columns."""
    rows: list[list[Any]] = [
        ["DAFTAR UMKM"],
        HEAD,
        [
            1,
            "Rina",
            "Toko Rina",
            "6308054403900012",
            "Antasari",
            "Amuntai Tengah",
            "081251110001",
            BORN_1990,
            1_500_000,
        ],
        [
            2,
            "Hamdan",
            "Warung Hamdan",
            "6308051203800013",
            "Tidak Ada",
            "Amuntai Tengah",
            "081251110003",
            BORN_1980,
            2_000_000,
        ],
    ]
    path = folder / "umkm.xlsx"
    book = zoo.workbook(path, ("UMKM", rows))
    page = book["UMKM"]
    for column in range(1, 10):
        page.cell(2, column).fill = PatternFill("solid", fgColor="FF1F4E78")
        page.cell(2, column).font = Font(bold=True, color="FFFFFFFF")
        page.cell(4, column).fill = PatternFill("solid", fgColor="FFFFFF00")
    page["B4"].font = Font(bold=True, italic=True, color="FFFF0000")
    page["C4"].fill = PatternFill("solid", fgColor=Color(theme=4, tint=0.5))
    page["H4"].number_format = "dd/mm/yyyy"
    page["I4"].number_format = '"Rp" #,##0'
    page.column_dimensions["B"].width = 31
    book.save(path)
    return path


@pytest.mark.django_db
def test_the_report_carries_the_offices_own_looks(home: Path) -> None:
    """Fills, inks, bold, number formats, widths, headings; a fault shows through any colour."""
    run, _ = imported(coloured(home))
    page = openpyxl.load_workbook(report_of(run, home))[TITLE]
    assert (page["A2"].fill.fgColor.rgb, page["C2"].fill.fgColor.rgb) == ("FFFFFF00", "FFA7C0DE")
    name = page["B2"].font
    assert (name.b, name.i, name.color.rgb) == (True, True, "FFFF0000")
    assert page["I2"].number_format == '"Rp" #,##0'
    assert page["H2"].value == BORN_1980
    assert page["H2"].number_format == "dd/mm/yyyy"
    assert page.column_dimensions["B"].width == pytest.approx(31, abs=1)
    assert (page["A1"].fill.fgColor.rgb, page["A1"].font.color.rgb) == ("FF1F4E78", "FFFFFFFF")
    assert page["E2"].fill.fgColor.rgb == FAULT
    assert page["E2"].border.top.color.rgb.endswith(MARK)


@pytest.mark.django_db
def test_it_still_comes_back_corrected(home: Path) -> None:
    """Only its row is touched; a report of the correction still looks like the first list."""
    run, _ = imported(coloured(home))
    report = report_of(run, home)
    put_right(report, {(TITLE, 4): {"Desa": "Masih Salah"}})
    again, told = imported(report)
    assert (told.counts["rows"], told.counts["create"]) == (1, 0)
    second = report_of(again, home)
    page = openpyxl.load_workbook(second)[TITLE]
    assert page["A2"].fill.fgColor.rgb == "FFFFFF00"
    put_right(second, {(TITLE, 4): {"Desa": "Murung Sari"}})
    _, told = imported(second)
    assert told.counts["update"] == 1
    assert Business.objects.get(name="Warung Hamdan").village_id == "63.08.05.1002"


@pytest.mark.django_db
def test_a_csv_has_a_plain_report(home: Path) -> None:
    """Nothing to carry: as before."""
    path = home / "umkm.csv"
    path.write_text("Nama Pemilik;Nama Usaha;Desa;HP\nHamdan;Warung;Tidak Ada;081251110003\n")
    run, _ = imported(path)
    page = openpyxl.load_workbook(report_of(run, home))[TITLE]
    assert page["A2"].fill.fgColor.rgb == "00000000"
    assert page["C2"].fill.fgColor.rgb == FAULT


def test_rows_are_found_however_a_program_writes_them(tmp_path: Path) -> None:
    """Rows and cells without their place are counted; empty rows are short; others are skipped."""
    path = zoo.one_sheet(tmp_path, [["a", "b", "c"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = next(name for name in parts if "worksheets/" in name)
    parts[sheet] = (
        b'<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/'
        b'spreadsheetml/2006/main"><x:cols><x:col min="2" max="3" width="200"/></x:cols>'
        b'<x:sheetData><x:row><x:c s="1"/><x:c/></x:row><x:row/><x:row r="5">'
        b'<x:c r="C5" s="1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    parts["xl/styles.xml"] = (
        b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<fonts><font/><font><b/></font></fonts><fills><fill/><fill><patternFill "
        b'patternType="solid"><fgColor indexed="10"/></patternFill></fill></fills><cellXfs>'
        b'<xf fontId="0" fillId="0"/><xf fontId="1" fillId="1" numFmtId="3"/></cellXfs>'
        b"</styleSheet>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    red = Style("#FF0000", "", is_bold=True, is_italic=False, number="#,##0")
    look = Looks(path).of("Data")
    assert look.at(1) == [red, Style()]
    assert look.at(3) == []
    assert look.at(5) == [Style(), Style(), red]
    assert look.at(9) == []
    assert look.widths == {1: 80.0, 2: 80.0}


def test_memory_does_not_grow_with_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows are walked in blocks: never the whole sheet at once."""
    path = tmp_path / "besar.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    page, bold = book.add_worksheet("Data"), book.add_format({"bold": True})
    for number in range(3_000):
        page.write_row(number, 0, [f"isi {number} {column}" for column in range(10)], bold)
    book.close()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    monkeypatch.setattr(looks, "_BLOCK", 50_000)
    tracemalloc.start()
    found = Looks(path).of("Data")
    assert all(found.at(number)[0].is_bold for number in range(1, 3_001, 100))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < size // 2
