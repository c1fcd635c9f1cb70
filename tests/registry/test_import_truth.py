"""The messy registry against its truth: nothing lost or guessed, 99 % of fields right."""

import csv
from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter

from lampit.registry.rules.importing.record import CLEANED_COLUMNS
from tests.registry import messy
from tests.registry.messy import ADDED, HERE, MAIN

XLSX, CSV = HERE / "messy_registry.xlsx", HERE / "messy_registry.csv"
LISTS = [(XLSX, MAIN, False), (CSV, MAIN, True), (XLSX, ADDED, False)]


@pytest.mark.parametrize(("path", "sheet", "is_csv"), LISTS)
def test_fields_against_the_truth(path: Path, sheet: str, is_csv: bool) -> None:
    """At least 99 of 100 fields are right, and none is guessed where the truth is unknown."""
    rows, _ = messy.read(path)
    found = messy.score([r for r in rows if is_csv or r.sheet == sheet], sheet, is_csv=is_csv)
    assert found.share >= 0.99, found.wrong
    assert found.guessed == []


@pytest.mark.parametrize(("path", "sheet", "is_csv"), LISTS)
def test_rows_against_the_truth(path: Path, sheet: str, is_csv: bool) -> None:
    """No record is lost, no title or total becomes one, each rejection has its right reason."""
    rows, _ = messy.read(path)
    found = messy.score([r for r in rows if is_csv or r.sheet == sheet], sheet, is_csv=is_csv)
    assert all(real == told for real, told in found.actions), found.actions
    records = {MAIN: 401, ADDED: 39}[sheet]
    assert found.actions["record", "record"] == records
    assert found.reasons == ({True: 10} if sheet == MAIN else {})


def test_the_summary_sheet_is_no_list() -> None:
    """Rows of the recap are told as ignored, and the sheet is mentioned."""
    rows, lists = messy.read(XLSX)
    assert {r.action for r in rows if r.sheet == "REKAP"} == {"ignore"}
    assert [(note.sheet, note.code) for note in lists.notes] == [("REKAP", "judul_tidak_ditemukan")]


def test_doubles_in_the_file() -> None:
    """Of the 40 planted doubles nine in ten are seen; people of the same name are kept apart."""
    rows, _ = messy.read(XLSX)
    real = messy.truth()
    marked = [r for r in rows if r.double_of or r.may_double]
    right = [r for r in marked if real[r.sheet, r.row]["dup_of"]]
    planted = [r for r in real.values() if r["dup_of"]]
    assert len(right) >= 36
    assert len(planted) == 40
    for row in rows:
        if row.double_of:
            here = real[row.sheet, row.row]["cluster_id"]
            assert here == real[row.double_of]["cluster_id"], row.row


ORDER = (16, 7, 2, 8, 1, 5, 3, 6, 12, 9, 15, 4, 10, 11, 13, 14, 17, 18, 19)
WORDS = [
    "Kontak (HP)", "Kelurahan/Desa", "Nomor KTP", "Kec.", "Nama Pengusaha", "Nama UMKM", "JK",
    "Alamat Lengkap", "Tahun Berdiri", "Komoditi", "Omset per bulan", "TTL", "Kode KBLI",
    "Nomor Induk Berusaha", "Tenaga Kerja (L)", "Tenaga Kerja (P)", "Media Online", "Bantuan",
    "Catatan",
]  # fmt: skip


def otherwise(number: int, cells: list[str]) -> list[str]:
    """Return a row of the messy registry as another office would write it."""
    if number == 5 or cells[0] == "NO":
        return WORDS
    if number < 5 or "KECAMATAN" in cells[0]:
        return [cells[0]]
    if number < 8 or cells[7] == "DESA / KEL":
        return []
    if cells[0].lower().startswith("jumlah"):
        return ["", cells[0]]
    return [cells[column] for column in ORDER]


def test_shuffled_columns_and_other_words(tmp_path: Path) -> None:
    """The same records under other headings, in another order, read as well."""
    with CSV.open(encoding="utf-8-sig", newline="") as file:
        sheet = list(csv.reader(file, delimiter=";"))
    path = tmp_path / "beda.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("Lembar1")
    for number, cells in enumerate(sheet):
        page.write_row(number, 0, otherwise(number, cells))
    book.close()
    rows, lists = messy.read(path)
    assert lists.tables[0].header_row == 6
    assert [g.field for g in lists.tables[0].guesses][:8] == [
        "phone", "village", "nik", "district", "owner", "name", "sex", "address",
    ]  # fmt: skip
    found = messy.score(rows, MAIN, is_csv=True)
    assert found.share >= 0.99, found.wrong
    assert found.guessed == []
    assert found.actions["record", "record"] == 401
    assert Counter(r.action for r in rows)["reject"] == 10


def test_cleaned_has_the_columns_of_the_contract() -> None:
    """One row per source row, in order, with the words of the truth file."""
    assert CLEANED_COLUMNS[:4] == ["sheet", "row", "action", "reason"]
    assert set(CLEANED_COLUMNS) <= set(next(iter(messy.truth().values())))
    rows, _ = messy.read(XLSX)
    assert [r.row for r in rows if r.sheet == MAIN] == list(range(1, 472))
