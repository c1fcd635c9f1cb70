"""How an XLSX looks: colours, fonts, number formats and widths of its cells, row by row.

Sheets are read as a stream, each part once and forwards only: memory does not grow with a list.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from xml.etree import ElementTree as Xml

from lampit.outside.spreadsheets import _palette
from lampit.outside.spreadsheets.reading import MAX_COLUMNS, column_of, sheet_parts
from lampit.outside.spreadsheets.sniffing import Kind, sniff

_STYLES = "xl/styles.xml"
_MOST_BYTES = 20_000_000  # of the part with the styles; a bigger one is left unread
_LONGEST_ROW = 20_000_000
_BLOCK = 1_000_000
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*?)(/?)>")
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_WIDTH = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_TOLD = re.compile(rb'\b(r|s|min|max|width)="([^"]*)"')
_LETTERS = re.compile(rb"[A-Z]{1,3}")
# Number formats that every workbook has without writing them down.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm", 37: "#,##0 ;(#,##0)",
    38: "#,##0 ;[Red](#,##0)", 39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
T = TypeVar("T")
NARROWEST, WIDEST = 4.0, 80.0


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks: colours as `#RRGGBB` or empty, its number format or empty."""

    fill: str = ""
    ink: str = ""
    is_bold: bool = False
    is_italic: bool = False
    number: str = ""


PLAIN = Style()


@dataclass
class SheetLook:
    """How one sheet looks.

    Attributes:
        widths: column → width in characters.
    """

    widths: Mapping[int, float] = field(default_factory=dict)
    _styles: list[Style] = field(default_factory=list)
    _rows: Iterator[tuple[int, bytes]] = field(default_factory=lambda: iter(()))
    _next: tuple[int, bytes] = (0, b"")

    def at(self, number: int) -> list[Style]:
        """Return the styles of the cells of a row; rows are asked for from top to bottom."""
        while self._next[0] < number:
            self._next = next(self._rows, (1 << 30, b""))
        return _styled(self._next[1], self._styles) if self._next[0] == number else []


class Looks:
    """The looks of a workbook; nothing for a file that is no XLSX."""

    def __init__(self, path: Path) -> None:
        """Read the styles; the sheets are read when they are asked for."""
        self._archive: zipfile.ZipFile | None = None
        self._parts: dict[str, str] = {}
        self._styles: list[Style] = []
        if sniff(path) is Kind.XLSX:
            self._archive = zipfile.ZipFile(path)
            self._parts = dict(sheet_parts(self._archive))
            self._styles = _styles_of(self._archive)

    def close(self) -> None:
        """Close the file."""
        if self._archive is not None:
            self._archive.close()

    def of(self, sheet: str) -> SheetLook:
        """Return how a sheet looks, from its first row on."""
        part = self._parts.get(sheet)
        if self._archive is None or part is None or not self._styles:
            return SheetLook()
        return SheetLook(
            _widths(self._archive, part), self._styles, _rows_of(self._archive, part)
        )  # fmt: skip


def _styles_of(archive: zipfile.ZipFile) -> list[Style]:
    """Return the styles by their number, as cells name them; none when they cannot be read."""
    if _STYLES not in archive.namelist() or archive.getinfo(_STYLES).file_size > _MOST_BYTES:
        return []
    try:
        root = Xml.fromstring(archive.read(_STYLES))  # noqa: S314 - parts with entities are refused
    except Xml.ParseError:
        return []
    theme = _palette.theme_of(archive)
    fonts = [_font(one, theme) for one in root.iterfind(f"{_MAIN}fonts/{_MAIN}font")]
    fills = [_fill(one, theme) for one in root.iterfind(f"{_MAIN}fills/{_MAIN}fill")]
    numbers = _BUILT_IN | {
        _whole(one.get("numFmtId")): one.get("formatCode", "")
        for one in root.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
    }
    found = []
    for one in root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf"):
        fill, number = _of(fills, one.get("fillId"), ""), _whole(one.get("numFmtId"))
        ink, is_bold, is_italic = _of(fonts, one.get("fontId"), ("", False, False))
        found.append(Style(fill, ink, is_bold, is_italic, numbers.get(number, "")))
    return found


def _font(one: Xml.Element, theme: list[str]) -> tuple[str, bool, bool]:
    colour = one.find(f"{_MAIN}color")
    ink = _palette.colour_of(colour.attrib, theme) if colour is not None else ""
    return "" if ink == "#000000" else ink, _is_on(one, "b"), _is_on(one, "i")


def _is_on(font: Xml.Element, name: str) -> bool:
    found = font.find(_MAIN + name)
    return found is not None and found.get("val", "1") not in ("0", "false")


def _fill(one: Xml.Element, theme: list[str]) -> str:
    pattern = one.find(f"{_MAIN}patternFill")
    if pattern is None or pattern.get("patternType", "none") in ("none", "gray125"):
        return ""
    colour = pattern.find(f"{_MAIN}fgColor")
    return _palette.colour_of(colour.attrib, theme) if colour is not None else ""


def _of(found: list[T], told: str | None, default: T) -> T:
    place = _whole(told)
    return found[place] if 0 <= place < len(found) else default


def _whole(told: str | None) -> int:
    return int(told) if told is not None and told.isdigit() else -1


def _widths(archive: zipfile.ZipFile, part: str) -> dict[int, float]:
    """Return the widths that a sheet names in its head."""
    with archive.open(part) as stream:
        head = stream.read(200_000).partition(b"<sheetData")[0]
    found: dict[int, float] = {}
    for tag in _WIDTH.findall(head):
        told = dict(_TOLD.findall(tag))
        try:
            first, last, width = int(told[b"min"]), int(told[b"max"]), float(told[b"width"])
        except (KeyError, ValueError):
            continue
        width = min(max(width, NARROWEST), WIDEST)
        found |= dict.fromkeys(range(first - 1, min(last, MAX_COLUMNS)), width)
    return found


def _rows_of(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[int, bytes]]:
    """Yield (number, cells as XML) of the rows of a sheet, in order."""
    rest, number = b"", 0
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            text, done = rest + block, 0
            for start in _ROW.finditer(text):
                if start.start() < done:
                    continue
                end = None if start[2] else _ROW_END.search(text, start.end())
                if end is None and not start[2]:
                    break
                told = dict(_TOLD.findall(start[1]))
                number = int(told[b"r"]) if told.get(b"r", b"").isdigit() else number + 1
                yield number, text[start.end() : end.start()] if end else b""
                done = end.end() if end else start.end()
            rest = text[done:] if len(text) - done < _LONGEST_ROW else b""


def _styled(cells: bytes, styles: list[Style]) -> list[Style]:
    found: list[Style] = []
    for tag in _CELL.findall(cells):
        told = dict(_TOLD.findall(tag))
        letters = _LETTERS.match(told.get(b"r", b""))
        column = column_of(letters[0]) if letters else len(found)
        if column >= MAX_COLUMNS:
            break
        found += [PLAIN] * (column - len(found))
        place = told.get(b"s", b"0")
        found.append(_of(styles, place.decode(), PLAIN))
    return found
