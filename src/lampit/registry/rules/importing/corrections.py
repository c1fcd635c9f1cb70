"""The list of rows to put right, and what it says when it comes back corrected. Pure.

The workbook names the run it belongs to in its summary, and each row names the row of the
office's file it stands for. Only those rows are read again, each in its old place in the file, so
that headings, sub-headings and merged cells mean what they meant.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

TITLE, SUMMARY = "Perlu diperbaiki", "Ringkasan"
ROW_OF = "Baris asal"
EXTRA = (ROW_OF, "Kolom", "Masalah", "Saran")
RUN, MARK, SHEET_OF = "Nomor impor", "Tanda berkas", "Lembar asal untuk "
MARK_SIGNS = 16
Where = tuple[str, int]


@dataclass(slots=True)
class Corrections:
    """A corrected report: which run it belongs to, and the cells of each of its rows.

    Attributes:
        run: number of the run.
        mark: first signs of the SHA-256 of the file of that run.
        rows: (sheet, row) of the office's file → the row's cells as they are now.
    """

    run: int = 0
    mark: str = ""
    rows: dict[Where, list[object]] = field(default_factory=dict)


def title(number: int) -> str:
    """Return what part `number` of a report is called, from 0."""
    return TITLE if number == 0 else f"{TITLE} {number + 1}"


def summary_of(run: int, digest: str, sheets: Mapping[str, str]) -> list[tuple[str, object]]:
    """Return the lines by which a report is known again: run, file, sheet of each part."""
    parts = [(f"{SHEET_OF}{name}", sheet) for name, sheet in sheets.items()]
    return [(RUN, run), (MARK, digest[:MARK_SIGNS]), *parts]


def is_report(sheet: str) -> bool:
    """Say whether a sheet is called like one of a report."""
    return sheet.startswith(TITLE)


def read(source: Iterable[tuple[str, int, list[object]]]) -> Corrections | None:
    """Return what a workbook says if it is a report with its summary, else None."""
    parts: dict[str, list[list[object]]] = {}
    told: dict[str, object] = {}
    for sheet, _number, cells in source:
        if sheet == SUMMARY and len(cells) > 1:
            told[str(cells[0])] = cells[1]
        elif is_report(sheet) and cells:
            parts.setdefault(sheet, []).append(cells)
    run = _whole(told.get(RUN))
    if not run:
        return None
    found = Corrections(run, str(told.get(MARK, "")))
    for name, rows in parts.items():
        found.rows |= _rows(str(told.get(f"{SHEET_OF}{name}", "")), rows)
    return found


def _rows(sheet: str, rows: list[list[object]]) -> dict[Where, list[object]]:
    """Return the rows of one part that say which row they stand for; the heading is the first."""
    header = rows[0]
    if ROW_OF not in header:
        return {}
    place = len(header) - 1 - header[::-1].index(ROW_OF)
    found = {}
    for cells in rows[1:]:
        number = _whole(cells[place]) if place < len(cells) else 0
        if number:
            found[sheet, number] = cells[:place]
    return found


def _whole(value: object) -> int:
    text = str(value).strip().removesuffix(".0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
