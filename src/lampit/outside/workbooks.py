"""Workbooks out of the house: rows to XLSX, row by row, nothing run as a formula."""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import xlsxwriter

PIECE = 64 * 1024
MOST_ROWS = 1_048_576  # of a sheet of Excel


def written(
    path: Path, rows: Iterable[Iterable[object]], *, sheet: str, bold_row: int = 0, head: int = 1
) -> int:
    """Write rows to a new workbook and return how many there were.

    Texts stay texts: NIK and telephone keep their zeros, `=1+1` is shown and not computed.
    Memory stays flat, finished rows go to disk. More rows than a sheet of Excel holds go on in
    sheets called `Usaha 2`, `Usaha 3`, each beginning with the first `head` rows.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    count, at, sheets = 0, 0, 1
    heads: list[list[object]] = []
    with xlsxwriter.Workbook(str(path), options) as book:
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True})
        for row in rows:
            cells = list(row)
            if count < head:
                heads.append(cells)
            if at == MOST_ROWS:
                sheets += 1
                page, at = book.add_worksheet(f"{sheet} {sheets}"), 0
                for told in heads:
                    _write(page, at, told, bold if at == bold_row else None)
                    at += 1
            _write(page, at, cells, bold if count == bold_row else None)
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


def _write(page: object, at: int, cells: list[object], style: object) -> None:
    for column, value in enumerate(cells):
        _put(page, at, column, value, style)


def _put(page: object, row: int, column: int, value: object, style: object) -> None:
    write = page.write_number if isinstance(value, int | float) else page.write_string  # type: ignore[attr-defined]  # xlsxwriter has no types
    write(row, column, value if isinstance(value, int | float) else str(value or ""), style)
