"""Workbooks out of the house: rows to XLSX, row by row, nothing run as a formula.

Written by hand, not by xlsxwriter: of a list of a million businesses that takes a fifth of its
time for a cell, and these lists need no more than texts, numbers and one bold row (ECMA-376,
part 1, sections 18.3 and 18.4).
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

PIECE = 64 * 1024
MOST_ROWS = 1_048_576  # of a sheet of Excel
MOST_COLUMNS = 16_384
LONGEST = 32_767  # signs of a cell; Excel calls a file with more of them broken
HELD = 500  # rows that are handed on together
LEVEL = 3  # of the compression: a third of the time of the usual, a tenth more on the disk
# What may not stand in XML, what must be written otherwise, and what Excel reads as an escape.
_UNSAFE = re.compile("[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_HEADER}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/>'
    '<name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '</cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
    'xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)

# What is the same in every workbook; sheets are what is not named as something else.
_HEAD = {
    "[Content_Types].xml": (
        f'{_HEADER}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_HEADER}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/styles.xml": _STYLES,
}


def written(
    path: Path, rows: Iterable[Iterable[object]], *, sheet: str, bold_row: int = 0, head: int = 1
) -> int:
    """Write rows to a new workbook and return how many there were.

    Texts stay texts: NIK and telephone keep their zeros, `=1+1` is shown and not computed.
    Memory stays flat, finished rows go to disk. More rows than a sheet of Excel holds go on in
    sheets called `Usaha 2`, `Usaha 3`, each beginning with the first `head` rows.
    """
    source, sheets, count = iter(rows), 0, 0
    heads: list[list[object]] = []
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=LEVEL) as book:
        for name, text in _HEAD.items():  # the types first: by them a file is known as a workbook
            book.writestr(name, text)
        row = next(source, None)
        while row is not None or not sheets:
            sheets += 1
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w", force_zip64=True) as page:
                lines = _Lines(page)
                for place, told in enumerate(heads):
                    lines.add(told, is_bold=place == bold_row)
                while row is not None and lines.number < MOST_ROWS:
                    cells = list(row)
                    if count < head:
                        heads.append(cells)
                    lines.add(cells, is_bold=count == bold_row)
                    count, row = count + 1, next(source, None)
                lines.end()
        for name, text in _tail(sheet, sheets).items():
            book.writestr(name, text)
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


class _Lines:
    """The rows of one sheet, handed on to its file some hundred at a time."""

    def __init__(self, page: IO[bytes]) -> None:
        self.page, self.number, self.held = page, 0, [f'{_HEADER}<worksheet xmlns="{_MAIN}">']
        self.held.append("<sheetData>")

    def add(self, cells: list[object], *, is_bold: bool) -> None:
        """Write one row; what is empty is left out."""
        self.number += 1
        number, style = self.number, ' s="1"' if is_bold else ""
        told = [f'<row r="{number}">']
        for name, value in zip(_names(len(cells)), cells, strict=True):
            if isinstance(value, int | float):
                if not isfinite(value):
                    continue  # no number of XML: Excel would call the whole file broken
                told.append(f'<c r="{name}{number}"{style}><v>{value + 0}</v></c>')
            elif value not in (None, ""):
                text = _text(value if isinstance(value, str) else str(value))
                told.append(
                    f'<c r="{name}{number}"{style} t="inlineStr"><is>'
                    f'<t xml:space="preserve">{text}</t></is></c>'
                )
        told.append("</row>")
        self.held.append("".join(told))
        if len(self.held) >= HELD:
            self._hand_on()

    def end(self) -> None:
        """Write what is left and close the sheet."""
        self.held.append("</sheetData></worksheet>")
        self._hand_on()

    def _hand_on(self) -> None:
        self.page.write("".join(self.held).encode())
        self.held = []


def _text(value: str) -> str:
    """Return a text as it stands in a cell: escaped, without what XML or Excel cannot hold."""
    value = value[:LONGEST]
    return _UNSAFE.sub(_escaped, value) if _UNSAFE.search(value) else value


def _escaped(found: "re.Match[str]") -> str:
    sign = found[0]
    if sign in "&<>":
        return escape(sign)
    if len(sign) > 1:  # what only looks like an escape keeps its first sign as one
        return f"_x005F{sign}"
    return "" if sign >= "\ud800" else f"_x{ord(sign):04X}_"


_NAMES: list[str] = []


def _names(count: int) -> list[str]:
    """Return the letters of the first columns, from A over Z and AA on."""
    while len(_NAMES) < min(count, MOST_COLUMNS):
        place, letters = len(_NAMES), ""
        while place >= 0:
            letters, place = chr(65 + place % 26) + letters, place // 26 - 1
        _NAMES.append(letters)
    return _NAMES[:count]


def _tail(sheet: str, sheets: int) -> dict[str, str]:
    """Return what names the sheets of a workbook, once they are counted."""
    numbers = range(1, sheets + 1)
    titles = [escape(sheet if n == 1 else f"{sheet} {n}", {'"': "&quot;"}) for n in numbers]
    listed = "".join(
        f'<sheet name="{title}" sheetId="{n}" r:id="rId{n}"/>'
        for n, title in zip(numbers, titles, strict=True)
    )
    pages = "".join(
        f'<Relationship Id="rId{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    return {
        "xl/workbook.xml": (
            f'{_HEADER}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets>'
            "</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{_HEADER}<Relationships xmlns="{_PACKAGE}/relationships">{pages}<Relationship '
            f'Id="rId{sheets + 1}" Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>'
        ),
    }
