"""What the columns of a sheet mean: told by their headings, wherever they stand.

A meaning is a text: `@nomor`, `@tanggal` … for what is no question, the id of a question, or
`question/option` for a box of a question with several choices. "" is not read.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from lampit.measure.rules.filled.words import cell_text, choices, code_in, only, plain
from lampit.measure.rules.instrument import Instrument, Question

NUMBER, NAME, VILLAGE, ON, BY = "@nomor", "@nama", "@desa", "@tanggal", "@pendata"
RESULT, REASON, CONSENT, WRONG = "@hasil", "@alasan", "@bersedia", "@salah"
TITLES = {
    NUMBER: "Nomor contoh",
    NAME: "Nama usaha",
    VILLAGE: "Desa",
    ON: "Tanggal wawancara",
    BY: "Pendata",
    RESULT: "Hasil, kalau tidak menjawab",
    REASON: "Alasan",
    CONSENT: "Bersedia menjawab",
    WRONG: "Yang salah",
}
_NAMES = {
    NUMBER: "nomor contoh;no contoh;nomor sampel;no sampel;nomor usaha;no usaha;kode usaha;id usaha"
    ";id;nomor sample;no sample;nomor responden;kode sampel;kode contoh;sample number",
    NAME: "nama usaha;usaha;nama;nama responden;business name",
    VILLAGE: "desa;kelurahan;desa kelurahan;desa kel;nama desa;village",
    ON: "tanggal wawancara;tanggal;tgl;tgl wawancara;tanggal kunjungan;tgl kunjungan;tanggal isi",
    BY: "pendata;petugas;pewawancara;enumerator;nama pendata;nama petugas;nama pewawancara",
    RESULT: "hasil kalau tidak menjawab;hasil;hasil kunjungan;kalau tidak menjawab;disposisi",
    REASON: "alasan;keterangan;alasan menolak",
    CONSENT: "bersedia menjawab;bersedia;kesediaan;kesediaan menjawab;setuju;persetujuan;consent",
    WRONG: "yang salah",
}
BETWEEN = " — "
SEARCHED_ROWS, LEAST_MEANT = 40, 2
_ORDER = re.compile(
    r"(?:p|q|no|nomor|pertanyaan|soal)?\s*\.?\s*(\d{1,3})\s*(?:[.):]\s*|$|\s+)", re.IGNORECASE
)
_CODED = re.compile(r"[\w/.:\-]+")
SHORTEST_BEGINNING, ALIKE = 12, 0.6


@dataclass(frozen=True)
class Heading:
    """The heading of a table: in which row, over how many rows, and what each column means."""

    row: int
    lines: int
    titles: tuple[str, ...]
    meanings: tuple[str, ...]

    @property
    def last(self) -> int:
        """Return the last row of the heading."""
        return self.row + self.lines - 1


def title_of(question: Question) -> str:
    """Return the heading of a question with one answer."""
    return f"{question.number}. {question.text.id} [{question.id}]"


def box_title(question: Question, option: str) -> str:
    """Return the heading of a box of a question with several answers."""
    words = choices(question)[option]
    return f"{question.number}. {question.text.id}{BETWEEN}{words} [{question.id}/{option}]"


def meanings_of(instrument: Instrument) -> dict[str, str]:
    """Return every meaning a column may have → the words for it, in the order of the template."""
    found = {meaning: title for meaning, title in TITLES.items() if meaning != WRONG}
    for question in instrument.questions:
        found[question.id] = f"{question.number}. {question.text.id}"
        if question.kind == "select_multiple":
            words = choices(question)
            for option in question.options:
                found[f"{question.id}/{option.code}"] = (
                    f"{question.number}. {question.text.id}{BETWEEN}{words[option.code]}"
                )
    return found


class Headings:
    """Knows the headings of one instrument."""

    def __init__(self, instrument: Instrument) -> None:
        """Prepare what headings are compared with."""
        self.questions = instrument.questions
        self.codes = {one.casefold(): one for one in meanings_of(instrument)}
        self.codes[instrument.gate.id.casefold()] = CONSENT
        fixed = {name: m for m, names in _NAMES.items() for name in names.split(";")}
        fixed[plain(instrument.gate.text.id)] = CONSENT
        self.texts = only(self._texts()) | fixed
        self.numbers = only((str(q.number), q.id) for q in self.questions if q.number)

    def _texts(self) -> list[tuple[str, str]]:
        found = []
        for question in self.questions:
            for text in (question.text.id, question.text.en):
                found.append((plain(text), question.id))
                if question.kind == "select_multiple":
                    found += [
                        (plain(f"{text} {words}"), f"{question.id}/{option.code}")
                        for option in question.options
                        for words in (option.text.id, option.text.en)
                    ]
        return found

    def meaning(self, title: str) -> str:
        """Return what a heading means, "" when that is not sure."""
        if not title:
            return ""
        code = code_in(title)
        if code:
            return self.codes.get(code.casefold(), "")
        found = self._by_code(title) or self.texts.get(plain(title), "")
        return found or self._by_words(title)

    def _by_code(self, title: str) -> str:
        """Read `akun`, `akun/wa`, and `isi/akun/wa` or `isi-akun` as other programs export them."""
        if not _CODED.fullmatch(title):
            return ""
        parts = [part for part in re.split(r"[/.:\-]", title.casefold()) if part]
        for tail in ("/".join(parts[-2:]), parts[-1] if parts else ""):
            if tail in self.codes:
                return self.codes[tail]
        return ""

    def _by_words(self, title: str) -> str:
        order = _ORDER.match(title)
        rest = plain(title[order.end() :]) if order else plain(title)
        if rest in self.texts:
            return self.texts[rest]
        begun = {m for text, m in self.texts.items() if text.startswith(rest) and "/" not in m}
        if len(rest) >= SHORTEST_BEGINNING and len(begun) == 1:
            return begun.pop()
        meant = self.numbers.get(order[1].lstrip("0"), "") if order else ""
        if not meant or (not rest and title.strip().isdigit()):
            return ""
        question = next(q for q in self.questions if q.id == meant)
        box = self._box(question, title)
        is_like = not rest or _alike(rest, plain(question.text.id))
        return box or (meant if is_like else "")

    def _box(self, question: Question, title: str) -> str:
        """Return the box whose option ends a heading with words of its question before it."""
        said = plain(title)
        ends = {
            option.code for option in question.options
            if plain(option.text.id) and said.endswith(plain(option.text.id))
        }  # fmt: skip
        is_boxed = question.kind == "select_multiple" and len(ends) == 1
        return f"{question.id}/{ends.pop()}" if is_boxed else ""

    def find(self, rows: Sequence[tuple[int, Sequence[object]]]) -> Heading | None:
        """Return the heading among the first rows of a sheet: the one of which most is known.

        A heading of two lines has the question above, merged over its options below.
        """
        best: Heading | None = None
        most = LEAST_MEANT - 1
        for place, (number, cells) in enumerate(rows[:SEARCHED_ROWS]):
            one = [cell_text(cell) for cell in cells]
            tries = [(1, one)]
            if place + 1 < len(rows) and rows[place + 1][0] == number + 1:
                tries.append((2, _joined(cells, one, rows[place + 1][1])))
            for lines, titles in tries:
                meanings = self.read(titles)
                known = len({m for m in meanings if m})
                if NUMBER in meanings and known > most:
                    most = known
                    best = Heading(number, lines, tuple(titles), meanings)
        return best

    def read(self, titles: Sequence[str]) -> tuple[str, ...]:
        """Return the meaning of each column; of two with one meaning the first is read."""
        found: list[str] = []
        for title in titles:
            meaning = self.meaning(title)
            found.append("" if meaning in found else meaning)
        return tuple(found)


def _joined(above: Sequence[object], titles: Sequence[str], below: Sequence[object]) -> list[str]:
    """Return headings of two lines as one: what stands above goes on over merged columns."""
    across: Mapping[int, int] = getattr(above, "across", {})
    width = max(len(titles), len(below))
    wide = [*titles, *[""] * (width - len(titles))]
    for first, last in across.items():
        for column in range(first, min(last + 1, width)):
            wide[column] = titles[first] if first < len(titles) else ""
    under = [cell_text(cell) for cell in below] + [""] * (width - len(below))
    return [f"{top} {low}".strip() for top, low in zip(wide, under, strict=True)]


@lru_cache(maxsize=4096)
def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= ALIKE
