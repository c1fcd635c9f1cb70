"""The shape of a sheet: which rows are headings, numbers of columns, sub-headings, totals."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, zip_longest
from operator import itemgetter

from lampit.registry.rules import template
from lampit.registry.rules.importing.vocabulary import SURE, readings, spelled

LEAST_MATCHES = 3
LEAST_REPEATED = 2
_first = itemgetter(0)
MOST_BESIDE = 3  # filled cells of a signature, a note or a sub-heading, at most
_DIGIT = re.compile(r"\d")
_COUNTING = re.compile(r"\(?\s*(\d{1,2})\s*[).]?")
_TOTAL = re.compile(
    r"\s*(?:sub\s*-?\s*)?(?:jumlah|total|jml|grand total|rata[ -]?rata|subtotal)\b", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"^\s*(?:mengetahui|menyetujui|kepala (?:bidang|dinas|seksi|desa)|kabid"
    r"|kasi|nip\b|camat|lurah|plt\b"
    r"|pejabat|dibuat oleh|petugas|pendata|ttd|\(\s*[._]{3,}|[._]{5,}|a\.?n\.)", re.IGNORECASE
)  # fmt: skip
_NOTE = re.compile(r"^\s*(?:ket(?:erangan)?|catatan|nb|sumber|\*+)\s*[.:)]", re.IGNORECASE)
_OF_A_YEAR = re.compile(r"[\s,.-]+(?:(?:tahun|thn|th)\b.*|20\d\d\b.*)$", re.IGNORECASE)
_GROUP = re.compile(
    r"^\s*(?:[IVXLC]{1,6}\s*[.)]|\d{1,2}\s*[.)]|[A-Z]\s*[.)])?\s*(kecamatan|kec|desa|kelurahan|kel|ds)\b[\s.:]*(.+)$",
    re.IGNORECASE,
)
# A title over a table that names whose list it is: `DATA IKM KECAMATAN BABIRIK TAHUN 2026`.
_TITLE = re.compile(
    r"^\s*(?:data|daftar|rekap\w*|laporan|nama(?:\s*-\s*nama)?|list|profil|hasil)\b.*?"
    r"\b(kecamatan|kec|desa|kelurahan|kel|ds)\b[\s.:]*(.+)$",
    re.IGNORECASE,
)
_BEYOND = re.compile(r"[\s,.-]+(?:kab(?:upaten)?|prov(?:insi)?)\b.*$", re.IGNORECASE)
# Where and when a list was signed: `Amuntai, 30 Juni 2026`.
_SIGNED = re.compile(
    r"[a-z .]{3,30},\s*(?:\d{1,2}|[._…]*)\s*(?:januari|[fp]ebruari|maret|april|mei|juni|juli"
    r"|agustus|september|oktober|no[vp]ember|desember)\s*20\d\d\.?",
    re.IGNORECASE,
)
# What follows `desa` or `kec` in a heading, other than the name of one.
_ABOUT = re.compile(
    r"\b(usaha|tempat|domisili|pemilik|rumah|lokasi|alamat|kel|kelurahan|kec|kecamatan|desa|ds"
    r"|asal|kode|tinggal|lurah|dan|atau|distrik|no|nama)\b"
)
# Headings that stand in columns as values just as well.
_ALSO_VALUES = frozenset({"jualan", "kerajinan", "dagangan", "olahan", "buruh", "anyaman",
                          "pedagang", "penjual", "kegiatan", "karyawan", "halal"})  # fmt: skip


def texts(cells: Sequence[object]) -> list[str]:
    """Return the cells as stripped text."""
    try:
        return list(map(str.strip, cells))  # type: ignore[arg-type]  # as text lists have them
    except TypeError:
        return [cell.strip() if isinstance(cell, str) else str(cell) for cell in cells]


def is_heading(row: Sequence[str]) -> bool:
    """Tell whether a row holds column headings: several known ones and hardly any digits."""
    filled = [text for text in row if text]
    if len(filled) < LEAST_MATCHES:
        return False
    if _has_many_numbers(filled):  # asked of every row of a long list
        return False
    if max(map(len, filled)) > 60:
        return False
    read = [_strong(text) for text in filled if text.lower() not in _ALSO_VALUES]
    known = {fields[0][0] for fields in read if fields}
    matched = sum(map(bool, read))
    return len(known) >= LEAST_MATCHES and matched * 2 >= len(filled)


def _has_many_numbers(filled: Sequence[str]) -> bool:
    """Tell a record by its cells with digits: more than a quarter of all."""
    allowed, has_digit = len(filled) // 4, _DIGIT.search
    if sum(map(str.isdigit, map(_first, filled))) > allowed:  # most: their first signs suffice
        return True
    for text in filled:
        if has_digit(text):
            allowed -= 1
            if allowed < 0:
                return True
    return False


def is_plainly_data(row: Sequence[str]) -> bool:
    """Tell of a row that it is surely no heading, counting, example, note, sub-heading or sum."""
    filled = [*filter(None, row)]
    if len(filled) <= MOST_BESIDE or not _has_many_numbers(filled):
        return False
    if not (row[0][:1].isalpha() or row[1][:1].isalpha() or row[2][:1].isalpha()):
        return False
    first, second = filled[:2]
    return not (_TOTAL.match(first) or _TOTAL.match(second) or template.is_example(first))


def numbers_in(row: Sequence[str]) -> int:
    """Return how many cells begin with a digit."""
    return sum(text[:1].isdigit() for text in row)


@lru_cache(maxsize=4096)
def _strong(text: str) -> tuple[tuple[str, int], ...]:
    if is_place(text):
        return ()
    sure = (read for read in readings(text) if read[1] >= SURE)
    return tuple(sorted(sure, key=lambda read: -read[1]))


@lru_cache(maxsize=4096)
def is_place(text: str) -> bool:
    """Tell whether a cell names a place (`Desa Banyu Hirang`): no heading is told by it."""
    found = _GROUP.match(text)
    if not found or "/" in text or " " not in text.strip():
        return False
    rest = spelled(found[2])
    return bool(rest) and not _ABOUT.search(rest)


def is_counting(row: Sequence[str]) -> bool:
    """Tell whether a row only numbers its columns: `(1) (2) (3)`."""
    numbers = []
    if any(text[:1].isalpha() for text in row[:3]):  # nearly every row
        return False
    for text in row:
        if text:
            match = _COUNTING.fullmatch(text.removesuffix(".0"))
            if not match:
                return False
            numbers.append(int(match[1]))
    return len(numbers) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def repeats(headings: Sequence[str], row: Sequence[str]) -> bool:
    """Tell whether a row repeats a line of the heading: every text, in its column."""
    if len([text for text in row if text]) < LEAST_REPEATED:
        return False
    pairs = zip_longest(headings, row, fillvalue="")
    return all(a == b or _same(a, b) for a, b in pairs)


def _same(one: str, other: str) -> bool:
    return one.lower().split() == other.lower().split()


def is_total(row: Sequence[str]) -> bool:
    """Tell whether a row sums others: one of its first filled cells says so."""
    return any(map(_TOTAL.match, islice(filter(None, row), 2)))


def is_example(row: Sequence[str]) -> bool:
    """Tell whether a row is the example of the template workbook."""
    return template.is_example(next((text for text in row if text), ""))


def is_aid(cells: Sequence[object]) -> bool:
    """Tell whether the first row of a sheet says that the sheet only helps to fill in another."""
    return next((cell for cell in cells if cell != ""), "") == template.AID


def is_signature(row: Sequence[str]) -> bool:
    """Tell whether a row belongs to the block of signatures or the notes."""
    filled = list(filter(None, row))
    if len(filled) == 1 and _SIGNED.fullmatch(filled[0]):
        return True
    return 0 < len(filled) <= MOST_BESIDE and any(
        _SIGNATURE.match(t) or _NOTE.match(t) for t in filled
    )


def title_named(row: Sequence[str]) -> tuple[str, str]:
    """Return (kind, name) of the place that the title of a list names, else empty texts."""
    filled = set(filter(None, row))
    found = _TITLE.match(next(iter(filled))) if len(filled) == 1 else None
    if found is None:
        return "", ""
    kind = "district" if found[1].lower().startswith("kec") else "village"
    return kind, _BEYOND.sub("", _OF_A_YEAR.sub("", found[2])).strip(" .:")


def group_named(row: Sequence[str]) -> tuple[str, str]:
    """Return (kind, name) of a sub-heading such as `I. KECAMATAN BANJANG`, else empty texts."""
    filled = set(filter(None, row))
    if not 1 <= len(filled) <= 2:
        return "", ""
    found = [match for match in map(_GROUP.match, filled) if match]
    if len(found) != 1 or (len(filled) == 2 and not any(len(text) <= 4 for text in filled)):
        return "", ""
    kind = "district" if found[0][1].lower().startswith("kec") else "village"
    return kind, _OF_A_YEAR.sub("", found[0][2]).strip(" .:")
