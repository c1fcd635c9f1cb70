"""Columns without a heading, cells beside the table, days that count from 1904: nothing is lost."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.template.loader import render_to_string

from lampit.outside import spreadsheets
from lampit.registry.models import ImportRun
from lampit.registry.rules.importing.columns import signature
from lampit.registry.rules.importing.lane import Lane
from lampit.registry.rules.importing.reading import Lists
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.vocabulary import NUMBER
from lampit.registry.rules.unnamed import is_unnamed, unnamed
from tests.registry import messy

HEAD = ["", "Nama Pemilik", "Nama Usaha", "Desa", "Kecamatan", ""]
PEOPLE = ["Rina", "Basuni", "Jumiati", "Hadijah", "Idris"]


def rows_of(head: list[str], last: list[str]) -> list[list[object]]:
    """Return a list whose first column counts and whose last has no heading."""
    made: list[list[object]] = [
        [n, name, f"Toko {name}", "Antasari", "Amuntai Tengah", told]
        for n, (name, told) in enumerate(zip(PEOPLE, last, strict=True), start=1)
    ]
    return [[*head], *made]


def read(rows: list[list[object]]) -> tuple[Lists, list[Record]]:
    """Return the reading of a sheet and its records."""
    lists = Lists(messy.desk())
    found = list(lists.rows(("Data", n, cells) for n, cells in enumerate(rows, start=1)))
    return lists, [row.record for row in found if row.record is not None]


def test_a_column_without_a_heading_is_kept_under_its_letter() -> None:
    """It is offered for a field as any other; one that only counts the rows is a number."""
    told = ["dekat pasar", "", "belakang masjid", "-", "simpang tiga"]
    lists, records = read(rows_of(HEAD, told))
    assert [record.extras for record in records] == [
        {"kolom F": "dekat pasar"}, {}, {"kolom F": "belakang masjid"}, {},
        {"kolom F": "simpang tiga"},
    ]  # fmt: skip
    shown = {guess.header: guess.field for guess in lists.tables[0].guesses}
    assert shown["kolom A"] == NUMBER
    assert shown["kolom F"] == ""
    assert "dekat pasar" in lists.tables[0].samples[5]


def test_its_content_tells_what_it_is() -> None:
    """Telephones are telephones, heading or none."""
    phones = [f"08125111000{n}" for n in range(5)]
    lists, records = read(rows_of(HEAD, phones))
    assert lists.tables[0].fields["phone"] == 5
    assert records[0].phone1 == "+6281251110000"
    assert records[0].extras == {}


def test_a_person_chooses_what_it_is_and_the_memory_finds_it() -> None:
    """The heading of a list is remembered alike, whether such a column holds something or not."""
    filled, blank = rows_of(HEAD, ["a"] * 5), rows_of(HEAD, [""] * 5)
    marks = {signature(read(rows)[0].tables[0].headers) for rows in (filled, blank)}
    assert len(marks) == 1
    lists = Lists(messy.desk())
    lists.choices.remembered = {marks.pop(): {"Nama Pemilik": "owner", "kolom F": "note"}}
    found = list(lists.rows(("Data", n, cells) for n, cells in enumerate(filled, start=1)))
    assert [row.record.note for row in found if row.record] == ["a"] * 5


def test_what_stands_beside_the_table_is_kept_in_both_lanes() -> None:
    """A row may go on after the last heading; rows before it are as they were."""
    rows = rows_of(HEAD[:5], [""] * 5)
    rows = [row[:5] for row in rows]
    rows[4] = [*rows[4], "", "pindah ke Alabio"]
    _, records = read(rows)
    assert [record.extras for record in records] == [
        {},
        {},
        {},
        {"kolom G": "pindah ke Alabio"},
        {},
    ]
    lists = Lists(messy.desk())
    source = (("Data", n, cells) for n, cells in enumerate(rows, start=1))
    batches = list(lists.batches(lists.drafts(source, 3), _as_told))
    kept = [line for batch in batches for line in batch.business[-3]]
    assert kept == ["{}", "{}", "{}", '{"kolom G": "pindah ke Alabio"}', "{}"]
    assert isinstance(lists.lane, Lane)


@pytest.mark.parametrize("ending", ["xls", "xlsx"])
def test_the_page_says_what_an_old_workbook_cannot_tell(ending: str) -> None:
    """Hidden rows and columns of an .xls are not known: nobody is left to think there are none."""
    page = render_to_string("registry/_import_hidden.html", {"run": ImportRun(path=f"a.{ending}")})
    assert ("simpan dulu sebagai .xlsx" in page) is (ending == "xls")


def test_names_of_columns_are_no_headings_of_the_office() -> None:
    """By letter, as Excel shows them."""
    assert (unnamed(0), unnamed(26)) == ("kolom A", "kolom AA")
    assert is_unnamed(unnamed(5))
    assert not is_unnamed("kolom 5")
    assert not is_unnamed("Kolom F")


@pytest.mark.parametrize(("is_1904", "born"), [(True, "1990-12-31"), (False, "1986-12-30")])
def test_a_serial_day_without_a_date_format_counts_as_its_workbook_does(
    is_1904: bool, born: str, tmp_path: Path
) -> None:
    """31,776 days after 1 January 1904; read by 1900 it is four years and a day earlier."""
    path = tmp_path / "mac.xlsx"
    book = xlsxwriter.Workbook(str(path), {"date_1904": is_1904})
    page = book.add_worksheet("Data")
    head = ["Nama Pemilik", "Nama Usaha", "Desa", "Kecamatan", "Tanggal Lahir", "Mulai Usaha"]
    rows: list[list[Any]] = [
        head, ["Rina", "Toko Rina", "Antasari", "Amuntai Tengah", 31_776, 2015],
    ]  # fmt: skip
    for n, cells in enumerate(rows):
        page.write_row(n, 0, cells)
    as_day = book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_row(2, 0, ["Basuni", "UD Basuni", "Antasari", "Amuntai Tengah"])
    page.write_datetime(2, 4, date(1990, 12, 31), as_day)
    book.close()
    desk = replace(
        messy.desk(),
        day_zero=spreadsheets.DAYS_BETWEEN if spreadsheets.counts_from_1904(path) else 0,
    )
    found = [row.record for row in Lists(desk).rows(spreadsheets.rows(path)) if row.record]
    assert [record.birth_date for record in found] == [born, "1990-12-31"]
    assert found[0].start == "2015"  # a year is a year


def _as_told(_kind: str, texts: list[str]) -> list[str]:
    """Return what stands for blind indexes."""
    return texts
