"""Reports as XLSX: text stays text, so that no cell can act as a formula."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

MAX_COMMENTS = 5_000


@dataclass(frozen=True, slots=True)
class FaultyCell:
    """A cell of a report row that a person must look at."""

    column: int
    comment: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row of a report: its cells, and which of them are faulty."""

    cells: Sequence[object]
    faults: Sequence[FaultyCell] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of a report: its title, its headings, and its rows as they come."""

    title: str
    header: Sequence[str]
    rows: Iterable[ReportRow]


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
    bold = book.add_format({"bold": True, "bg_color": "#E7DFC9", "text_wrap": True})
    faulty = book.add_format({"bg_color": "#FBE3D6"})
    total = 0
    for part in parts:
        total += _write_part(book, part, bold, faulty)
    _write_summary(book, summary(), bold)
    book.close()
    return total


def _write_part(book: Any, part: Part, bold: Any, faulty: Any) -> int:
    page = book.add_worksheet(part.title[:31])
    page.freeze_panes(1, 0)
    page.set_column(0, max(len(part.header) - 1, 0), 18)
    for column, title in enumerate(part.header):
        page.write_string(0, column, title, bold)
    count = comments = 0
    for count, row in enumerate(part.rows, start=1):
        faults = {fault.column: fault.comment for fault in row.faults}
        for column, value in enumerate(row.cells):
            _put(page, count, column, value, faulty if column in faults else None)
        for column, comment in faults.items():
            if comments < MAX_COMMENTS:
                page.write_comment(count, column, comment)
                comments += 1
    return count


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
