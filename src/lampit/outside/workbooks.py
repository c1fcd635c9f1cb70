"""Workbooks out of the house: rows to XLSX, row by row, nothing run as a formula."""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import xlsxwriter

PIECE = 64 * 1024


def written(path: Path, rows: Iterable[Iterable[object]], *, sheet: str, bold_row: int = 0) -> int:
    """Write rows to one sheet of a new workbook and return how many there were.

    Texts stay texts: NIK and telephone keep their zeros, `=1+1` is shown and not computed.
    Memory stays flat, finished rows go to disk.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    count = 0
    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True})
        for count, row in enumerate(rows, start=1):
            style = bold if count - 1 == bold_row else None
            for column, value in enumerate(row):
                _put(page, count - 1, column, value, style)
    return count


def streamed(rows: Iterable[Iterable[object]], *, sheet: str, bold_row: int = 0) -> Iterator[bytes]:
    """Yield a workbook in pieces; the file on disk goes away with the last one."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "daftar.xlsx"
        written(path, rows, sheet=sheet, bold_row=bold_row)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _put(page: object, row: int, column: int, value: object, style: object) -> None:
    write = page.write_number if isinstance(value, int | float) else page.write_string  # type: ignore[attr-defined]  # xlsxwriter has no types
    write(row, column, value if isinstance(value, int | float) else str(value or ""), style)
