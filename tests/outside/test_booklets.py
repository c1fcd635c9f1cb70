"""Workbooks that are read as they are: every row as high as its texts."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest

from lampit.outside.booklets import Leaf, Line, bound, height_of

MADE = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "lines"),
    [("pendek", 1), ("kata " * 12, 3), ("satu\ndua\ntiga", 3), ("tanpasela" * 6, 3), ("", 1)],
)
def test_a_row_is_as_high_as_its_text(text: str, lines: int) -> None:
    """Folded words, written line breaks, and a word longer than its column."""
    height = height_of(Line([text, 7]), [20, 8])
    assert height == 15 if lines == 1 else 13 * lines <= height <= 15 * lines


def test_heights_stand_in_the_file() -> None:
    """LibreOffice folds texts and leaves the row as it is; no program folds over columns."""
    note = Line(["Keterangan yang panjang sekali. " * 6], "note", wide=True)
    leaf = Leaf("Lembar", [12, 12], [note, Line(["a", 1]), Line(["kata " * 10, 2.5], decimals=1)])
    book = openpyxl.load_workbook(io.BytesIO(bound([leaf], title="t", author="a", made=MADE)))
    heights = [book.active.row_dimensions[row].height for row in (1, 2, 3)]
    assert heights[1] in (None, 15)
    assert heights[0] > 60
    assert heights[2] > 60


def test_no_row_is_higher_than_a_row_can_be() -> None:
    """A cell of 30,000 signs still gives a workbook that opens."""
    assert height_of(Line(["kata " * 6_000]), [10]) == 409
