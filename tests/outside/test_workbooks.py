"""Workbooks: every reader finds what was put in, and no more."""

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from lampit.outside import workbooks

CELL = st.one_of(
    st.text(max_size=20), st.integers(-(10**9), 10**9), st.booleans(), st.none(),
    st.sampled_from(("=1+1", "0812", "_x0041_", "a\rb", " lebar ", "<b>&amp;", "\x07", "\ufffe")),
)  # fmt: skip


def kept(value: object) -> object:
    """Return what a reader finds of a cell: signs that XML cannot hold are gone."""
    if isinstance(value, str):
        return "".join(s for s in value if s not in "\ufffe\uffff") or None
    return int(value) if isinstance(value, bool) else value


def read(path: Path, sheet: str = "Usaha") -> list[list[object]]:
    """Return the rows of a sheet as openpyxl reads them."""
    book = openpyxl.load_workbook(path)
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=4))
def test_what_is_written_is_read(rows: list[list[object]]) -> None:
    """Texts stay texts, also formulas, zeros before, spaces and what looks like an escape."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        assert workbooks.written(path, rows, sheet="Usaha", bold_row=-1) == len(rows)
        found = read(path)
    found = [(row + [None] * 3)[:3] for row in found] + [[None] * 3] * (len(rows) - len(found))
    wanted = [[kept(cell) for cell in row] for row in rows]
    assert [[unescaped(cell) for cell in row] for row in found] == wanted


def unescaped(value: object) -> object:
    """Read the escapes of Excel that openpyxl leaves in inline texts."""
    return openpyxl.utils.escape.unescape(value) or None if isinstance(value, str) else value


def test_two_readers_agree_and_the_types_come_first(tmp_path: Path) -> None:
    """Bold where it is wanted; a mail gateway knows the file by its first part."""
    path = tmp_path / "x.xlsx"
    rows: list[list[object]] = [
        ["Unduhan 1"],
        ["No", "Nama"],
        [1, "Anyaman & <Purun>"],
        [2, ""],
        [3, "=SUM(A1)"],
    ]
    workbooks.written(path, rows, sheet="Usaha", bold_row=1, head=2)
    told = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("Usaha").to_python()
    assert told[2:] == [[1.0, "Anyaman & <Purun>"], [2.0, ""], [3.0, "=SUM(A1)"]]
    page = openpyxl.load_workbook(path)["Usaha"]
    assert [page.cell(row, 1).font.b for row in (1, 2, 3)] == [False, True, False]
    assert page["B5"].data_type == "s", "shown, not computed"
    with zipfile.ZipFile(path) as parts:
        assert parts.namelist()[0] == "[Content_Types].xml"
        assert parts.testzip() is None


@pytest.mark.parametrize("count", [0, 4, 5, 9, 11])
def test_long_lists_go_on_in_further_sheets(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each begins with the head; nothing is lost at the end of a sheet, none is empty."""
    monkeypatch.setattr(workbooks, "MOST_ROWS", 5)
    path = tmp_path / "x.xlsx"
    rows = [["tanda"], ["Nama"], *([f"U{n}"] for n in range(count))]
    assert workbooks.written(path, iter(rows), sheet="Usaha", head=2) == len(rows)
    book = openpyxl.load_workbook(path)
    found = []
    for page in book.worksheets:
        values = [row[0].value for row in page.iter_rows()]
        assert values[:2] == ["tanda", "Nama"]
        assert len(values) <= 5
        found += values[2:]
    assert found == [f"U{n}" for n in range(count)]
    assert book.sheetnames == ["Usaha", *(f"Usaha {n}" for n in range(2, -(-count // 3) + 1))]


def test_a_cell_too_long_for_excel_is_cut(tmp_path: Path) -> None:
    """Excel calls a file with a longer one broken."""
    path = tmp_path / "x.xlsx"
    workbooks.written(path, [["a" * 40_000]], sheet="Usaha")
    assert read(path) == [["a" * workbooks.LONGEST]]


def test_what_is_no_number_leaves_its_cell_empty(tmp_path: Path) -> None:
    """XML knows no NaN: the cell is empty, and the file opens."""
    path = tmp_path / "x.xlsx"
    workbooks.written(path, [["a", float("nan"), float("inf"), 2.5]], sheet="Usaha", bold_row=-1)
    assert read(path) == [["a", None, None, 2.5]]
