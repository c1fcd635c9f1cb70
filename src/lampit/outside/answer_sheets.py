"""Workbooks of answers: rows that wait to be filled in, with drop-downs, notes and faults.

Written row by row, finished ones go to disk. Drop-downs read a hidden sheet of codes and words.
Works in Excel and LibreOffice, without macros.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

FIRST_LISTED = 1  # the row, from 0, where lists begin on their hidden sheet
LONGEST_NOTE = 255
PIECE = 65_536
MOST_COMMENTS = 5_000
COMMENT_HEIGHT = 120
_FAULTY = {"bg_color": "#FBE3D6", "border": 2, "border_color": "#B3461E"}
_HEADING = {"bold": True, "bg_color": "#E7DFC9", "text_wrap": True, "valign": "top", "border": 1}


@dataclass(frozen=True, slots=True)
class Column:
    """A column to fill in.

    Attributes:
        title, below: the heading, and what stands under it in a further language ("" = nothing).
        note: what its comment says.
        kind: `text`, `date`, `list`, or `whole` (between `low` and `high`, or one of `words`).
        words: code → words of the drop-down, or of what may stand instead of a number.
        is_held: filled in already; shown as not to be changed.
    """

    title: str
    note: str
    kind: str = "text"
    words: Mapping[str, str] = field(default_factory=dict)
    low: int = 0
    high: int = 0
    below: str = ""
    width: int = 18
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells, and column → sentence of those with a fault."""

    cells: Sequence[object]
    faults: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook to fill in.

    Attributes:
        sheet: the name of the sheet with the rows.
        below: first cell of the row under the headings; "" without such a row.
        papers: name → lines of cells of the sheets with instructions.
        lists: name of the hidden sheet.
        most: how many rows checks cover.
    """

    sheet: str
    columns: Sequence[Column]
    papers: Mapping[str, Iterable[Sequence[str]]]
    lists: str
    most: int
    below: str = ""


def write(path: Path, book: Book, rows: Iterable[Row]) -> int:
    """Write the workbook and return how many rows it has."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as made:
        page = made.add_worksheet(book.sheet)
        papers = [(made.add_worksheet(name), lines) for name, lines in book.papers.items()]
        hidden = made.add_worksheet(book.lists)
        hidden.hide()
        sources = _write_lists(hidden, book.columns)
        first = _write_heading(made, page, book)
        for place, column in enumerate(book.columns):
            told = _validation(column, sources.get(place, ""), xl_rowcol_to_cell(first, place))
            page.data_validation(first, place, first + max(book.most, 1) - 1, place, told)
        count = _write_rows(made, page, book.columns, rows, first)
        for sheet, lines in papers:
            _write_paper(made, sheet, lines)
        page.activate()
    return count


def _write_lists(page: Any, columns: Sequence[Column]) -> dict[int, str]:
    """Write codes and words of the drop-downs and return where the words of each column lie."""
    listed = [(place, column) for place, column in enumerate(columns) if column.words]
    longest = max((len(column.words) for _place, column in listed), default=0)
    pairs = [list(column.words.items()) for _place, column in listed]
    for at, (_place, column) in enumerate(listed):
        page.write_string(0, 2 * at, column.title[:200])
    for row in range(longest):
        for at, told in enumerate(pairs):
            if row < len(told):
                page.write_string(FIRST_LISTED + row, 2 * at, told[row][0])
                page.write_string(FIRST_LISTED + row, 2 * at + 1, told[row][1])
    found = {}
    for at, (place, column) in enumerate(listed):
        letter = xl_col_to_name(2 * at + 1)
        last = FIRST_LISTED + len(column.words)
        found[place] = f"{page.get_name()}!${letter}${FIRST_LISTED + 1}:${letter}${last}"
    return found


