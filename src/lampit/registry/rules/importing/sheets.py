"""One sheet of a file while it is walked: its tables, their records, and all other rows. Pure."""

import re
from collections.abc import Iterator, Sequence

from lampit.registry.rules.importing import headings, layout, opening, passing, wording
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.findings import Findings
from lampit.registry.rules.importing.glance import Glance
from lampit.registry.rules.importing.headings import Heading, Line
from lampit.registry.rules.importing.lane import Lane
from lampit.registry.rules.importing.opening import SAMPLE
from lampit.registry.rules.importing.problems import MESSAGES, Problem
from lampit.registry.rules.importing.record import SourceRow
from lampit.registry.rules.importing.settling import answer
from lampit.registry.rules.importing.tables import RawRow
from lampit.registry.rules.importing.vocabulary import NUMBER

SEARCHED = 60  # rows in which the first heading of a sheet is looked for
NO_ROW = SourceRow("", 0, [])  # in place of what a lane took
_DIGITS = re.compile(r"\d")
# What tells whose a row is; a line of sums has little of it.
_WHOSE = frozenset({"owner", "name", "nik", "phone", "village", "district", "address", "products",
                    "sector", "sex"})  # fmt: skip


class Sheet:
    """One sheet while it is walked."""

    def __init__(self, lists: Findings, name: str) -> None:
        self.lists = lists
        self.name = name
        self.is_ready = False
        self.reader: RowReader | None = None
        self.heading: Heading | None = None
        self.pending = False
        self.after_gap = True
        self.waiting: list[RawRow] = []
        self.held: list[RawRow] = []  # until the heading is known
        self.group = ""
        self.district = ""
        self.is_fresh = False  # the sub-heading was met since the last record
        self.sampled: list[RawRow] = []
        self.is_aid = False
        self.is_new = True
        self.is_skipped = lists.choices.skips(name)
        self._pointed_at = lists.choices.heading_of(name)  # row of its heading, 0: nobody said

    def take(self, raw: RawRow) -> Iterator[SourceRow]:
        """Answer a row, or hold it back until the heading is known."""
        lane = self.lists.lane
        if not self.is_ready:
            self.held.append(raw)
            if len(self.held) >= SEARCHED + SAMPLE:
                held, self.held = self.held, []
                yield from self.walk(held, last=False)
        elif lane is not None and self.takes(lane, raw[1], raw[2]):
            yield NO_ROW
        elif self.after_gap:
            yield from self.answer_after_gap(raw)
        else:
            yield self.answer(raw[1], raw[2])

    def end(self) -> Iterator[SourceRow]:
        """Answer what is still held back: the sheet is at its end."""
        held, self.held = self.held, []
        yield from self.walk(held, last=True)

    def walk(self, held: list[RawRow], *, last: bool) -> Iterator[SourceRow]:
        """Find the heading among the rows held back, then answer them all."""
        if not self.name:
            return
        if held and not self.is_ready and layout.is_aid(held[0][2]):
            self.is_aid = self.is_ready = True
        if self.is_aid:
            yield from (self.answer(number, cells) for _, number, cells in held)
            return
        titles = [cell for _, _, cells in held[:12] for cell in cells if isinstance(cell, str)]
        self.lists.note_year([self.name, *titles])
        self.sampled = held
        self.is_ready = not last or self.is_ready
        if self.is_skipped:
            self.is_ready = True
        for raw in held:
            yield from self.answer_after_gap(raw)
        if last:
            yield from self._let_go()
        if last and self.reader is None and not self.is_skipped and held:
            self.lists.notes.append(
                Problem(
                    self.name, 0, "", "", "judul_tidak_ditemukan", MESSAGES["judul_tidak_ditemukan"]
                )
            )
        self.sampled = []

    def takes_all(self, rows: Sequence[RawRow], first: int, glance: Glance) -> int:
        """Hand rows that are surely records to the lane, one after the other; return how many.

        Args:
            rows: of a file.
            first: the row to begin with.
            glance: what is told of them at once.
        """
        lane, reader, heading = self.lists.lane, self.reader, self.heading
        if lane is None or reader is None or heading is None or rows[first][0] != self.name:
            return 0
        if self.pending or self._pointed_at:
            return 0
        taken = min(lane.room, glance.sure_from(first, heading.most_numbers))
        if self.after_gap and taken and (self.waiting or _may_caption(rows[first])):
            return 0
        if taken:
            group, self.after_gap, self.is_fresh = self.group, False, False
            lane.take_all(
                reader, [(number, cells, group) for _, number, cells in rows[first : first + taken]]
            )
        return taken

    def takes(self, lane: Lane, number: int, cells: list[object]) -> bool:
        """Hand a row that is plainly a record to the lane; others are answered one by one."""
        reader, heading = self.reader, self.heading
        if reader is None or heading is None:
            return False
        if self.after_gap or self.pending or self._pointed_at:
            return False
        texts = layout.texts(cells)
        if not layout.is_plainly_data(texts) or (heading.is_tall and heading.repeats(texts)):
            return False
        if not self._is_record(texts):
            return False
        self.is_fresh = False
        lane.take(reader, number, self._with_merged(cells, texts)[0], self.group)
        return True

    def answer(self, number: int, cells: list[object]) -> SourceRow:
        """Return what became of one row."""
        row = SourceRow(self.name, number, cells)
        if self.is_aid or self.is_skipped:
            return self._passed(row, passing.AID if self.is_aid else passing.SKIPPED)
        if not any(cells) and not any(cell != "" for cell in cells):
            self.pending, self.after_gap = False, True
            return self._passed(row, passing.BLANK)
        texts = layout.texts(cells)
        reason = self._why_outside(row, texts)
        if reason:
            return self._passed(row, reason)
        if self.reader is None:
            return self._passed(row, passing.NAMELESS if self.heading else passing.OUTSIDE)
        if not self._is_record(texts):
            return self._passed(row, passing.LITTLE)
        self.after_gap = False
        self._read(row, texts)
        return row

    def _passed(self, row: SourceRow, reason: str) -> SourceRow:
        """Count a row that is no record, and return it."""
        self.lists.passed.add(reason, row.sheet, row.row)
        return row

    def _why_outside(self, row: SourceRow, texts: list[str]) -> str:
        """Handle headings, numbers of columns, sub-headings, totals, signatures; empty for none."""
        if self.pending and (reason := self._next_line(row, texts)):
            return reason
        self.pending = False
        if self._starts_heading(row.row, texts):
            self._begin([headings.line_of(row.row, texts, row.cells)])
            return passing.HEADING
        if self.heading is not None and self.heading.is_tall and self.heading.repeats(texts):
            return passing.HEADING
        if layout.is_counting(texts):
            return passing.COUNTING
        if layout.is_example(texts):
            return passing.EXAMPLE
        # A row of many cells is neither signed nor a sub-heading: no need to ask.
        if len(texts) - texts.count("") <= layout.MOST_BESIDE and (reason := self._beside(texts)):
            return reason
        is_sum = layout.is_total(texts) and not self._tells_a_business(texts)
        return passing.TOTAL if is_sum else ""

    def _beside(self, texts: list[str]) -> str:
        """Handle the rows of few cells: signatures, notes and sub-headings."""
        if layout.is_signature(texts):
            return passing.SIGNATURE
        kind, name = layout.group_named(texts)
        if kind:
            self._enter_group(kind, name)
            return passing.GROUP
        kind, name = layout.title_named(texts)
        return passing.GROUP if kind and self._enters_title(kind, name) else ""

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

    def answer_after_gap(self, raw: RawRow) -> Iterator[SourceRow]:
        """Answer a row after a gap; rows that may be captions wait for the heading under them."""
        _, number, cells = raw
        if not self.after_gap or self.is_aid or self.is_skipped or self._pointed_at:
            yield self.answer(number, cells)
            return
        line = headings.line_of(number, layout.texts(cells), cells)
        lines = [headings.line_of(n, layout.texts(told), told) for _, n, told in self.waiting]
        over = headings.captions_over(lines, line)
        if over and self._heads(over, line):
            used = {caption.number for caption in over}
            for _, n, told in self.waiting:
                yield self._heads_row(n, told) if n in used else self.answer(n, told)
            self.waiting = []
            self._begin([*over, line])
            yield self._heads_row(number, cells)
        elif headings.may_caption(line) and not layout.is_heading(line.texts):
            self.waiting.append(raw)
            if len(self.waiting) > headings.MOST_CAPTIONS:
                _, n, told = self.waiting.pop(0)
                yield self.answer(n, told)
        else:
            yield from self._let_go()
            yield self.answer(number, cells)

    def _heads_row(self, number: int, cells: list[object]) -> SourceRow:
        return self._passed(SourceRow(self.name, number, cells), passing.HEADING)

    def _let_go(self) -> Iterator[SourceRow]:
        """Answer the rows that waited for a heading that did not come."""
        waited, self.waiting = self.waiting, []
        for _, number, cells in waited:
            yield self.answer(number, cells)

    def _heads(self, over: Sequence[Line], line: Line) -> bool:
        """Tell whether a row is a heading, alone or with the captions over it."""
        return layout.is_heading(line.texts) or layout.is_heading(Heading([*over, line]).headers())

    def _starts_heading(self, number: int, texts: list[str]) -> bool:
        forced = self._pointed_at
        if forced:
            return number == forced or (
                number > forced and self.heading is not None and self.heading.repeats(texts)
            )
        return layout.is_heading(texts)

    def _next_line(self, row: SourceRow, texts: list[str]) -> str:
        """Take a row as a further line of the heading; a row of numbers ends it."""
        heading = self.heading
        if heading is None:
            return ""
        line = headings.line_of(row.row, texts, row.cells)
        told = self._lines_told()
        if self.is_new and (len(heading.lines) < told if told else heading.goes_on(line)):
            self._open_table(heading.with_line(line))
            return passing.HEADING
        if heading.repeats(texts):
            return passing.HEADING
        self.pending = False
        return passing.COUNTING if headings.is_counting(texts) else ""

    def _lines_told(self) -> int:
        """Return of how many lines somebody said the heading is, 0 when nobody did."""
        return self.lists.choices.rows_per_header if self._pointed_at else 0

    def _begin(self, lines: list[Line]) -> None:
        self.pending, self.after_gap = True, False
        heading = self.heading
        self.is_new = heading is None or not all(heading.repeats(line.texts) for line in lines)
        if self.is_new:
            if self.reader is not None and not self.is_fresh:
                self.group = self.district = ""  # of the table above; this one names none
            self._open_table(Heading(lines))

    def _open_table(self, heading: Heading) -> None:
        is_grown = self.heading is not None and heading.lines[0] is self.heading.lines[0]
        self.heading, lists = heading, self.lists
        header_row = heading.lines[0].number
        if is_grown and lists.tables and lists.tables[-1].header_row == header_row:
            lists.tables.pop()
        table, headers = opening.opened(lists, self.name, heading, self.sampled)
        self.reader = opening.reader_of(lists, table, headers)
        if self.reader is not None:
            lists.tables.append(table)
            self.group = self.group or self._named_by_sheet()

    def _named_by_sheet(self) -> str:
        """Return the kecamatan a sheet is named after, if any."""
        found = self.lists.desk.gazetteer.districts_like(self.name)
        return next(iter(found)) if len(found) == 1 else ""

    def _enters_title(self, kind: str, name: str) -> bool:
        """Take the place that a title names, when it is one here; a title may name anything."""
        before = self.group, self.district, self.is_fresh
        self.group = self.district = ""
        self._enter_group(kind, name)
        if not self.group:
            self.group, self.district, self.is_fresh = before
        return bool(self.group)

    def _enter_group(self, kind: str, name: str) -> None:
        gazetteer = self.lists.desk.gazetteer
        self.is_fresh = True
        if kind == "village" and (both := wording.village_and_district(name)):
            name = both[0]
            self._enter_group("district", both[1])
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
        number = reader.fields.get(NUMBER, -1)
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
        self.is_fresh = False
        cells, texts = self._with_merged(row.cells, texts)
        if self.lists.lane is not None:
            self.lists.lane.take(reader, row.row, cells, self.group)
            return
        if self.lists.filled is not None:
            self.lists.filled.add((row.sheet, row.row), reader.headers, texts)
        answer(row, reader, cells, texts, self.group)


def _may_caption(raw: RawRow) -> bool:
    """Tell whether a row after a gap may be captions over the heading under it."""
    _, number, cells = raw
    return headings.may_caption(headings.line_of(number, layout.texts(cells), cells))
