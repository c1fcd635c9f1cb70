"""Reads one PDF in a process of its own: `python -I _paper_reading.py < file`.

A file made to break a reader may eat time and memory; here it can only take this process along.
Prints one JSON object: `{"pages": n}` or `{"refused": code}`. Knows neither Django nor Lampit.
"""

import io
import json
import resource
import sys

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

MEMORY = 1_500_000_000
SECONDS = 10
MOST_PAGES = 60
MOST_OBJECTS = 20_000
DEEPEST = 60
# What makes a document do something by itself (ISO 32000-1, section 12.6) …
ACTIVE = frozenset(
    {"/JavaScript", "/JS", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE",
     "/RichMedia", "/Rendition", "/Movie", "/Sound", "/3D", "/XFA"}
)  # fmt: skip
# … or carry another file (section 7.11.4).
EMBEDDED = frozenset({"/EmbeddedFile", "/EmbeddedFiles", "/EF", "/FileAttachment", "/Collection"})
WHAT = ("/S", "/Type", "/Subtype")


class PaperError(Exception):
    """The document is not one to be kept; its text is the code of the refusal."""


def look(content: bytes) -> int:
    """Return the number of pages of a harmless document.

    Every object of the document is visited, used or not: what a reader of today skips, the one of
    tomorrow may run.

    Raises:
        PaperError: `berkas_sandi`, `berkas_aktif`, `berkas_lampiran`, `berkas_panjang`.
        Exception: whatever the reader makes of a broken file.
    """
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise PaperError("berkas_sandi")
    pages = len(reader.pages)
    if not pages:
        raise PaperError("berkas_rusak")
    numbers = [(n, kept) for kept, row in reader.xref.items() for n in row]
    numbers += [(n, 0) for n in reader.xref_objStm]
    if pages > MOST_PAGES or len(numbers) > MOST_OBJECTS:
        raise PaperError("berkas_panjang")
    visit(reader.trailer)
    for number, kept in numbers:
        visit(IndirectObject(number, kept, reader).get_object())
    for page in reader.pages:
        if page.mediabox.width <= 0:
            raise PaperError("berkas_rusak")
    return pages


def visit(value: object, depth: int = 0) -> None:
    """Walk over the direct parts of an object and refuse what acts or carries; links stay unread.

    Raises:
        PaperError: `berkas_aktif`, `berkas_lampiran`, or `berkas_panjang` for endless nesting.
    """
    if depth > DEEPEST:
        raise PaperError("berkas_panjang")
    if isinstance(value, DictionaryObject):
        judge({*map(str, value), *(str(value.raw_get(key)) for key in WHAT if key in value)})
        for key in value:
            visit(value.raw_get(key), depth + 1)
    elif isinstance(value, ArrayObject):
        for part in list.__iter__(value):
            visit(part, depth + 1)
    elif isinstance(value, NameObject) and depth == 0:
        judge({str(value)})  # the kind of an action may stand in an object of its own


def judge(words: set[str]) -> None:
    """Refuse names that act or carry.

    Raises:
        PaperError: `berkas_aktif`, `berkas_lampiran`.
    """
    if words & EMBEDDED:
        raise PaperError("berkas_lampiran")
    if words & ACTIVE:
        raise PaperError("berkas_aktif")


def told(content: bytes) -> dict[str, int | str]:
    """Return what is printed about a document; nothing it does raises."""
    try:
        return {"pages": look(content)}
    except PaperError as refused:
        return {"refused": str(refused)}
    except Exception:  # noqa: BLE001 - whatever a broken file brings about, it is a broken file
        return {"refused": "berkas_rusak"}


def main() -> None:
    """Read standard input within the limits and print what came of it."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.write(json.dumps(told(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
