"""Headings of several lines: captions over groups of columns, wrapped words, units. Pure.

A caption covers the columns of its merged cell; where nothing is merged, the blank cells to its
right, up to the next text of its line or of a line above. It must have columns beneath it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lampit.registry.rules.importing import layout
from lampit.registry.rules.importing.columns import Part
from lampit.registry.rules.importing.vocabulary import asked, is_plain, is_unit, readings, spelled

MOST_LINES = 6
MOST_CAPTIONS = 3
LONGEST = 40
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(
    r"(?:(?:tahun|thn|th)\.?\s*)?(?:19|20)\d\d\s*(?:\([^()]{1,12}\))?", re.IGNORECASE
)
_SUM = re.compile(r"\d{1,2}(?:\.0)?(?:\s*=\s*[\d\s+\-x*/():]+)?")
_NO_CAPTION = re.compile(r"^\s*:|:\s*$")
_CAPTION_WORDS = frozenset(
    (  # noqa: SIM905 - a word list reads better
        "identitas data profil pemilik pelaku usaha umkm ukm ikm pengusaha alamat lokasi tempat"
        " tenaga kerja tk jumlah karyawan pekerja omzet omset penjualan pendapatan produksi produk"
        " legalitas perizinan izin ijin kontak pemasaran keuangan permodalan modal aset asset"
        " keterangan kelamin jenis nama no nomor media sosial bantuan domisili rumah pribadi diri"
        " umum lain per bulan tahun rata bahan baku pasar penanggung jawab perajin pengrajin"
        " tanggal lahir kapasitas wilayah dan toko perusahaan industri kepemilikan surat pelatihan"
        " kegiatan hasil rp orang org status nilai"
    ).split()
)
_WORD = re.compile(r"[a-z]+")
NOTHING_MERGED: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a heading.

    Attributes:
        number: its row, from 1.
        texts: its cells.
        across: column → last column of the cell merged over it.
    """

    number: int
    texts: list[str]
    across: Mapping[int, int] = field(default_factory=dict)

    def at(self, column: int) -> str:
        """Return the text of a column, empty beyond the last cell."""
        return self.texts[column] if column < len(self.texts) else ""

    @property
    def filled(self) -> list[tuple[int, str]]:
        """Return (column, text) of the cells that say something."""
        return [(column, text) for column, text in enumerate(self.texts) if text]


def line_of(number: int, texts: list[str], cells: Sequence[object]) -> Line:
    """Return a row as a line of a heading, with what is merged in it."""
    return Line(number, texts, getattr(cells, "across", NOTHING_MERGED))


class Heading:
    """The lines of one heading, read together."""

    def __init__(self, lines: Iterable[Line]) -> None:
        """Find out which text covers which columns, line by line."""
        self.lines = tuple(lines)
        self.is_tall = len(self.lines) > 1
        self.width = max((len(line.texts) for line in self.lines), default=0)
        # A row of more numbers repeats no line.
        self.most_numbers = max((layout.numbers_in(one.texts) for one in self.lines), default=0)
        self._starts = [(*next(iter(line.filled), (0, "")), line) for line in self.lines]
        # Per line: column → column of the caption that covers it, itself for one of its own.
        self._over: list[dict[int, int]] = []
        for depth in range(len(self.lines)):
            self._over.append(self._covered(depth))

    def parts(self) -> list[Part]:
        """Return per column the captions above it and its own heading; `((), "")` for none."""
        return [self._part(column)[:2] for column in range(self.width)]

    def headers(self) -> list[str]:
        """Return per column all its lines as one heading, captions first."""
        found = []
        for column in range(self.width):
            captions, own, units = self._part(column)
            found.append(" ".join([*captions, own, *units]).strip() if own else "")
        return found

    def with_line(self, line: Line) -> "Heading":
        """Return the heading with another line beneath."""
        return Heading((*self.lines, line))

    def repeats(self, texts: Sequence[str]) -> bool:
        """Tell whether a row repeats one of the lines, as printed pages do."""
        for column, text, line in self._starts:
            # Asked of every row: most differ in the first text of a line.
            if column < len(texts) and texts[column] == text and layout.repeats(line.texts, texts):
                return True
        return False

    def goes_on(self, line: Line) -> bool:
        """Tell whether a row is the next line: it fills gaps, parts groups, ends words."""
        filled = line.filled
        if not filled or len(self.lines) >= MOST_LINES or any(_is_value(t) for _, t in filled):
            return False
        fits = [self._fit(column, text) for column, text in filled]
        if None in fits:
            return False
        return sum(map(bool, fits)) * 2 >= len(fits)

    def has_group(self) -> bool:
        """Tell whether a text of the first line is a caption over some, not all, columns."""
        first, rest = self.lines[0], self.lines[1:]
        named = {column for line in rest for column, _ in line.filled}
        for column, _ in first.filled:
            covered = {c for c, start in self._over[0].items() if start == column} & named
            if len(covered) > 1 and not named <= covered:
                return True
        return False

    def _covered(self, depth: int) -> dict[int, int]:
        line = self.lines[depth]
        found: dict[int, int] = {}
        for column, _text in line.filled:
            found[column] = column
            last = self._last_under(depth, column)
            if last > column and self._has_columns(depth, column, last):
                found |= dict.fromkeys(range(column + 1, last + 1), column)
        return found

    def _last_under(self, depth: int, column: int) -> int:
        """Return the last column that a text reaches."""
        line = self.lines[depth]
        if line.across:
            return line.across.get(column, column)
        last = column
        if spelled(line.at(column)) == "no":
            return last
        while last + 1 < self.width and not line.at(last + 1):
            if any(over.get(last + 1) != over.get(column) for over in self._over[:depth]):
                break
            last += 1
        return last

    def _has_columns(self, depth: int, first: int, last: int) -> bool:
        """Tell whether a caption has its own columns: one right beneath, and another."""
        named = {c for line in self.lines[depth + 1 :] for c, text in line.filled
                 if first <= c <= last and not is_unit(text)}  # fmt: skip
        return len(named) > 1 and (first in named or bool(self.lines[depth].across))

    def _part(self, column: int) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
        captions: list[str] = []
        own: list[str] = []
        units: list[str] = []
        for depth, line in enumerate(self.lines):
            start = self._over[depth].get(column)
            if start is None:
                continue
            text = line.at(start)
            if start != column or self._is_caption(depth, column):
                captions.append(text)
            elif own and is_unit(text):
                units.append(text)
            elif text not in own[-1:]:
                own.append(text)
        if not own:
            # A cell merged over columns that have no names of their own: it names each of them.
            name = self._merged_name(column)
            return (tuple(captions), name, ()) if name else ((), "", ())
        return tuple(captions), " ".join(own), tuple(units)

    def _is_caption(self, depth: int, column: int) -> bool:
        return self._over[depth].get(column + 1) == column

    def _merged_name(self, column: int) -> str:
        """Return what a cell merged over columns without names of their own calls a column."""
        for line in self.lines:
            for start, last in line.across.items():
                inside = range(start, last + 1)
                told = [other.at(c) for other in self.lines for c in inside if other.at(c)]
                if column in inside and len(told) == 1:
                    return told[0]
        return ""

    def _fit(self, column: int, text: str) -> bool | None:
        """Return whether a text speaks for a further line; None when it speaks against one."""
        above = next((line.at(column) for line in reversed(self.lines) if line.at(column)), "")
        if above == text:
            return True
        if is_unit(text):
            return bool(above) or None
        if not above:
            return _is_readable(text) or _is_readable(f"{self._caption_at(column)} {text}")
        together = bool(readings(f"{above} {text}"))
        if self._may_part(column):
            return together or _is_readable(text)
        if not together or not _is_readable(text):
            return None
        return True

    def _caption_at(self, column: int) -> str:
        """Return the nearest text to the left in the last line that could cover a column."""
        for line in reversed(self.lines):
            if line.across:
                starts = [c for c, last in line.across.items() if c < column <= last]
            else:
                starts = [c for c, _ in line.filled if c < column][-1:]
            if starts:
                return line.at(starts[-1])
        return ""

    def _may_part(self, column: int) -> bool:
        """Tell whether the text above a column may cover the next column as well."""
        for line in reversed(self.lines):
            if line.at(column):
                if line.across:
                    return line.across.get(column, column) > column
                above = (other for other in self.lines if other is not line)
                return not line.at(column + 1) and not any(o.at(column + 1) for o in above)
        return False


