"""Walks the rows of a file once and yields what became of each one.

A sheet is read in two steps: the rows up to and around its heading are held back until the
columns are known, then every row is answered as it comes. A heading further down starts a new
table. Sub-headings give the kecamatan or village of the rows under them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lampit.national.rupiah import AUTO
from lampit.registry.rules.importing import columns, content, layout
from lampit.registry.rules.importing.answers import REFUSED
from lampit.registry.rules.importing.cells import as_text
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.columns import Guess
from lampit.registry.rules.importing.desk import Desk
from lampit.registry.rules.importing.doubles import CERTAIN, Doubles
from lampit.registry.rules.importing.problems import MESSAGES, REJECTIONS, Problem
from lampit.registry.rules.importing.record import FLAG, REJECT, SourceRow
from lampit.registry.rules.importing.verdicts import reject_reason
from lampit.registry.rules.importing.wording import without_numbers

SEARCHED = 60  # rows in which the first heading of a sheet is looked for
SAMPLE = 200  # rows whose content tells what a column is
NO_CODES: frozenset[str] = frozenset()
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_DIGITS = re.compile(r"\d")
# What tells whose a row is; a line of sums has little of it.
_WHOSE = frozenset({"owner", "name", "nik", "phone", "village", "district", "address", "products",
                    "sector", "sex"})  # fmt: skip
RawRow = tuple[str, int, list[object]]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a sheet: where its heading is and what its columns mean."""

    sheet: str
    header_row: int
    rows_per_header: int
    guesses: tuple[Guess, ...]
    samples: tuple[tuple[str, ...], ...] = ()

    @property
    def fields(self) -> dict[str, int]:
        """Return field → column."""
        return {guess.field: guess.column for guess in self.guesses if guess.field}

    @property
    def headers(self) -> list[str]:
        """Return the headings in order."""
        return [guess.header for guess in self.guesses]


@dataclass(slots=True)
class Choices:
    """What a person, a mapping file or the memory decided beforehand.

    Attributes:
        columns: heading → field; None keeps the column as an extra.
        sheet: only this sheet is read.
        header_row: the row of the heading, from 1.
        rows_per_header: how many lines the heading has.
        remembered: signature of a heading → its columns.
        constants: field → what every row has that tells nothing itself.
        decimal: the decimal sign of amounts: `auto`, `comma` or `dot`.
        header_rows: sheet → row of its heading, as a person pointed at it.
        skipped: sheets that a person left out.
    """

    columns: Mapping[str, str | None] = field(default_factory=dict)
    sheet: str = ""
    header_row: int = 0
    rows_per_header: int = 0
    remembered: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    constants: Mapping[str, object] = field(default_factory=dict)
    decimal: str = AUTO
    header_rows: Mapping[str, int] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()

    def skips(self, sheet: str) -> bool:
        """Say whether a sheet is not read."""
        return sheet in self.skipped or bool(self.sheet and self.sheet != sheet)

    def heading_of(self, sheet: str) -> int:
        """Return the row of a sheet's heading that a person named, 0 when nobody did."""
        named = self.header_row if not self.sheet or self.sheet == sheet else 0
        return self.header_rows.get(sheet, named)


@dataclass
class Lists:
    """The reading of one file; `tables` fills while `rows` is walked."""

    desk: Desk
    choices: Choices = field(default_factory=Choices)
    tables: list[Table] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    listed_in: int = 0
    _doubles: Doubles = field(default_factory=Doubles)

    def note_year(self, texts: Iterable[str]) -> None:
        """Remember the year of the list when a title, a sheet or the file names it."""
        years = [int(year) for text in texts for year in _YEAR.findall(text)]
        latest = self.desk.day.year
        self.listed_in = max([self.listed_in, *(year for year in years if year <= latest)])

    def rows(self, source: Iterable[RawRow]) -> Iterator[SourceRow]:
        """Yield every row of every sheet, in order."""
        held: list[RawRow] = []
        sheet = _Sheet(self, "")
        for raw in source:
            if raw[0] != sheet.name:
                yield from sheet.walk(held, last=True)
                sheet, held = _Sheet(self, raw[0]), []
            if sheet.is_ready:
                yield sheet.answer(raw[1], raw[2])
            else:
                held.append(raw)
                if len(held) >= SEARCHED + SAMPLE:
                    yield from sheet.walk(held, last=False)
                    held = []
        yield from sheet.walk(held, last=True)

    def check_double(self, row: SourceRow) -> None:
        """Mark a row whose business was already told by an earlier one."""
        record = row.record
        if record is None:
            return
        found = self._doubles.seen((row.sheet, row.row), record)
        if found is None:
            return
        strength, where = found
        code = "ganda_dalam_berkas" if strength == CERTAIN else "mungkin_ganda"
        if strength == CERTAIN:
            row.double_of = where
        else:
            row.may_double = where
        message = f"{MESSAGES[code]} (baris {where[1]}, lembar {where[0]})"
        row.problems.append(Problem(row.sheet, row.row, "", record.owner_name, code, message))


