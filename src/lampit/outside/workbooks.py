"""Workbooks out of the house: rows to XLSX, row by row, nothing run as a formula."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

PIECE = 64 * 1024
MOST_ROWS = 1_048_576  # of a sheet of Excel
LONGEST = 32_767  # signs of a cell; the library leaves longer ones out
_NOT_XML = re.compile(
    "[\ud800-\udfff\ufffe\uffff]"
)  # the library writes them; Excel calls the file broken


def written(
    path: Path, rows: Iterable[Iterable[object]], *, sheet: str, bold_row: int = 0, head: int = 1
) -> int:
    """Write rows to a new workbook and return how many there were.

    Texts stay texts: NIK and telephone keep their zeros, `=1+1` is shown and not computed.
    Memory stays flat, finished rows go to disk. More rows than a sheet of Excel holds go on in
    sheets called `Usaha 2`, `Usaha 3`, each beginning with the first `head` rows.
    """
    heads: list[list[object]] = []
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        pages = [book.add_worksheet(sheet)]
        count = at = 0
        for row in rows:
            cells = list(row)
            if count < head:
                heads.append(cells)
            if at == MOST_ROWS:
                pages.append(book.add_worksheet(f"{sheet} {len(pages) + 1}"))
                for at, told in enumerate(heads):
                    _write(pages[-1], at, told, bold if at == bold_row else None)
                at = len(heads)
            _write(pages[-1], at, cells, bold if count == bold_row else None)
            count, at = count + 1, at + 1
    return count


def streamed(
    rows: Iterable[Iterable[object]], *, sheet: str, bold_row: int = 0, head: int = 1
) -> Iterator[bytes]:
    """Yield a workbook in pieces; the file on disk goes away with the last one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "daftar.xlsx"
        written(path, rows, sheet=sheet, bold_row=bold_row, head=head)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _write(page: Worksheet, at: int, cells: list[object], style: Format | None) -> None:
    """Write one row; what is empty, or no number that a cell can hold, is left out."""
    for column, value in enumerate(cells):
        if isinstance(value, int | float):
            if isfinite(value):
                page.write_number(at, column, value, style)
        elif value not in (None, ""):
            page.write_string(at, column, _NOT_XML.sub("", str(value)[:LONGEST]), style)