def captions_over(lines: Sequence[Line], line: Line) -> tuple[Line, ...]:
    """Return those of the rows right above a heading that are captions of its columns."""
    kept: tuple[Line, ...] = ()
    for above in reversed(lines[-MOST_CAPTIONS:]):
        heading = Heading((above, *kept, line))
        if not may_caption(above) or not (heading.has_group() or _all_wrapped(heading)):
            break
        kept = (above, *kept)
    return kept


def may_caption(line: Line) -> bool:
    """Tell whether a row may be captions over a heading: short words that headings are made of."""
    filled = line.filled
    if not filled or any(_is_value(t) or _NO_CAPTION.search(t) for _, t in filled):
        return False
    if len(filled) == 1:
        column, text = filled[0]
        return (column > 0 or bool(line.across)) and _is_caption_text(text)
    known = sum(_is_readable(text) or _is_caption_text(text) for _, text in filled)
    return known * 2 > len(filled)


def is_counting(row: Sequence[str]) -> bool:
    """Tell whether a row right under a heading numbers its columns, also by letters and sums."""
    filled = [text.strip("() .").lower() for text in row if text]
    if len(filled) < 3:
        return False
    letters = "abcdefghijklmnopqrstuvwxyz"
    if "".join(filled) == letters[: len(filled)]:
        return True
    heads = [re.match(r"\d{1,2}", text) for text in filled]
    numbers = [int(head[0]) for head in heads if head]
    if len(numbers) != len(filled) or not all(map(_SUM.fullmatch, filled)):
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _all_wrapped(heading: Heading) -> bool:
    """Tell whether every text of the first line begins a heading that the next line ends."""
    first, rest = heading.lines[0], Heading(heading.lines[1:])
    below = {column: rest._part(column)[1] for column, _ in first.filled}
    if len(below) < MOST_CAPTIONS:
        return False
    ends = [bool(text) and bool(readings(f"{first.at(c)} {text}")) for c, text in below.items()]
    return all(end or not below[c] for end, c in zip(ends, below, strict=True)) and any(ends)


@lru_cache(maxsize=4096)
def _is_value(text: str) -> bool:
    """Tell whether a cell holds what no heading does: long text, digits, the name of a place."""
    if len(text) > LONGEST:
        return True
    if _DIGIT.search(text) and not _YEAR.fullmatch(text) and not is_unit(text):
        return True
    return layout.is_place(text)


@lru_cache(maxsize=4096)
def _is_readable(text: str) -> bool:
    return (
        bool(readings(text)) or is_plain(text) or bool(asked(text)) or bool(_YEAR.fullmatch(text))
    )


def _is_caption_text(text: str) -> bool:
    words = _WORD.findall(text.lower())
    return bool(words) and all(word in _CAPTION_WORDS for word in words)