class _Sheet:
    """One sheet while it is walked."""

    def __init__(self, lists: Lists, name: str) -> None:
        self.lists = lists
        self.name = name
        self.is_ready = False
        self.reader: RowReader | None = None
        self.header: list[str] = []
        self.second: list[str] = []
        self.pending = 0
        self.group = ""
        self.district = ""
        self.sampled: list[RawRow] = []
        self.is_aid = False
        self.is_skipped = lists.choices.skips(name)

    def walk(self, held: list[RawRow], *, last: bool) -> Iterator[SourceRow]:
        """Find the heading among the rows held back, then answer them all."""
        if not self.name:
            return
        if held and not self.is_ready and layout.is_aid(held[0][2]):
            self.is_aid = self.is_ready = True
        if self.is_aid:
            yield from (SourceRow(self.name, number, cells) for _, number, cells in held)
            return
        titles = [cell for _, _, cells in held[:12] for cell in cells if isinstance(cell, str)]
        self.lists.note_year([self.name, *titles])
        self.sampled = held
        self.is_ready = not last or self.is_ready
        if self.is_skipped:
            self.is_ready = True
        for _, number, cells in held:
            yield self.answer(number, cells)
        if last and self.reader is None and not self.is_skipped and held:
            self.lists.notes.append(
                Problem(
                    self.name, 0, "", "", "judul_tidak_ditemukan", MESSAGES["judul_tidak_ditemukan"]
                )
            )
        self.sampled = []

    def answer(self, number: int, cells: list[object]) -> SourceRow:
        """Return what became of one row."""
        row = SourceRow(self.name, number, cells)
        if self.is_aid or self.is_skipped:
            return row
        if not any(cells) and not any(cell != "" for cell in cells):
            self.pending = 0
            return row
        texts = layout.texts(cells)
        if self._is_outside_the_table(number, texts):
            return row
        if self.reader is not None and self._is_record(texts):
            self._read(row, texts)
        return row

    def _is_outside_the_table(self, number: int, texts: list[str]) -> bool:
        """Handle headings, numbers of columns, sub-headings, totals and signatures."""
        if self.pending and self.pending < 3 and layout.continues(self.header, texts):
            self.pending += 1
            if not layout.repeats(self.second, texts):
                self.second = texts
                self._open_table(number - 1, 2)
            return True
        self.pending = 0
        if self._starts_heading(number, texts):
            self._begin(number, texts)
            return True
        if layout.is_counting(texts) or layout.is_example(texts):
            return True
        # A row of many cells is neither signed nor a sub-heading: no need to ask.
        if len(texts) - texts.count("") <= layout.MOST_BESIDE and self._is_beside(texts):
            return True
        return layout.is_total(texts) and not self._tells_a_business(texts)

    def _is_beside(self, texts: list[str]) -> bool:
        """Handle the rows of few cells: signatures, notes and sub-headings."""
        if layout.is_signature(texts):
            return True
        kind, name = layout.group_named(texts)
        if kind:
            self._enter_group(kind, name)
        return kind != ""

    def _tells_a_business(self, texts: list[str]) -> bool:
        """Tell a business called "Total Jaya" from a line of sums: the row says whose it is."""
        if self.reader is None:
            return False
        said = {
            name: texts[column]
            for name, column in self.reader.fields.items()
            if name in _WHOSE and column < len(texts) and not layout.is_total([texts[column]])
        }
        words = sum(text[:1].isalpha() for text in said.values())
        numbers = sum(len(_DIGITS.findall(said.get(name, ""))) >= 9 for name in ("nik", "phone"))
        return words >= 3 or (words >= 1 and numbers >= 1)

    def _starts_heading(self, number: int, texts: list[str]) -> bool:
        forced = self.lists.choices.heading_of(self.name)
        if forced:
            return number == forced or (number > forced and layout.repeats(self.header, texts))
        return layout.is_heading(texts)

    def _begin(self, number: int, texts: list[str]) -> None:
        self.pending = 1
        if self.header and layout.repeats(self.header, texts):
            return
        self.header, self.second = texts, []
        self._open_table(number, 1)

    def _open_table(self, header_row: int, lines: int) -> None:
        headers = layout.joined(self.header, self.second) if self.second else list(self.header)
        headers = columns.told_apart(headers)
        data = [cells for _, number, cells in self.sampled if number >= header_row + lines]
        shares = content.shares(data[:SAMPLE], len(headers), self.lists.desk.gazetteer)
        choices = self.lists.choices
        decided = dict(choices.remembered.get(columns.signature(headers), {}))
        decided.update(_matched(headers, self.header, self.second, choices.columns))
        guesses = columns.guess(headers, shares, decided or None)
        table = Table(self.name, header_row, lines, tuple(guesses), _samples(data, len(headers)))
        if lines > 1 and self.lists.tables and self.lists.tables[-1].header_row == header_row:
            self.lists.tables.pop()
        fields = table.fields
        if "owner" in fields or "name" in fields:
            self.lists.tables.append(table)
            listed_in = self.lists.listed_in or self.lists.desk.day.year
            self.reader = RowReader(
                self.lists.desk, self.name, headers, fields, listed_in,
                constants=choices.constants, decimal=choices.decimal,
            )  # fmt: skip
            self.group = self.group or self._named_by_sheet()
        else:
            self.reader = None

    def _named_by_sheet(self) -> str:
        """Return the kecamatan a sheet is named after, if any."""
        found = self.lists.desk.gazetteer.districts_like(self.name)
        return next(iter(found)) if len(found) == 1 else ""

    def _enter_group(self, kind: str, name: str) -> None:
        gazetteer = self.lists.desk.gazetteer
        if kind == "district":
            found = gazetteer.districts_like(name)
            self.group = self.district = next(iter(found)) if len(found) == 1 else ""
            return
        within = gazetteer.find(name, "", self.district)
        self.group = within.village or gazetteer.find(name, "", "").village or self.district

    def _is_record(self, texts: list[str]) -> bool:
        """Tell whether a row of the table says anything about a business."""
        reader = self.reader
        if reader is None:
            return False
        number = reader.fields.get(columns.NUMBER, -1)
        numbered = 0 <= number < len(texts) and texts[number] != ""
        filled = len(texts) - texts.count("") - numbered
        for name in ("owner", "name"):
            column = reader.fields.get(name, -1)
            if 0 <= column < len(texts) and texts[column] and column != number:
                return numbered or filled >= 2
        return filled >= 4

    def _with_merged(self, cells: list[object], texts: list[str]) -> tuple[list[object], list[str]]:
        """Return the row with the village and kecamatan that a merged cell holds for it."""
        below = getattr(cells, "below", None)
        if not below or self.reader is None:
            return cells, texts
        width = max(len(cells), *(column + 1 for column in below))
        cells = [*cells, *[""] * (width - len(cells))]
        for name in ("village", "district"):
            column = self.reader.fields.get(name, -1)
            if column in below and cells[column] == "":
                cells[column] = below[column]
        return cells, layout.texts(cells)

    def _read(self, row: SourceRow, texts: list[str]) -> None:
        reader = self.reader
        if reader is None:
            return
        cells, texts = self._with_merged(row.cells, texts)
        record, problems = reader.read(row.row, cells, self.group)
        row.record, row.problems, row.doubts = record, problems, reader.doubts
        codes = {problem.code for problem in problems} if problems else NO_CODES
        width = len(texts)
        placed = any(
            column < width and texts[column] not in ("", "-") for column in reader.place_columns
        )
        reason = "value_refused" if REFUSED in codes else reject_reason(
            record, outside="luar_wilayah" in codes, place_written=placed
        )  # fmt: skip
        if reason:
            row.action, row.reason = REJECT, reason
            row.doubts = row.doubts if reason == "value_refused" else ()
            code = REJECTIONS[reason]
            if not record.owner_name and not record.business_name:
                code = "wajib_kosong"
            row.problems = [
                Problem(row.sheet, row.row, "", record.owner_name, code, MESSAGES[code])
            ]
            reader.above = ("", "")
            return
        row.action = FLAG
        self.lists.check_double(row)
        row.settle()


def _matched(
    headers: list[str], first: list[str], second: list[str], chosen: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Return heading → field for a mapping that may name either line of a heading."""
    wanted = {columns.even_out(header): field for header, field in reversed(list(chosen.items()))}
    found: dict[str, str | None] = {}
    for column, header in enumerate(headers):
        lines = [header] + [line[column] for line in (second, first) if column < len(line)]
        if header in chosen:
            found[header] = chosen[header]
            continue
        for text in lines:
            key = columns.even_out(text)
            if key and key in wanted:
                found[header] = wanted[key]
                break
    return found


def _is_filled(cells: list[object]) -> bool:
    """Tell a record from a sub-heading or a total when samples are looked for."""
    return sum(cell not in ("", "-") for cell in cells) > 3


def _samples(data: list[list[object]], width: int) -> tuple[tuple[str, ...], ...]:
    """Return up to three different filled cells per column, for the person who checks."""
    out = []
    for column in range(width):
        seen: dict[str, None] = {}
        for cells in data[1:]:
            if len(cells) > column and cells[column] not in ("", "-") and _is_filled(cells):
                seen.setdefault(without_numbers(as_text(cells[column]))[:40])
            if len(seen) == 3:
                break
        out.append(tuple(seen))
    return tuple(out)
