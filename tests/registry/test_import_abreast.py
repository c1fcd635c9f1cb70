"""Two blocks side by side on a sheet are two tables; what is none stays as it is."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lampit.registry.actions import importing
from lampit.registry.models import Business
from lampit.registry.rules.importing.abreast import told_apart
from tests.factories import NOW
from tests.registry import messy

HEAD = ["No", "Nama", "Desa", "HP"]
LEFT = [[1, "Rusmini", "Antasari", "081250010001"], [2, "Hasan", "Kebun Sari", "081250010002"]]
RIGHT = [[3, "Jumri", "Palampitan Hulu", "081250010003"], [4, "Paridah", "Tigarun", "081250010004"]]


def sheet(*rows: list[object]) -> list[tuple[str, int, list[object]]]:
    """Return the rows of a sheet."""
    return [("Daftar", number, cells) for number, cells in enumerate(rows, start=1)]


def test_the_right_block_is_a_sheet_of_its_own() -> None:
    """Cells stay in their columns, rows keep their numbers, titles stay with the left."""
    rows = sheet(
        ["PASAR KAMIS"], [*HEAD, "", *HEAD], [*LEFT[0], "", *RIGHT[0]], [*LEFT[1], "", *[""] * 4]
    )
    found = list(told_apart(rows))
    assert found == [
        ("Daftar", 1, ["PASAR KAMIS"]), ("Daftar", 2, [*HEAD, ""]), ("Daftar", 3, [*LEFT[0], ""]),
        ("Daftar", 4, [*LEFT[1], ""]),
        ("Daftar [F]", 2, [*[""] * 5, *HEAD]), ("Daftar [F]", 3, [*[""] * 5, *RIGHT[0]]),
    ]  # fmt: skip


def test_three_blocks_without_a_gap() -> None:
    """However many there are."""
    rows = sheet([*HEAD, *HEAD, *HEAD], [*LEFT[0], *RIGHT[0], *RIGHT[1]])
    assert [name for name, _, _ in told_apart(rows)] == [
        "Daftar", "Daftar", "Daftar [E]", "Daftar [E]", "Daftar [I]", "Daftar [I]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        [HEAD, LEFT[0]],
        [["", "PEMILIK", "", "", "", "PENERUS", "", ""], [*HEAD, *HEAD], [*LEFT[0], *RIGHT[0]]],
        [["Nama", "L", "P", "L", "P"], ["Rina", 1, 2, 3, 4]],
        [["Nama", "Desa", "HP", "Nama", "Desa", "HP"], [*LEFT[0][1:], *RIGHT[0][1:]]],
        [["No", "Nama", "HP", "No", "Nama", "Alamat"], [1, "a", "b", 2, "c", "d"]],
    ],
)
def test_what_is_one_table_stays_one(rows: list[list[object]]) -> None:
    """Captions of their own, other words, no running number: nothing is guessed."""
    told = sheet(*rows)
    assert list(told_apart(told)) == told


@pytest.mark.django_db
@pytest.mark.database
def test_nobody_of_the_right_block_is_lost(tmp_path: Path, settings: Any) -> None:
    """All four come in, each with the own village and telephone; the report names both tables."""
    settings.LAMPIT_HOME = tmp_path
    messy.load_places()
    book = openpyxl.Workbook()
    page = book.active
    for cells in (
        [*HEAD, None, *HEAD],
        *([*a, None, *b] for a, b in zip(LEFT, RIGHT, strict=True)),
    ):
        page.append(cells)
    page["I3"] = "0812"
    path = tmp_path / "pasar.xlsx"
    book.save(path)
    run = importing.open_run(None, messy.HSU, path.name, path, now=NOW)
    importing.start_run(run, now=NOW)
    found = Business.objects.order_by("owner__name")
    assert list(found.values_list("owner__name", "village__name", "phone")) == [
        ("Hasan", "Kebun Sari", "+6281250010002"), ("Jumri", "Palampitan Hulu", "+6281250010003"),
        ("Paridah", "Tigarun", ""), ("Rusmini", "Antasari", "+6281250010001"),
    ]  # fmt: skip
    assert not found.exclude(extras={}).exists()
    report = tmp_path / "perbaiki.xlsx"
    importing.write_problems(run, report, NOW.date())
    fixed = openpyxl.load_workbook(report)
    rows = list(fixed.worksheets[0].iter_rows(values_only=True))
    assert any("Paridah" in cells for cells in rows)
    for cells in fixed.worksheets[0].iter_rows():
        for cell in cells:
            if cell.value == "0812":
                cell.value = "081250010004"
    fixed.save(report)
    again = importing.open_run(None, messy.HSU, report.name, report, now=NOW)
    assert again.corrects == run
    importing.start_run(again, now=NOW)
    assert Business.objects.get(owner__name="Paridah").phone == "+6281250010004"
    assert Business.objects.count() == 4