def _write_heading(made: Any, page: Any, book: Book) -> int:
    """Write the headings with their comments; return the first row below, from 0."""
    heading = made.add_format(_HEADING)
    held = made.add_format({**_HEADING, "bg_color": "#DCDCDC"})
    below = made.add_format({**_HEADING, "bold": False, "italic": True, "bg_color": "#F5F1E6"})
    formats = {
        "text": made.add_format({"num_format": "@"}),
        "list": made.add_format({"num_format": "@"}),
        "date": made.add_format({"num_format": "dd/mm/yyyy"}),
        "whole": made.add_format({"num_format": "0"}),
    }
    page.set_row(0, 90)
    for place, column in enumerate(book.columns):
        page.set_column(place, place, column.width, formats[column.kind])
        page.write_string(0, place, column.title, held if column.is_held else heading)
        if column.note:
            page.write_comment(0, place, column.note, {"height": COMMENT_HEIGHT, "width": 240})
    held_count = sum(column.is_held for column in book.columns)
    first = 2 if book.below else 1
    if book.below:
        page.set_row(1, 60)
        for place, column in enumerate(book.columns):
            page.write_string(1, place, book.below if place == 0 else column.below, below)
    page.freeze_panes(first, min(held_count, 2))
    return first


def _write_rows(
    made: Any, page: Any, columns: Sequence[Column], rows: Iterable[Row], first: int
) -> int:
    shapes = {"text": "@", "list": "@", "date": "dd/mm/yyyy", "whole": "0"}
    plain = [made.add_format({"num_format": shapes[column.kind]}) for column in columns]
    faulty = {
        kind: made.add_format({**_FAULTY, "num_format": shape}) for kind, shape in shapes.items()
    }
    count = comments = 0
    for count, row in enumerate(rows, start=1):
        at = first + count - 1
        width = max(len(row.cells), max(row.faults, default=-1) + 1)
        for place in range(width):
            value = row.cells[place] if place < len(row.cells) else ""
            if value in ("", None) and place not in row.faults:
                continue  # its column has the format already
            kind = columns[place].kind if place < len(columns) else "text"
            own = plain[place] if place < len(columns) else None
            _put(page, at, place, value, faulty[kind] if place in row.faults else own)
        for place, sentence in row.faults.items():
            if comments < MOST_COMMENTS and place >= 0:
                page.write_comment(at, place, sentence[:1_000], {"height": 80, "width": 240})
                comments += 1
    return count


def _put(page: Any, row: int, column: int, value: object, style: Any) -> None:
    """Write one cell; text stays text, whatever it begins with."""
    if value is None or value == "":
        page.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        page.write_string(row, column, "TRUE" if value else "FALSE", style)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, style)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, style)
    else:
        page.write_string(row, column, str(value)[:32_000], style)


def _write_paper(made: Any, page: Any, lines: Iterable[Sequence[str]]) -> None:
    wrap = made.add_format({"text_wrap": True, "valign": "top"})
    bold = made.add_format({"bold": True, "text_wrap": True})
    page.set_column(0, 0, 30 if page.get_name() != "Petunjuk" else 100, wrap)
    page.set_column(1, 5, 40, wrap)
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            page.write_string(row, column, cell[:32_000], bold if row == 0 else wrap)


def _validation(column: Column, source: str, cell: str) -> dict[str, Any]:
    """Return the check of a column in the words of xlsxwriter."""
    told: dict[str, Any] = {
        "error_title": "Periksa isiannya",
        "error_message": column.note[:LONGEST_NOTE] or "Pilih dari daftar.",
    }
    if column.kind == "list":
        return told | {"validate": "list", "source": f"={source}"}
    if column.kind == "date":
        first = date(2000, 1, 1)
        return told | {"validate": "date", "criteria": ">=", "value": first}
    if column.kind == "whole" and not column.words:
        told |= {"validate": "integer", "criteria": "between"}
        return told | {"minimum": column.low, "maximum": column.high}
    if column.kind == "whole":
        # A number in its range, or one of the words for “will not tell”: no list offers both.
        is_within = f"{cell}>={column.low},{cell}<={column.high},{cell}=INT({cell})"
        formula = f"=OR(AND(ISNUMBER({cell}),{is_within}),COUNTIF({source},{cell})>0)"
        return told | {"validate": "custom", "value": formula}
    return told | {"validate": "any"}


def streamed(book: Book, rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a workbook in pieces; the file on disk goes away with the last one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "isian.xlsx"
        write(path, book, rows)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
