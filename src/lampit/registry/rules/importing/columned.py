"""Many rows of one table as columns: cells, texts, and parts that repeat. Pure.

What is not plain is read by the rule for one row (`cleaning`), which stays the only one.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import compress, count
from operator import itemgetter
from typing import Any, TypeVar

from lampit.national import namelists
from lampit.registry.rules.importing.cells import EMPTY, LONGEST, Part, as_text
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.record import Record

T = TypeVar("T")
Row = tuple[int, list[object], str]  # number, cells, sub-heading
Noted = dict[int, list[Problem]]  # place → problems, of the few rows that have any
_TEXT = {str}
_LONGEST_EMPTY = max(map(len, EMPTY))
NOTHING = ("", "-")
MOST_KEPT = 8_192
SHORT = 13  # signs of a cell that holds no whole NIK, and seldom a telephone: such repeat


class Told:
    """What many rows say, a list for each field of `Record`, and the problems of the few."""

    def __init__(self, rows: int) -> None:
        """Start with fields that no row tells."""
        self.rows = rows
        self.fields: dict[str, list[Any]] = {}
        self.problems: Noted = {}
        self.keys = namelists.Keys([], [], [])  # of the owners
        self.reasons: dict[int, str] = {}  # place → reason of a rejection

    def __getitem__(self, field: str) -> list[Any]:
        """Return a field of all rows."""
        found = self.fields.get(field)
        if found is None:
            found = self.fields[field] = [_UNTOLD[field]] * self.rows
        return found

    def record(self, place: int) -> Record:
        """Return the record of one row."""
        record = Record(**{name: column[place] for name, column in self.fields.items()})
        record.channels, record.extras = [*record.channels], {**record.extras}
        return record


_UNTOLD: dict[str, Any] = {name: getattr(Record(), name) for name in Record.__slots__}


class Columned:
    """Rows of a table laid out as columns; goes on where the row before ended."""

    def __init__(self, reader: RowReader) -> None:
        """Take the reader of the table, which reads what is not plain."""
        self.reader = reader
        self._short: dict[tuple[str, str], tuple[Any, list[Problem]]] = {}  # field and cell

    def _lay(self, rows: Sequence[Row]) -> Told:
        """Take rows in hand."""
        reader = self.reader
        self._rows = rows
        laid = [cells for _, cells, _ in rows]
        reader.widen(max(map(len, laid)))
        # So many columns hold a field or something that is kept as it came.
        self._width = max([reader.width, *(column + 1 for column, _ in reader.extra)])
        self._columns = self._laid_out(laid)
        self._kinds: dict[int, bool] = {}
        self._told = Told(len(rows))
        self._noted: dict[str, Noted] = {}
        return self._told

    def _laid_out(self, rows: list[list[object]]) -> list[tuple[Any, ...]]:
        """Return the columns of a line of `Cells`: cells, blank, sub-heading, constants."""
        width, reader = self._width, self.reader
        blank = [""] * width
        even = rows if {*map(len, rows)} == {width} else [
            cells if len(cells) == width else [*cells, *blank][:width] for cells in rows
        ]  # fmt: skip
        self._raw = [*zip(*even, strict=True)]
        columns = self._raw[: reader.width]
        many = len(rows)
        groups = tuple([group for _, _, group in self._rows])
        columns += [("",) * many, groups, *((value,) * many for value in reader.added)]
        for slot, value in reader.fill:
            columns[slot] = tuple(
                [value if as_text(cell).lower() in EMPTY else cell for cell in columns[slot]]
            )
        return columns

    def _cells(self, field: str) -> tuple[Any, ...]:
        return self._columns[self.reader.slot(field)]

    def _are_texts(self, slot: int) -> bool:
        """Tell whether all cells of a column are text."""
        known = self._kinds.get(slot)
        if known is None:
            known = self._kinds[slot] = {*map(type, self._columns[slot])} <= _TEXT
        return known

    def _is_text(self, field: str) -> bool:
        return self._are_texts(self.reader.slot(field))

    def _carefully(self, group: str, place: int, read: Callable[[], T]) -> T:
        """Return what the rule for one row reads, and note the problems it tells."""
        number, cells, heading = self._rows[place]
        reader = self.reader
        reader.lay(number, cells, heading)
        found = read()
        if reader.problems:
            self._note(group, place, reader.problems)
        return found

    def _alone(self, field: str, place: int, cell: object, read: Callable[[Any], T]) -> T:
        """Return what the rule reads of one cell; the rest of the row it need not see."""
        reader = self.reader
        reader.at(self._rows[place][0])
        found = read(reader.sound(field, cell))
        if reader.problems:
            self._note(field, place, reader.problems)
        return found

    def _by_itself(self, field: str, place: int, cell: Any, read: Callable[[Any], T]) -> T:
        """Return what a cell says that is read by itself; each distinct short one is read once."""
        if type(cell) is not str or len(cell) > SHORT:
            return self._alone(field, place, cell, read)
        told = self._short.get((field, cell))
        if told is None:
            if len(self._short) >= MOST_KEPT:
                self._short.clear()
            found = self._alone(field, place, cell, read)
            told = self._short[field, cell] = found, [*self.reader.problems]
        elif told[1]:
            self._note(field, place, _of_row(self._rows[place][0], told[1]))
        value: T = told[0]
        return value

    def _note(self, group: str, place: int, problems: Iterable[Problem]) -> None:
        self._noted.setdefault(group, {}).setdefault(place, []).extend(problems)

    def _texts(self, field: str) -> list[str]:
        """Return the cells of a field as text, see `Cells.text`."""
        cells = self._cells(field)
        if self._is_text(field):
            texts = [*map(str.strip, cells)]
        else:
            texts = [cell.strip() if type(cell) is str else as_text(cell) for cell in cells]
        whole = "".join(texts)
        longest = LONGEST.get(field, 0)
        if "\ufffd" in whole or "#" in whole or (longest and max(map(len, texts)) > longest):
            return [self._carefully(field, n, lambda: self.reader.text(field))
                    for n in range(len(texts))]  # fmt: skip
        return [
            "" if len(text) <= _LONGEST_EMPTY and text.lower() in EMPTY else text for text in texts
        ]

    def _once(self, part: Part[T], group: str) -> list[T]:
        """Return what a part of each row says; each distinct content is read once."""
        seen, slots = part.seen, part.slots
        columns = [self._columns[slot] for slot in slots]
        keys: Sequence[Any] = columns[0] if part.is_one else [*zip(*columns, strict=True)]
        if not all(map(self._are_texts, slots)):
            keys = [(key, type(key)) for key in keys] if part.is_one else [
                (key, *map(type, key)) for key in keys
            ]  # fmt: skip
        found = [*map(seen.get, keys)]
        if not all(found):
            for place in [n for n, one in enumerate(found) if one is None]:
                number, cells, heading = self._rows[place]
                key = keys[place]
                found[place] = seen.get(key)
                if found[place] is None:
                    self.reader.lay(number, cells, heading)
                    found[place] = self.reader.read_part(part, key)
        told: list[Any] = found
        for place in compress(count(), map(_problems, told)):
            self._note(group, place, _of_row(self._rows[place][0], told[place][1]))
        return [*map(_value, told)]


_value, _problems = itemgetter(0), itemgetter(1)


def _of_row(number: int, problems: Iterable[Problem]) -> list[Problem]:
    """Return problems that were told of one row, told of another that has the same cells."""
    return [Problem(sheet, number, *rest) for sheet, _, *rest in problems]


def apart(found: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    """Return tuples as columns."""
    return [[*column] for column in zip(*found, strict=True)]
