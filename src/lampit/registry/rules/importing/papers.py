"""Papers that a list tells in a cell: numbers, "masih proses", or only that there is one. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from lampit.basics.refusal import Refusal
from lampit.registry.rules import permits
from lampit.registry.rules.importing.cells import as_text
from lampit.registry.rules.importing.tables import RawRow, Table

KINDS = ("pirt", "halal", "merek")  # fields that are papers; a NIB is a value of the business
NO_NUMBER, UNREADABLE, ELSEWHERE = "surat_tanpa_nomor", "surat_tidak_sah", "surat_usaha_lain"
PAPER = "paper"  # in the journal of a run: what became of a paper
LONGEST = 40
LEAST_DIGITS = 6  # with fewer it is a word or a year, and no number
_NONE = re.compile(
    r"[-–—?0xn.]*|(?:(?:belum|blm|tidak|tdk|tak|blom)"
    r"(?: (?:ada|punya|memiliki|daftar|terdaftar|didaftarkan|diurus|mengurus))?|kosong)\.?"
)
_THERE = re.compile(
    r"(?:(?:sudah|sdh)?(?: ?(?:ada|punya|memiliki|terdaftar|daftar|terbit))?|y|ya|v|1|√|✓)\.?"
)
_IN_HAND = re.compile(r"\b(?:proses|sedang|pengajuan|diurus|diproses|mengurus|daftar)\b")
_BETWEEN = re.compile(r"\s*[,;\n]\s*|\s+(?:dan|&)\s+")
_CALLED = re.compile(
    r"^(?:(?:sertifikat|serti?f?|p-?\s?irt|spp-?irt|halal|merek|merk|haki|hki|djki|reg|daftar"
    r"|pendaftaran|no|nomor|nmr)\b[\s.:]*)+",
    re.IGNORECASE,
)
# A registered brand, and one that is only applied for: looks met in practice, no law says them.
_BRAND = re.compile(r"\bIDM[\s.-]*((?:\d[\s.-]*){6,9})(?!\d)", re.IGNORECASE)
_APPLIED_FOR = re.compile(r"\b(?:[DJ](?:ID|00)|IPT)[\s.-]*(?:\d[\s.-]*){6,12}", re.IGNORECASE)
_BARE = re.compile(r"\d[\d .-]*")
_REFUSED = re.compile(r"\b(?:belum|blm|tidak|tdk)\b(?!.*\bproses\b)|\b(?:ditolak|batal)\b")
_REGISTERED = re.compile(r"\b(?:ter|di)?daftar(?:kan)?\b|\b(?:haki|hki|djki)\b")
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
        if kind == "merek":
            return _brand_in_words(low)
        return ((Paper(kind, "", None),), "") if _IN_HAND.search(low) else ((), UNREADABLE)
    if kind == "merek":
        return _brands(text)
    numbers = [_number(kind, part) for part in _BETWEEN.split(text) if part]
    found = tuple(
        Paper(kind, number, permits.usual_end(kind, number, None))
        for number in dict.fromkeys(numbers) if number
    )  # fmt: skip
    return found, "" if all(numbers) else UNREADABLE


def _brand_in_words(low: str) -> tuple[tuple[Paper, ...], str]:
    """Read what a cell says of a brand without any number: mostly what the goods are called."""
    if _REFUSED.search(low):
        return (), ""
    if _IN_HAND.search(low):
        return (Paper("merek", "", None),), ""
    return (), NO_NUMBER if _REGISTERED.search(low) else ""


def _brands(text: str) -> tuple[tuple[Paper, ...], str]:
    """Read the numbers of a cell; beside its number a brand is often called by its name."""
    told = ["IDM" + "".join(filter(str.isdigit, one)) for one in _BRAND.findall(text)]
    if told:
        return tuple(Paper("merek", number, None) for number in dict.fromkeys(told)), ""
    if _APPLIED_FOR.search(text):
        return (Paper("merek", "", None),), ""
    bare = _CALLED.sub("", text).strip()
    if _BARE.fullmatch(bare):
        number = _number("merek", bare)
        return ((Paper("merek", number, None),), "") if number else ((), UNREADABLE)
    if sum(sign.isdigit() for sign in text) < LEAST_DIGITS:
        return _brand_in_words(text.lower())
    return (), UNREADABLE


def tells_of_brand(text: str) -> bool:
    """Say whether a cell tells whether a brand is registered, and is not just what it is called."""
    low = " ".join(text.lower().split())
    if _NONE.fullmatch(low) or _THERE.fullmatch(low) or _BARE.fullmatch(low):
        return True
    found, code = read("merek", text)
    return bool(found or code)


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
