"""Whose the rows of a table are, by column: births and NIK, and which are businesses. Pure."""

import re
from functools import partial
from typing import Any

from lampit.national import dates, nik
from lampit.registry.rules.importing import identities
from lampit.registry.rules.importing.answers import REFUSED
from lampit.registry.rules.importing.cleaning import Line, RowReader
from lampit.registry.rules.importing.columned import MOST_KEPT, NOTHING, Columned
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.record import Record
from lampit.registry.rules.importing.verdicts import are_unplain, reject_reason

_TOWN = re.compile(r"[A-Z][a-z]{6,}")
MOST_DAYS = 65_536  # births that are remembered: those of two lifetimes
SHORT = 13  # signs of a cell that holds no whole NIK: such repeat
Born = tuple[str, int | None, str]  # day (ISO) or empty, year, place
# Why a number was dropped though it can be read: these depend on the rest of the row.
_WEIGHED = frozenset({"copied_from_row_above", "looks_like_kk", "sex_mismatch"})


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
        self._unread: dict[str, tuple[str, Problem | None]] = {}
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
        placed, refused = self._placed(), self._refused()
        doubtful = self._outside | refused | are_unplain(told["owner_name"], told["business_name"])
        doubtful.update([n for n, is_there in enumerate(placed) if not is_there])
        youngest = reader.listed_in - identities.ADULT
        likely = identities.likely_sex
        statuses = ["valid"] * told.rows
        days, years = born[0], born[1]
        number, above = reader.above
        for n, (cell, digits, birth, owner, title, sex, day) in enumerate(
            zip(cells, numbers, births, told["owner_name"], told["title"], sexes, days, strict=True)
        ):
            # Nothing speaks against it: sex, birth, age, the row above.
            if (
                birth is not None
                and digits != number
                and (day == "" or day == birth.iso)
                and (sex == birth.sex or (
                    sex == "" and likely(owner, title) in ("", birth.sex)))
                and (birth.sex == "P" or birth.year <= youngest)
            ):  # fmt: skip
                number, sexes[n], years[n] = digits, birth.sex, birth.year
            else:
                reader.above = number, above
                numbers[n], statuses[n], sexes[n], days[n], years[n] = self._judged(
                    n, cell, (owner, title, sex), (day, years[n])
                )
                number = numbers[n]
            above = owner
            if n in doubtful and (reason := self._reason(
                n, number, days[n], placed[n], is_refused=n in refused)):  # fmt: skip
                told.reasons[n] = reason
                number, above = "", ""
        reader.above = number, above
        fields["nik"], fields["nik_status"], fields["sex"] = numbers, statuses, sexes
        fields["birth_date"], fields["birth_year"] = days, years

    def _judged(
        self, n: int, cell: Any, who: tuple[str, str, str], born: tuple[str, int | None]
    ) -> Line:
        """Return what the rule for one row says of a NIK and a birth; see `RowReader.judged`."""
        if cell == "":
            return "", "missing", who[2], *born
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
            self._unread.clear()
        noted = self._noted.get("nik", {}).get(n)
        self._unread[cell] = line[1], noted[0] if noted else None

    def _placed(self) -> list[bool]:
        """Tell of each row whether a cell of its own names its place."""
        found = [False] * len(self._rows)
        for column in self.reader.place_columns:
            texts = map(str.strip, map(str, self._raw[column]))
            found = [
                before or text not in NOTHING for before, text in zip(found, texts, strict=True)
            ]
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


def _of_when(when: dates.When) -> Born:
    iso = when.iso
    return iso if when.precision == "day" else "", int(iso[:4]) if iso else None, when.place
