"""Whose the rows of a table are, by column: births and NIK, and which are businesses. Pure."""

import re
from collections.abc import Iterable
from functools import partial
from itertools import compress, count
from operator import eq, not_, or_
from typing import Any

from lampit.national import dates, nik
from lampit.registry.rules.importing import identities
from lampit.registry.rules.importing.answers import REFUSED
from lampit.registry.rules.importing.cleaning import Line, RowReader
from lampit.registry.rules.importing.columned import MOST_KEPT, NOTHING, SHORT, Columned
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.verdicts import are_unplain, reject_reason

_TOWN = re.compile(r"[A-Z][a-z]{6,}")
MOST_DAYS = 65_536  # births that are remembered: those of two lifetimes
Born = tuple[str, int | None, str]  # day (ISO) or empty, year, place
# Why a number was dropped though it can be read: these depend on the rest of the row.
_WEIGHED = frozenset({"copied_from_row_above", "looks_like_kk", "sex_mismatch"})


_NO_NIK: dict[object, tuple[str, Problem | None]] = {"": ("missing", None)}
_ASKED = ("place", "sex", "trade", "state")  # groups of fields with values to decide


class Whose(Columned):
    """Tells the owners of many rows apart, and rows that are no business."""

    def __init__(self, reader: RowReader) -> None:
        """Take the reader of the table."""
        super().__init__(reader)
        self._births = nik.Births(reader.desk.day)
        self._days: dict[str, tuple[str, int]] = {}  # plain text → day and year
        self._towns = {""}
        # Short cell that says by itself what is wrong with it → status, and how that is told.
        self._unread: dict[object, tuple[str, Problem | None]] = {**_NO_NIK}
        self._outside: set[int] = set()

    def _born(self) -> list[list[Any]]:
        """Return day, year and place of the births of all rows, see `Born`."""
        reader = self.reader
        if reader.has("age") or not self._is_text("birth_date"):
            whens = self._once(reader.births, "born")
            return [[*column] for column in zip(*map(_of_when, whens), strict=True)]
        cells = self._cells("birth_date")
        days, years, places = [], [], []
        known, towns = self._days, self._towns
        for n, cell in enumerate(cells):
            place, _, text = cell.rpartition(", ")
            told = known.get(text)
            if told is not None and place in towns:
                day, year = told
            elif cell == "":
                day, year = "", None
            else:
                day, year, place = self._birth_of(n, place, text)
            days.append(day)
            years.append(year)
            places.append(place)
        return [days, years, places]

    def _birth_of(self, n: int, place: str, text: str) -> Born:
        """Return the birth of a cell whose day or town is met for the first time, or not plain."""
        reader = self.reader
        if not place or _TOWN.fullmatch(place):
            found = dates.quickly(text)
            if found and found.iso[:4] <= str(reader.desk.day.year):
                if len(self._days) >= MOST_DAYS:
                    self._days.clear()
                if len(self._towns) < MOST_KEPT:
                    self._towns.add(place)
                self._days[text] = found.iso, int(found.iso[:4])
                return *self._days[text], place
        return _of_when(self._carefully("born", n, partial(reader.once, reader.births)))

    def _identities(self) -> None:
        """Judge the NIK of each row after the one above it, and whether the row is a business."""
        told, reader = self._told, self.reader
        fields = told.fields
        born = self._born()
        cells = self._cells("nik")
        sexes = self._once(reader.sexes, "sex")
        if reader.has("birth_place"):
            own = self._texts("birth_place")
            born[2] = [text or place for text, place in zip(own, born[2], strict=True)]
        fields["birth_place"] = born[2]
        numbers = nik.plain_numbers(cells) if self._is_text("nik") else [
            nik.plainly(cell) if isinstance(cell, str) else "" for cell in cells
        ]  # fmt: skip
        births = self._births.of(numbers)
        lines: list[list[Any]] = [numbers, ["valid"] * told.rows, sexes, born[0], born[1]]
        sound = self._are_sound(births, sexes, born[0])
        self._look_closer(lines, sound, self._settled(lines[1]))
        fields["nik"], fields["nik_status"], _, fields["birth_date"], _ = lines
        fields["sex"] = [
            birth.sex if ok and birth else sex
            for ok, birth, sex in zip(sound, births, sexes, strict=True)
        ]
        fields["birth_year"] = [
            birth.year if ok and birth else year
            for ok, birth, year in zip(sound, births, born[1], strict=True)
        ]

    def _settled(self, statuses: list[str]) -> list[bool]:
        """Write the status of rows of which the cell by itself says that there is no NIK."""
        found: list[Any] = [*map(self._unread.get, self._cells("nik"))]
        for n in compress(count(), found):
            statuses[n], told = found[n]
            if told:
                self._note("nik", n, [Problem(told.sheet, self._rows[n][0], *told[2:])])
        return [*map(bool, found)]

    def _are_sound(
        self, births: list[nik.Birth | None], sexes: list[str], days: list[str]
    ) -> list[bool]:
        """Tell of each row whether nothing in it speaks against its NIK: sex, birth, age."""
        told, likely = self._told, identities.likely_sex
        youngest = self.reader.listed_in - identities.ADULT
        return [
            birth is not None
            and (day == "" or day == birth.iso)
            and (sex == birth.sex or (sex == "" and likely(owner, title) in ("", birth.sex)))
            and (birth.sex == "P" or birth.year <= youngest)
            for birth, owner, title, sex, day in zip(
                births, told["owner_name"], told["title"], sexes, days, strict=True)
        ]  # fmt: skip

    def _look_closer(self, lines: list[list[Any]], sound: list[bool], settled: list[bool]) -> None:
        """Judge the rows that need it after the one above each.

        Args:
            lines: columns of `Line`, by what the rows tell; what is judged is put in its place.
            sound: see `_are_sound`; a row that is judged is none.
            settled: see `_settled`.
        """
        reader, owners, cells = self.reader, self._told["owner_name"], self._cells("nik")
        titles, numbers = self._told["title"], lines[0]
        placed, refused = self._placed(), self._refused()
        doubtful = self._doubtful(placed) | refused
        last, (number, above) = -1, reader.above
        for n in sorted(doubtful.union(_after_others(number, numbers, map(or_, sound, settled)))):
            if n != last + 1:
                number, above = numbers[n - 1], owners[n - 1]
            if not settled[n] and (not sound[n] or numbers[n] == number):
                sound[n], reader.above = False, (number, above)
                _, _, sex, day, year = (column[n] for column in lines)
                line = self._judged(n, cells[n], (owners[n], titles[n], sex), (day, year))
                for column, one in zip(lines, line, strict=True):
                    column[n] = one
            last, number, above = n, numbers[n], owners[n]
            if n in doubtful and (reason := self._reason(
                n, number, lines[3][n], placed[n], is_refused=n in refused)):  # fmt: skip
                self._told.reasons[n] = reason
                number, above = "", ""
        reader.above = (number, above) if last == len(numbers) - 1 else (numbers[-1], owners[-1])

    def _doubtful(self, placed: list[bool]) -> set[int]:
        """Return the rows that may be no business."""
        told = self._told
        found = are_unplain(told["owner_name"], told["business_name"])
        return self._outside.union(found, compress(count(), map(not_, placed)))

    def _judged(
        self, n: int, cell: Any, who: tuple[str, str, str], born: tuple[str, int | None]
    ) -> Line:
        """Return what the rule for one row says of a NIK and a birth; see `RowReader.judged`."""
        unread = self._unread.get(cell) if isinstance(cell, str) else None
        if unread is None:
            birth = self._cells("birth_date")[n]
            line = self._alone(
                "nik", n, cell, lambda nik: self.reader.judged(nik, who, born, birth)
            )
            if isinstance(cell, str) and len(cell) <= SHORT and cell[:1] != "#":
                self._keep_unread(cell, n, line)
            return line
        status, told = unread
        if told:
            sheet, _, *rest = told
            self._note("nik", n, [Problem(sheet, self._rows[n][0], *rest)])
        return "", status, who[2], *born

    def _keep_unread(self, cell: str, n: int, line: Line) -> None:
        """Remember what is wrong with a cell that says so by itself."""
        if line[0] or line[1] in _WEIGHED:
            return
        if len(self._unread) >= MOST_KEPT:
            self._unread = {**_NO_NIK}
        noted = self._noted.get("nik", {}).get(n)
        self._unread[cell] = line[1], noted[0] if noted else None

    def _placed(self) -> list[bool]:
        """Tell of each row whether a cell of its own names its place."""
        found = [False] * len(self._rows)
        for column in self.reader.place_columns:
            texts = map(str.strip, map(str, self._raw[column]))
            found = [*map(or_, found, [text not in NOTHING for text in texts])]
        return found

    def _refused(self) -> set[int]:
        """Return the rows of which the office refused a value: one that it was asked about."""
        return {n for group in _ASKED for n, problems in self._noted.get(group, {}).items()
                if any(problem.code == REFUSED for problem in problems)}  # fmt: skip

    def _reason(self, n: int, number: str, day: str, placed: bool, *, is_refused: bool) -> str:
        if is_refused:
            return "value_refused"
        told = self._told
        record = Record(
            nik=number, birth_date=day,
            **{name: told[name][n] for name in (
                "owner_name", "business_name", "phone1", "fixed_line", "address", "nib",
                "district")},
        )  # fmt: skip
        return reject_reason(record, outside=n in self._outside, place_written=placed)


def _after_others(above: str, numbers: list[str], told: Iterable[bool]) -> Iterable[int]:
    """Return the rows that are not told yet, or whose NIK may be that of the row before."""
    same = map(eq, numbers, [above, *numbers])
    untold = [*map(not_, told)]
    return compress(count(), map(or_, map(or_, untold, [True, *untold]), same))


def _of_when(when: dates.When) -> Born:
    iso = when.iso
    return iso if when.precision == "day" else "", int(iso[:4]) if iso else None, when.place
