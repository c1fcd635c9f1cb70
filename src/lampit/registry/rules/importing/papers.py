"""Papers that a list tells in a cell: numbers, "masih proses", or only that there is one. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from lampit.basics.refusal import Refusal
from lampit.registry.rules import permits
from lampit.registry.rules.importing.cells import as_text
from lampit.registry.rules.importing.tables import RawRow, Table

KINDS = ("pirt", "halal")  # fields that are papers; a NIB is a value of the business
NO_NUMBER, UNREADABLE, ELSEWHERE = "surat_tanpa_nomor", "surat_tidak_sah", "surat_usaha_lain"
PAPER = "paper"  # in the journal of a run: what became of a paper
LONGEST = 40
LEAST_DIGITS = 6  # with fewer it is a word or a year, and no number
_NONE = re.compile(r"[-–—?0xn.]*|(?:(?:belum|blm|tidak|tdk|tak|blom)(?: (?:ada|punya))?|kosong)\.?")
_THERE = re.compile(r"(?:ada|sudah|sdh|sudah ada|punya|y|ya|v|1|√|✓)\.?")
_IN_HAND = re.compile(r"\b(?:proses|sedang|pengajuan|diurus|diproses|mengurus|daftar)\b")
_BETWEEN = re.compile(r"\s*[,;\n]\s*|\s+(?:dan|&)\s+")
_CALLED = re.compile(
    r"^(?:(?:sertifikat|serti?f?|p-?\s?irt|spp-?irt|halal|no|nomor|nmr)\b[\s.:]*)+", re.IGNORECASE
)
_LOST = re.compile(r"\d[.,]\d+e\+\d+", re.IGNORECASE)


class Paper(NamedTuple):
    """A paper as a list tells it; without a number it is being asked for."""

    kind: str
    number: str
    valid_until: date | None


class PaperRow(NamedTuple):
    """The papers of one source row."""

    sheet: str
    row: int
    papers: tuple[Paper, ...]


def read(kind: str, cell: object) -> tuple[tuple[Paper, ...], str]:
    """Return the papers in a cell, and the code of what is doubtful in it, empty for nothing."""
    text = " ".join(as_text(cell).split()) if not isinstance(cell, str) else cell.strip()
    low = text.lower()
    if _NONE.fullmatch(low):
        return (), ""
    if _THERE.fullmatch(low):
        return (), NO_NUMBER
    if not any(sign.isdigit() for sign in text):
        return ((Paper(kind, "", None),), "") if _IN_HAND.search(low) else ((), UNREADABLE)
    numbers = [_number(kind, part) for part in _BETWEEN.split(text) if part]
    found = tuple(
        Paper(kind, number, permits.usual_end(kind, number, None))
        for number in dict.fromkeys(numbers) if number
    )  # fmt: skip
    return found, "" if all(numbers) else UNREADABLE


def _number(kind: str, text: str) -> str:
    """Return a number as it is kept, empty when it is none."""
    text = _CALLED.sub("", text).strip()
    if _LOST.search(text) or sum(sign.isdigit() for sign in text) < LEAST_DIGITS:
        return ""
    try:
        kept = permits.normal_form(kind, text)
    except Refusal:
        return ""
    return kept if len(kept) <= LONGEST else ""


def rows_of(rows: Iterable[RawRow], tables: Sequence[Table]) -> Iterator[PaperRow]:
    """Yield the rows of a file whose tables have papers and that tell any.

    A row stands in the last table of its sheet that begins above it.
    """
    columns: dict[str, list[tuple[int, dict[str, int]]]] = {}
    for table in tables:
        told = {kind: table.fields[kind] for kind in KINDS if kind in table.fields}
        columns.setdefault(table.sheet, []).append((table.header_row, told))
    for sheet, number, cells in rows:
        above = [told for first, told in columns.get(sheet, ()) if first < number]
        found = _papers_of(cells, above[-1]) if above and above[-1] else ()
        if found:
            yield PaperRow(sheet, number, found)


def _papers_of(cells: Sequence[object], columns: dict[str, int]) -> tuple[Paper, ...]:
    there = ((kind, column) for kind, column in columns.items() if column < len(cells))
    return tuple(paper for kind, column in there for paper in read(kind, cells[column])[0])


def are_told(tables: Iterable[Table]) -> bool:
    """Say whether any table of a list has a column of papers."""
    return any(kind in table.fields for table in tables for kind in KINDS)
