"""Workbooks of forms: several sheets of text out to XLSX, and back from any spreadsheet."""

import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter

from lampit.outside.spreadsheets import rows
from lampit.outside.workbooks import LONGEST

_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def workbook(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """Return an XLSX of sheets whose cells are all texts; the first row of each is bold.

    Texts stay texts: nothing is run as a formula or turned into a link or number.
    """
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        for name, lines in sheets.items():
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            for row, cells in enumerate(lines):
                for column, cell in enumerate(cells):
                    if cell:
                        told = _NOT_XML.sub("", cell[:LONGEST])
                        page.write_string(row, column, told, bold if row == 0 else None)
    return out.getvalue()


def sheets_of(path: Path) -> dict[str, list[tuple[int, list[object]]]]:
    """Return the sheets of a spreadsheet: name → (row number from 1, cells).

    Raises:
        Refusal: the file is refused (see `spreadsheets.rows`).
    """
    found: dict[str, list[tuple[int, list[object]]]] = {}
    for sheet, number, cells in rows(path):
        found.setdefault(sheet, []).append((number, cells))
    return found
