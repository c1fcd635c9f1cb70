"""Workbooks of several laid-out sheets: titles, tables, words that wrap; nothing is computed.

Texts stay texts whatever they begin with: a cell that says `=1+1` shows those signs.
"""

import io
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, isfinite
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LONGEST = 32_767  # signs of a cell
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ROW, _LINE_HEIGHT = 15.0, 13.2  # points: of a row of one line, of each line where there are more
_SIGNS = 1.2  # signs of this size of letters in one of a column's width, with a little to spare
Style = Literal["title", "note", "block", "head", "cell", "strong", "mark"]
_SIGNS_BOLD = 1.05
_FRAMED = {"head", "cell", "strong", "mark"}  # a text there keeps off the number on its left
_BASE: dict[str, Any] = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_GREEN, _PALE, _LINE = "#0A3F36", "#E8EFEC", "#B9C4BF"
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True, "font_color": "#4A5A55", "text_wrap": True},
    "block": {"bold": True, "bg_color": _GREEN, "font_color": "#FFFFFF", "border": 1},
    "head": {"bold": True, "bg_color": _PALE, "text_wrap": True, "border": 1, "valign": "vcenter"},
    "cell": {"text_wrap": True, "border": 1, "border_color": _LINE},
    "strong": {"text_wrap": True, "border": 1, "border_color": _LINE, "bold": True},
    "mark": {"text_wrap": True, "border": 1, "border_color": _LINE, "bg_color": "#F6E3B5"},
}


@dataclass(frozen=True)
class Line:
    """One row: its cells and the style of them all; `decimals` is how numbers are shown.

    `wide`: the first cell runs over all columns. `styles` gives single cells another style,
    `whole` are the columns whose numbers are counts, whatever `decimals` says.
    """

    cells: Sequence[object]
    style: Style = "cell"
    decimals: int | None = None
    wide: bool = False
    styles: Sequence[Style] = ()
    whole: Sequence[int] = ()


@dataclass(frozen=True)
class Leaf:
    """One sheet: its name (31 signs), widths of its columns in signs, its lines.

    `repeat` is the number of the line, from 0, that repeats on every printed page.
    """

    name: str
    widths: Sequence[float]
    lines: Sequence[Line]
    landscape: bool = False
    repeat: int | None = None
    footer: str = ""


_Formats = dict[tuple[str, int | None, bool], Format]


def bound(leaves: Sequence[Leaf], *, title: str, author: str, made: datetime) -> bytes:
    """Return a workbook; the same leaves made at the same moment give the same bytes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        moment = made.replace(tzinfo=None, microsecond=0)
        book.set_properties({"title": title, "author": author, "created": moment})
        formats: _Formats = {}
        for leaf in leaves:
            _leaf(book, book.add_worksheet(leaf.name[:31]), leaf, formats)
    return out.getvalue()


def _format(
    book: xlsxwriter.Workbook, formats: _Formats, style: str, decimals: int | None,
    *, is_text: bool = True,
) -> Format:  # fmt: skip
    key = (style, decimals, is_text)
    found = formats.get(key)
    if found is None:
        told = _BASE | STYLES[style]
        if is_text and style in _FRAMED:
            told |= {"indent": 1, "align": "left"}
        if decimals is not None:
            told |= {"num_format": "#,##0" + ("." + "0" * decimals if decimals else "")}
        found = formats[key] = book.add_format(told)
    return found


def height_of(line: Line, widths: Sequence[float]) -> float:
    """Return how high a row must be for its texts, in points.

    It is written into the file: not every program looks for itself, and none does so for a cell
    that runs over several columns.
    """
    most = 1
    for column, value in enumerate(line.cells):
        if not isinstance(value, str) or "text_wrap" not in STYLES[_style(line, column)]:
            continue
        width = sum(widths) if line.wide else widths[column] if column < len(widths) else 8.43
        bold = STYLES[_style(line, column)].get("bold")
        signs = max(int(width * (_SIGNS_BOLD if bold else _SIGNS)) - 2, 1)
        parts = value[:LONGEST].split("\n")
        most = max(most, sum(_folds(part, signs) for part in parts))
    # A row holds 409 points at most, whatever its cells say.
    return _ROW if most == 1 else min(409.0, float(ceil(most * _LINE_HEIGHT + 2)))


def _folds(part: str, signs: int) -> int:
    """Return over how many lines a text is folded at so many signs."""
    return 1 if len(part) <= signs else len(textwrap.wrap(part, signs))


def _style(line: Line, column: int) -> Style:
    return line.styles[column] if column < len(line.styles) else line.style


def _leaf(book: xlsxwriter.Workbook, page: Worksheet, leaf: Leaf, formats: _Formats) -> None:
    page.set_paper(9)  # A4
    page.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    page.fit_to_pages(1, 0)
    if leaf.landscape:
        page.set_landscape()
    page.set_footer(f"&L&8{leaf.footer.replace('&', '&&')}&R&8&P / &N")
    for column, width in enumerate(leaf.widths):
        page.set_column(column, column, width)
    if leaf.repeat is not None:
        page.repeat_rows(leaf.repeat)
        page.freeze_panes(leaf.repeat + 1, 0)
    for at, line in enumerate(leaf.lines):
        plain = _format(book, formats, line.style, None)
        height = height_of(line, leaf.widths)
        if height != _ROW:
            page.set_row(at, height)
        if line.wide and len(leaf.widths) > 1:
            page.merge_range(at, 0, at, len(leaf.widths) - 1, "", plain)
        for column, value in enumerate(line.cells):
            style = _style(line, column)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            decimals = (0 if column in line.whole else line.decimals) if number else None
            look = _format(book, formats, style, decimals, is_text=not number)
            _cell(page, at, column, value, look)


def _cell(page: Worksheet, at: int, column: int, value: object, style: Format) -> None:
    """Write one cell; what no cell can hold is left empty, framed as its neighbours."""
    if isinstance(value, bool):
        page.write_string(at, column, str(value), style)
    elif isinstance(value, int | float):
        if isfinite(value):
            page.write_number(at, column, value, style)
        else:
            page.write_blank(at, column, None, style)
    elif value in (None, ""):
        page.write_blank(at, column, None, style)
    else:
        page.write_string(at, column, _NOT_XML.sub("", str(value)[:LONGEST]), style)
