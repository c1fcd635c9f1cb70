"""What a workbook hides: sheets, columns and rows that are read all the same, to be told."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from lampit.outside.spreadsheets import _hidden_ods
from lampit.outside.spreadsheets.reading import sheet_parts
from lampit.outside.spreadsheets.sniffing import Kind, sniff

_BLOCK = 4_000_000
_LONGEST_TAG = 4_000
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'\b(r|min|max|hidden)="(\w+)"')
MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Hidden:
    """What one sheet hides.

    Attributes:
        sheet: its name.
        is_sheet: the whole sheet is hidden.
        columns: places of hidden columns, from 0.
        rows: numbers of hidden rows, from 1, also of those a filter hides.
    """

    sheet: str
    is_sheet: bool
    columns: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()


def hidden(path: Path) -> list[Hidden]:
    """Return what the sheets of a file hide; of XLS only whole sheets are known.

    A CSV hides nothing. A file that cannot be opened hides nothing either: `rows` refuses it.
    """
    kind = sniff(path)
    if kind is Kind.CSV:
        return []
    within = _known(path, kind)
    found = []
    for name in _names(path):
        columns, rows = within.get(name[0], ((), ()))
        if name[1] or columns or rows:
            found.append(Hidden(name[0], name[1], columns, rows))
    return found


def sheet_names(path: Path) -> list[str]:
    """Return what the sheets of a workbook are called; none of a CSV, or of what does not open."""
    return [] if sniff(path) is Kind.CSV else [name for name, _is_hidden in _names(path)]


def _known(path: Path, kind: Kind) -> dict[str, _hidden_ods.Within]:
    """Return sheet → hidden columns and rows, for the kinds that tell."""
    try:
        if kind is Kind.ODS:
            return dict(_hidden_ods.within(path))
        return dict(_within(path)) if kind is Kind.XLSX else {}
    except (OSError, KeyError, zipfile.BadZipFile):
        return {}


def _names(path: Path) -> list[tuple[str, bool]]:
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            return [
                (m.name, m.visible is not SheetVisibleEnum.Visible) for m in book.sheets_metadata
            ]
    except (CalamineError, OSError, ValueError):
        return []


def _within(path: Path) -> Iterator[tuple[str, tuple[tuple[int, ...], tuple[int, ...]]]]:
    with zipfile.ZipFile(path) as archive:
        for name, part in sheet_parts(archive):
            yield name, _hidden_in(archive, part)


def _hidden_in(archive: zipfile.ZipFile, part: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the hidden columns and rows of a sheet; reads the part once, in blocks."""
    columns: set[int] = set()
    rows: set[int] = set()
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            text = rest + block
            if b"hidden=" in text:
                columns |= _columns(text)
                rows |= _rows(text)
            cut = text.rfind(b"<")
            rest = text[cut:] if len(text) - cut < _LONGEST_TAG else b""
    return tuple(sorted(columns)), tuple(sorted(rows))


def _columns(text: bytes) -> set[int]:
    found: set[int] = set()
    for told in map(_attributes, _COLUMN.findall(text)):
        if _is_hidden(told):
            first, last = int(told.get(b"min", b"1")), int(told.get(b"max", b"1"))
            found |= set(range(first - 1, min(last, MOST_COLUMNS)))
    return found


def _rows(text: bytes) -> set[int]:
    told = map(_attributes, _ROW.findall(text))
    return {int(one[b"r"]) for one in told if _is_hidden(one) and one.get(b"r", b"").isdigit()}


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return dict(_ATTRIBUTE.findall(tag)) if b"hidden" in tag or b"min" in tag else {}


def _is_hidden(told: dict[bytes, bytes]) -> bool:
    return told.get(b"hidden", b"0") in (b"1", b"true")
