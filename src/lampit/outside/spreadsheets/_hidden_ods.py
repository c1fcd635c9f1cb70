"""Hidden columns and rows of an OpenDocument sheet (ODF 1.3, part 3, 19.749: table:visibility)."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

_BLOCK = 4_000_000
_LONGEST_TAG = 4_000
_TAG = re.compile(rb"<table:(table|table-column|table-row)(?=[\s/>])([^>]*)>")
_ATTRIBUTE = re.compile(rb'table:(name|visibility|number-(?:columns|rows)-repeated)="([^"]*)"')
_HIDDEN = (b"collapse", b"filter")
# A sheet ends with rows and columns that are repeated as far as the sheet goes.
MOST_REPEATED = 10_000
MOST_COLUMNS = 500

Within = tuple[tuple[int, ...], tuple[int, ...]]


def within(path: Path) -> Iterator[tuple[str, Within]]:
    """Yield the name of each sheet with its hidden columns (from 0) and rows (from 1).

    Raises:
        OSError, KeyError, zipfile.BadZipFile: the file is no OpenDocument sheet.
    """
    name, columns, rows = "", list[int](), list[int]()
    column = row = 0
    for kind, told in _tags(path):
        if kind == b"table":
            if name:
                yield name, (tuple(columns), tuple(rows))
            name = unescape(told.get(b"name", b"").decode("utf-8", "replace"))
            columns, rows, column, row = [], [], 0, 0
        elif kind == b"table-column":
            many = _many(told, b"number-columns-repeated")
            if told.get(b"visibility") in _HIDDEN:
                columns += range(column, min(column + many, MOST_COLUMNS))
            column += many
        else:
            many = _many(told, b"number-rows-repeated")
            if told.get(b"visibility") in _HIDDEN and many <= MOST_REPEATED:
                rows += range(row + 1, row + many + 1)
            row += many
    if name:
        yield name, (tuple(columns), tuple(rows))


def _tags(path: Path) -> Iterator[tuple[bytes, dict[bytes, bytes]]]:
    """Yield the tags of tables, columns and rows; the part is read once, in blocks."""
    rest = b""
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
        while block := stream.read(_BLOCK):
            text = rest + block
            cut = text.rfind(b"<")
            cut = cut if len(text) - cut < _LONGEST_TAG else len(text)
            for kind, told in _TAG.findall(text[:cut]):
                yield kind, dict(_ATTRIBUTE.findall(told))
            rest = text[cut:]


def _many(told: dict[bytes, bytes], name: bytes) -> int:
    text = told.get(name, b"1")
    return int(text) if text.isdigit() and len(text) < 8 else 1
