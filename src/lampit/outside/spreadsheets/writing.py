"""Reports as XLSX: text stays text, so that no cell can act as a formula."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from lampit.outside.spreadsheets.looks import PLAIN, Style

MAX_COMMENTS = 5_000
MAX_FORMATS = 2_000  # distinct looks in one file; cells beyond them are plain
PLAIN_WIDTH = 18
FIRST_YEAR = 1901  # what a date cell can hold
_FAULTY = {"bg_color": "#FBE3D6", "border": 2, "border_color": "#B3461E"}
_HEADING = {"bold": True, "bg_color": "#E7DFC9", "text_wrap": True}


@dataclass(frozen=True, slots=True)
class FaultyCell:
    """A cell of a report row that a person must look at."""

    column: int
    comment: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of a report: its cells, which of them are faulty, and how they look."""

    cells: Sequence[object]
    faults: Sequence[FaultyCell] = ()
    styles: Sequence[Style] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of a report: its title, its headings, and its rows as they come.

    Attributes:
        looks: how the headings look, by column.
        widths: column → width in characters.
    """

    title: str
    header: Sequence[str]
    rows: Iterable[ReportRow]
    looks: Sequence[Style] = ()
    widths: Mapping[int, float] = field(default_factory=dict)


def write_report(
    path: Path, parts: Iterable[Part], summary: Callable[[], Sequence[tuple[str, object]]]
) -> int:
    """Write each part as a sheet and then `Ringkasan`; return how many rows were written.

    Cells that begin with `= + - @` are written as text; numbers stay numbers. Parts are read
    one after the other and never kept; `summary` is asked after the last one.
    """
    book = xlsxwriter.Workbook(
        str(path),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    formats = _Formats(book)
    total = 0
    for part in parts:
        total += _write_part(book, part, formats)
    _write_summary(book, summary(), formats.heading(PLAIN))
    book.close()
    return total


class _Formats:
    """The formats of a workbook: one for each look, made when it is first met."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Style, str], Any] = {}

    def heading(self, style: Style) -> Any:
        """Return the format of a heading that the office has so."""
        return self._of(style, "heading", _HEADING)

    def cell(self, style: Style, *, is_faulty: bool) -> Any:
        """Return the format of a cell, None for a plain one; a fault shows through any colour."""
        if is_faulty:
            return self._of(style, "faulty", _FAULTY)
        return self._of(style, "", {}) if style != PLAIN else None

    def _of(self, style: Style, kind: str, own: Mapping[str, object]) -> Any:
        if len(self._made) >= MAX_FORMATS and (style, kind) not in self._made:
            style = PLAIN
        made = self._made.get((style, kind))
        if made is None:
            told = _told(style)
            # The office's own colour of a heading counts before ours, a fault before both.
            both = {**own, **told} if kind == "heading" else {**told, **own}
            made = self._made[style, kind] = self._book.add_format(both)
        return made


def _told(style: Style) -> dict[str, object]:
    told: dict[str, object] = {}
    if style.fill:
        told |= {"bg_color": style.fill}
    if style.ink:
        told |= {"font_color": style.ink}
    if style.is_bold:
        told |= {"bold": True}
    if style.is_italic:
        told |= {"italic": True}
    return told | {"num_format": style.number} if style.number else told


def _write_part(book: Any, part: Part, formats: _Formats) -> int:
    page = book.add_worksheet(part.title[:31])
    page.freeze_panes(1, 0)
    page.set_column(0, max(len(part.header) - 1, 0), PLAIN_WIDTH)
    for column, width in part.widths.items():
        page.set_column(column, column, width)
    for column, title in enumerate(part.header):
        page.write_string(0, column, title, formats.heading(_at(part.looks, column)))
    count = comments = 0
    for count, row in enumerate(part.rows, start=1):
        faults = {fault.column: fault.comment for fault in row.faults}
        for column, value in enumerate(row.cells):
            style = _at(row.styles, column)
            look = formats.cell(style, is_faulty=column in faults)
            if isinstance(value, date) and style.number and value.year >= FIRST_YEAR:
                page.write_datetime(count, column, value, look)
            else:
                _put(page, count, column, value, look)
        for column, comment in faults.items():
            if comments < MAX_COMMENTS:
                page.write_comment(count, column, comment)
                comments += 1
    return count


def _at(styles: Sequence[Style], column: int) -> Style:
    return styles[column] if column < len(styles) else PLAIN


def _write_summary(book: Any, summary: Sequence[tuple[str, object]], bold: Any) -> None:
    page = book.add_worksheet("Ringkasan")
    page.set_column(0, 0, 44)
    for number, (label, value) in enumerate(summary):
        page.write_string(number, 0, label, bold)
        _put(page, number, 1, value, None)


def _put(page: Any, row: int, column: int, value: object, style: Any) -> None:
    if isinstance(value, bool) or value is None:
        page.write_string(row, column, "" if value is None else str(value), style)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, style)
    elif isinstance(value, date):
        page.write_string(row, column, value.isoformat(), style)
    else:
        page.write_string(row, column, str(value)[:32_000], style)
