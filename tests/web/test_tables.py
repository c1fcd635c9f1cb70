"""CSV files for the office: one cell is one cell, and nothing in it is run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.web.tables import csv_answer, csv_lines, plain_cell


@pytest.mark.parametrize("text", ["=1+1", "+62", "-5 buah", "@SUM(A1)", "\t=1"])
def test_formulas_become_text(text: str) -> None:
    """A cell that Excel would run starts with an apostrophe; numbers stay numbers."""
    assert plain_cell(text) == f"'{text}"
    assert [plain_cell(v) for v in (-5, 1.5, None, "biasa")] == ["-5", "1.5", "", "biasa"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=1))
def test_cells_come_back(cells: list[str]) -> None:
    """Semicolons, quotes and line ends inside a cell do not make new cells."""
    written = "".join(csv_lines([cells])).removeprefix("\ufeff")
    read = next(csv.reader(io.StringIO(written, newline=""), delimiter=";"))
    assert read == [plain_cell(cell) for cell in cells]


def test_the_answer_is_a_download() -> None:
    """The browser is told the name and that it is a file."""
    answer = csv_answer([["a", 1]], "x.csv")
    assert answer["Content-Disposition"] == 'attachment; filename="x.csv"'
    assert b"".join(answer) == b"\xef\xbb\xbfa;1\r\n"
