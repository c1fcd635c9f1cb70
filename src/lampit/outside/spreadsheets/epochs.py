"""From which day a workbook counts its days: 1900, or 1904 as old ones of a Macintosh do."""

import re
import zipfile
from pathlib import Path

from lampit.outside.spreadsheets.sniffing import Kind, sniff

DAYS_BETWEEN = 1_462  # a day that counts from 1904 has so many more when it counts from 1900
_PROPERTIES = re.compile(rb"<(?:\w+:)?workbookPr\b[^>]*\bdate1904=\"(?:1|true)\"")
# Records of an XLS (MS-XLS 2.1.4): two bytes say which, two how long it is.
_BEGIN, _END, _DAY_ZERO = b"\x09\x08\x10\x00\x00\x06\x05\x00", 0x0A, 0x22
_SEARCHED = 64_000  # bytes after the beginning: it stands before fonts and names


def counts_from_1904(path: Path) -> bool:
    """Say whether a cell without a date format counts its days from 1904.

    Cells with one are dates already when they are read. A file that cannot be opened says no.
    """
    kind = sniff(path)
    try:
        if kind is Kind.XLSX:
            with zipfile.ZipFile(path) as archive:
                return _PROPERTIES.search(archive.read("xl/workbook.xml")) is not None
        return kind is Kind.XLS and _of_records(path.read_bytes())
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def _of_records(content: bytes) -> bool:
    """Return what the record of day zero among those of the workbook says."""
    at = content.find(_BEGIN)
    last = min(at + _SEARCHED, len(content) - 6)
    while 0 <= at < last:
        which = int.from_bytes(content[at : at + 2], "little")
        size = int.from_bytes(content[at + 2 : at + 4], "little")
        if which == _DAY_ZERO:
            return content[at + 4 : at + 6] == b"\x01\x00"
        if which == _END:
            break
        at += 4 + size
    return False
