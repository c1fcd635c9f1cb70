"""Rows of cells out of XLSX, XLS, ODS and CSV, numbered as Excel numbers them."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    XmlError,
    ZipError,
)

from lampit.outside.spreadsheets import _delimited, sniffing
from lampit.outside.spreadsheets.sniffing import MAX_UNPACKED, Kind, sniff

MAX_COLUMNS = 500
MAX_ROWS = 1_048_576  # of a sheet; registry.md section 2

_SHEET = re.compile(rb'<(?:\w+:)?sheet\b[^>]*\bname="([^"]*)"[^>]*\br:id="([^"]*)"')
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')
_FAULT = re.compile(
    rb'<c\b[^>]*\br="([A-Z]{1,3})(\d+)"[^>]*\bt="e"[^>]*>(.{0,4000}?)</c>', re.DOTALL
)
# A formula whose value the program that wrote it did not keep, and the cell in which it stands.
_UNKEPT = re.compile(rb"<f\b[^>]*(?:/>|>[^<]{0,8000}</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_CELL = re.compile(rb'<c\b[^>]*\br="([A-Z]{1,3})(\d+)"[^>]*>\s*\Z')
NOT_KEPT = "#RUMUS!"
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_BLOCK = 4_000_000

Faults = dict[tuple[int, int], str]


def rows(path: Path, name: str = "") -> Iterator[tuple[str, int, list[object]]]:
    """Yield (sheet, row number from 1, cells) of every sheet; blank rows too, but not at the end.

    A CSV has one sheet, called `name` or after the file. Formulas give their last value;
    cells in error give their sign (`#REF!`), those of an XLSX whose value was not kept `NOT_KEPT`
    where words stand beside them.

    Raises:
        Refusal: the file is refused (see `sniffing.sniff`) before the first row, or a sheet of a
            workbook goes on after `MAX_ROWS` (`file_too_long`).
    """
    kind = sniff(path)
    if kind is Kind.CSV:
        yield from _trimmed((name or path.stem)[:60], _delimited.records(path))
        return
    with _opened(path, kind) as (book, faults):
        for meta in book.sheets_metadata:
            if meta.typ is SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(meta.name)
                yield from _trimmed(meta.name, _cells(sheet, faults.get(meta.name, {})))


def check(path: Path) -> None:
    """Refuse a file as `rows` does, but for what only its cells show; none is read.

    Raises:
        Refusal: see there.
    """
    kind = sniff(path)
    if kind is not Kind.CSV:
        with _opened(path, kind):
            pass


@contextmanager
def _opened(path: Path, kind: Kind) -> Iterator[tuple[CalamineWorkbook, dict[str, Faults]]]:
    """Give a workbook that was checked, with the error cells of its sheets."""
    faults = _check_xlsx(path) if kind is Kind.XLSX else {}
    if kind is Kind.ODS:
        _check_parts(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            yield book, faults
    except PasswordError as error:
        raise sniffing.password() from error
    except (CalamineError, XmlError, ZipError, OSError, ValueError) as error:
        raise sniffing.broken() from error


def _trimmed(
    name: str, source: Iterable[Sequence[object]]
) -> Iterator[tuple[str, int, list[object]]]:
    """Number the rows and hold blank ones back until something follows."""
    blanks = 0
    for number, cells in enumerate(source, start=1):
        if any(cells) or any(cell != "" for cell in cells):
            for blank in range(number - blanks, number):
                yield name, blank, []
            blanks = 0
            yield name, number, cells if isinstance(cells, list) else list(cells)
        else:
            blanks += 1


class Merged(list[object]):
    """A row with merged cells: partly under those merged downwards, partly merged across.

    Attributes:
        below: column → the value that a cell merged downwards holds for this row; blank there.
        across: column → last column of the cell merged over it in this row.
    """

    below: dict[int, object]
    across: dict[int, int]


def _under_merged(sheet: CalamineSheet, rows: Iterable[list[object]]) -> Iterator[list[object]]:
    """Say of each row what merged cells hold for it; the cells stay as they are."""
    starts: dict[int, list[tuple[int, int]]] = {}
    wide: dict[int, dict[int, int]] = {}
    for (top, column), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            starts.setdefault(top, []).append((column, bottom))
        if right > column:
            wide.setdefault(top, {})[column] = right
    return _told_merged(rows, starts, wide) if starts or wide else iter(rows)


def _told_merged(
    rows: Iterable[list[object]],
    starts: dict[int, list[tuple[int, int]]],
    wide: dict[int, dict[int, int]],
) -> Iterator[list[object]]:
    held: dict[int, tuple[int, object]] = {}
    for number, row in enumerate(rows):
        held = {column: kept for column, kept in held.items() if kept[0] >= number}
        if held or number in wide:
            merged = Merged(row)
            merged.below = {column: value for column, (_, value) in held.items()}
            merged.across = wide.get(number, {})
            yield merged
        else:
            yield row
        for column, bottom in starts.get(number, ()):
            if column < len(row) and row[column] != "":
                held[column] = (bottom, row[column])


def _cells(sheet: CalamineSheet, faults: Faults) -> Iterator[list[object]]:
    yield from _under_merged(sheet, _plain_cells(sheet, faults))


def _plain_cells(sheet: CalamineSheet, faults: Faults) -> Iterator[list[object]]:
    left = [""] * sheet.start[1] if sheet.start else []
    every: Iterable[list[Any]] = sheet.iter_rows()
    for number, cells in enumerate(every, start=1):
        if number > MAX_ROWS:
            raise sniffing.too_long()
        row = cells if len(cells) <= MAX_COLUMNS else cells[:MAX_COLUMNS]
        if left:
            row = [*left, *row]
        if faults:
            _put_signs(row, number, faults)
        yield row


def _put_signs(row: list[Any], number: int, faults: Faults) -> None:
    """Put into a row the signs of its cells without a value.

    Rows of formulas below a table, filled in beforehand, stay blank: nobody is written there.
    """
    signs = {c: faults[number, c] for c in range(len(row)) if (number, c) in faults}
    has_words = any(isinstance(cell, str) and cell.strip() for cell in row)
    for column, sign in signs.items():
        if sign != NOT_KEPT or (has_words and row[column] == ""):
            row[column] = sign


def _check_parts(path: Path) -> dict[str, Faults]:
    """Unpack every part once, so that a directory which lies about sizes is found out.

    Return the error cells of each part that has any.
    """
    total = 0
    found: dict[str, Faults] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.infolist():
                faults: Faults = {}
                rest = b""
                with archive.open(part) as stream:
                    while block := stream.read(_BLOCK):
                        total += len(block)
                        if total > MAX_UNPACKED:
                            raise sniffing.bomb()
                        if b"<!ENTITY" in block:
                            raise sniffing.not_a_spreadsheet()
                        rest = _note_faults(rest + block, faults)
                if faults:
                    found[part.filename] = faults
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise sniffing.broken() from error
    return found


def _note_faults(text: bytes, found: Faults) -> bytes:
    """Note the cells without a value in some of a sheet's XML; return its end, where one begins."""
    if b't="e"' in text:
        for column, row, body in _FAULT.findall(text):
            value = _VALUE.search(body)
            sign = value[1].decode() if value else "#N/A"
            found[int(row), column_of(column)] = sign
    if b"<f>" in text or b"<f " in text:
        for match in _UNKEPT.finditer(text):
            begin = text.rfind(b"<c", 0, match.start())
            cell = _CELL.match(text, begin, match.start()) if begin >= 0 else None
            # An empty text is a value: a formula has answered it.
            if cell is not None and b't="str"' not in cell[0]:
                found.setdefault((int(cell[2]), column_of(cell[1])), NOT_KEPT)
    return text[-5000:]


def _check_xlsx(path: Path) -> dict[str, Faults]:
    """Check the parts and return the error cells of each sheet (calamine reads them as blank)."""
    found = _check_parts(path)
    if not found:
        return {}
    with zipfile.ZipFile(path) as archive:
        return {name: found[part] for name, part in sheet_parts(archive) if part in found}


def sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield (name, part) of the sheets of an XLSX archive."""
    names = set(archive.namelist())
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in names:
        return
    targets: dict[bytes, bytes] = {}
    for tag in _RELATION.findall(archive.read(relations)):
        attributes = dict(_ATTRIBUTE.findall(tag))
        targets[attributes.get(b"Id", b"")] = attributes.get(b"Target", b"")
    for name, relation in _SHEET.findall(archive.read("xl/workbook.xml")):
        target = targets.get(relation, b"").decode().lstrip("/")
        part = target if target.startswith("xl/") else f"xl/{target}"
        if part in names:
            yield _unescaped(name.decode()), part


def _unescaped(text: str) -> str:
    for code, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'")):
        text = text.replace(code, sign)
    return text.replace("&amp;", "&")


def column_of(letters: bytes) -> int:
    """Return the place of a column by its letters, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
