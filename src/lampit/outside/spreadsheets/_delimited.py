"""CSV as offices save it: any delimiter, UTF-8, UTF-16 or Windows-1252, line breaks in cells."""

import codecs
import csv
import itertools
import sys
from collections import Counter
from collections.abc import Iterator
from operator import methodcaller
from pathlib import Path

from lampit.outside.spreadsheets import sniffing

DELIMITERS = ";,\t|"
SAMPLE_RECORDS = 50
_BLOCK = 1 << 20
# A file cut off while it was written is filled up with them; no database keeps them in a text.
_without_nul = methodcaller("replace", "\0", "")


def records(path: Path) -> Iterator[list[str]]:
    """Yield the records as lists of text; Excel's `sep=;` line is dropped."""
    csv.field_size_limit(min(sys.maxsize, 1_000_000))
    encoding = encoding_of(path)
    delimiter, has_hint = delimiter_of(path, encoding)
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        if has_hint:
            file.readline()
        try:
            yield from csv.reader(map(_without_nul, file), delimiter=delimiter)
        except csv.Error as error:
            raise sniffing.broken() from error


def encoding_of(path: Path) -> str:
    """Return the encoding: by the byte order mark, else UTF-8 when strict, else Windows-1252."""
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def delimiter_of(path: Path, encoding: str) -> tuple[str, bool]:
    """Return the delimiter and whether a `sep=` line names it; by consistency over 50 records."""
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        sample = file.read(200_000)
    first = sample.partition("\n")[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], True
    return max(DELIMITERS, key=lambda sign: _consistency(sample, sign)), False


def _consistency(sample: str, delimiter: str) -> float:
    """Return how well the sample splits: widths agreed on, the wider the better."""
    try:
        read = csv.reader(sample.splitlines(keepends=True), delimiter=delimiter)
        widths = [len(record) for record in itertools.islice(read, SAMPLE_RECORDS) if record]
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    width, count = Counter(widths).most_common(1)[0]
    return 0.0 if width == 1 else count / len(widths) * min(width, 40)
