"""The cells of a row by field: as text or as they came, and what is wrong with them. Pure.

Most cells of a list repeat: villages, trades, numbers of workers, notes. Cells that are read
together make a part, and each distinct content of a part is read once.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, Generic, TypeVar

from lampit.registry.rules.importing.answers import Doubt, Value, is_askable
from lampit.registry.rules.importing.problems import MESSAGES, Problem

# What stands in a cell without a value, and how it is told; the last is a formula never reckoned.
FAULTS = {
    **dict.fromkeys(
        ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"), "rumus_galat"
    ),
    "#RUMUS!": "rumus_kosong",
}
EMPTY = frozenset({"", "-", "--", "—", "?", "n/a", "null", "kosong"})
GROUP = " group"  # the sub-heading a row stands under, kept beside its cells; no field's name
MOST_RECALLED = 8_192  # distinct contents of one part that are remembered
_LONGEST_EMPTY = max(map(len, EMPTY))
LONGEST = {"owner": 120, "name": 200, "products": 200, "address": 200, "email": 254}
_ONLY_TEXT = {str}
T = TypeVar("T")


class Part(Generic[T]):
    """A few cells that are read together.

    Attributes:
        slots: where its cells lie in the line of a row.
        take: gives the cells out of the line of a row: one cell, or a tuple of several.
        read: reads them; it must look at them and at what is the same for all rows only.
        is_told: the list has any of the fields.
        seen: cells → (what they say, what is doubtful in them).
        times: how many times as many distinct contents as of others are remembered.
    """

    __slots__ = ("is_one", "is_told", "read", "seen", "slots", "take", "times")

    def __init__(
        self, slots: Sequence[int], read: Callable[[], T], *, is_told: bool, times: int
    ) -> None:
        """Keep where the cells are."""
        self.is_told, self.slots, self.times = is_told, slots, times
        self.take = itemgetter(*slots)
        self.is_one = len(slots) == 1
        self.read = read
        self.seen: dict[object, tuple[T, list[Problem], tuple[Doubt, ...]]] = {}

    def remember(
        self, key: object, found: tuple[T, list[Problem], tuple[Doubt, ...]]
    ) -> tuple[T, list[Problem], tuple[Doubt, ...]]:
        """Keep and return what some cells say; of a column of distinct cells little is kept."""
        if len(self.seen) >= MOST_RECALLED * self.times:
            self.seen.clear()
        self.seen[key] = found
        return found


class Cells:
    """The cells of the row in hand, of a table whose columns are known.

    A row is laid out as a line: the cells of the columns, a blank one for fields without a
    column, the sub-heading, and what every row has.
    """

    def __init__(
        self,
        sheet: str,
        headers: Sequence[str],
        fields: Mapping[str, int],
        constants: Mapping[str, object],
    ) -> None:
        """Keep which column holds which field, and what stands where a cell is empty."""
        self.sheet, self.headers = sheet, headers
        self.fields, self.constants = dict(fields), dict(constants)
        self.row = 0
        self.problems: list[Problem] = []
        self.doubts: tuple[Doubt, ...] = ()
        self.width = width = 1 + max(fields.values(), default=-1)
        added = [field for field in constants if field not in fields]
        self.added = [constants[field] for field in added]
        self._blank, self._tail = width, ["", "", *self.added]
        self._slots = {**fields, GROUP: width + 1}
        self._slots.update((field, width + 2 + n) for n, field in enumerate(added))
        self.fill = [(fields[field], value) for field, value in constants.items()
                      if field in fields]  # fmt: skip
        self._line: list[Any] = ["" for _ in range(width)] + self._tail
        self._is_text = True

    def lay(self, row: int, cells: Sequence[object], group: str) -> None:
        """Take a row in hand."""
        self.row, self.problems, self.doubts = row, [], ()
        self._tail[1] = group
        missing = self.width - len(cells)
        if missing == 0:
            line = [*cells, *self._tail]
        elif missing > 0:
            line = [*cells, *[""] * missing, *self._tail]
        else:
            line = [*cells[: self.width], *self._tail]
        for slot, value in self.fill:
            if as_text(line[slot]).lower() in EMPTY:
                line[slot] = value
        self._line = line
        self._is_text = {*map(type, line)} == _ONLY_TEXT

    def at(self, row: int) -> None:
        """Take a row in hand of which single cells are looked at, that the caller gives."""
        self.row, self.problems = row, []

    def part(self, read: Callable[[], T], *fields: str, times: int = 1) -> Part[T]:
        """Return the part of some fields."""
        slots = [*map(self.slot, fields)]
        return Part(slots, read, is_told=any(map(self.has, fields)), times=times)

    def slot(self, field: str) -> int:
        """Return where the cell of a field lies in the line of a row."""
        return self._slots.get(field, self._blank)

    def has(self, field: str) -> bool:
        """Say whether the list tells a field at all."""
        return field in self._slots

    def once(self, part: Part[T]) -> T:
        """Return what a part of this row says; each distinct content is read once."""
        key = part.take(self._line)
        if not self._is_text:  # 1, 1.0 and True are one key, and not written alike
            key = (key, type(key)) if part.is_one else (key, *map(type, key))
        found = part.seen.get(key)
        if found is None:
            found = self.read_part(part, key)
        elif found[1]:
            row = self.row
            self.problems += [
                Problem(sheet, row, column, value, code, message)
                for sheet, _, column, value, code, message in found[1]
            ]
        if found[2]:
            self.doubts += found[2]
        return found[0]

    def read_part(self, part: Part[T], key: object) -> tuple[T, list[Problem], tuple[Doubt, ...]]:
        """Return what a part of this row says with its problems and doubts, and remember it."""
        problems, doubts = self.problems, self.doubts
        self.problems, self.doubts = [], ()
        found = part.read(), self.problems, self.doubts
        part.remember(key, found)
        self.problems, self.doubts = problems + found[1], doubts
        return found

    def raw(self, field: str) -> Any:
        """Return the cell of a field as it came, empty when there is no such column or an error."""
        return self.sound(field, self._line[self.slot(field)])

    def sound(self, field: str, cell: Any) -> Any:
        """Return a cell, empty when it is an error, which is told."""
        if isinstance(cell, str) and cell[:1] == "#" and cell in FAULTS:
            self.tell(field, FAULTS[cell], cell)
            return ""
        return cell

    def text(self, field: str) -> str:
        """Return the cell of a field as text; placeholders are empty, errors a problem."""
        cell = self._line[self.slot(field)]
        if not isinstance(cell, str):
            return as_text(cell)
        text = cell.strip()
        if not text:
            return ""
        if text[0] == "#" and text in FAULTS:
            self.tell(field, FAULTS[text], text)
            return ""
        if "\ufffd" in text:
            self.tell(field, "huruf_rusak", text)
        longest = LONGEST.get(field)
        if longest and len(text) > longest:
            self.tell(field, "teks_terlalu_panjang", text)
            text = text[:longest]
        return "" if len(text) <= _LONGEST_EMPTY and text.lower() in EMPTY else text

    def tell(self, field: str, code: str, value: object, message: str = "") -> None:
        """Note a problem under the office's own heading."""
        column = self.fields.get(field)
        header = self.headers[column] if column is not None else ""
        self.problems.append(
            Problem(
                self.sheet, self.row, header, as_text(value)[:120], code, message or MESSAGES[code]
            )
        )

    def ask(self, value: Value, code: str, reading: str, is_answered: bool) -> None:
        """Note a value that the office should decide once, or that it decided."""
        if is_askable(value):
            self.doubts += (Doubt(value, code, reading, is_answered),)


def as_text(cell: object) -> str:
    """Return a cell as text; whole numbers without a decimal sign."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, str):
        return cell.strip()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
