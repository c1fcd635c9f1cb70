"""The sheets of a brought form: cells by heading, languages by code, faults by row and column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Rows = Sequence[tuple[int, Sequence[object]]]
_LANGUAGE = re.compile(r"(label|hint|constraint_message)(?:::?\s*(.+))?")
_CODE = re.compile(r"\(([a-z]{2,3}(?:-[A-Za-z0-9]+)?)\)\s*$")
_OWN = {"": "id", "indonesia": "id", "bahasa indonesia": "id", "indonesian": "id", "english": "en"}
MOST_ROWS = 5_000
# Signs that a cell may hold by an escape, and that no database and no page can.
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Problem(NamedTuple):
    """A cell that cannot be taken: sheet, row and column as a spreadsheet shows them."""

    sheet: str
    row: int
    column: str
    value: str
    code: str
    message: str


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its number and its cells by heading; empty cells left out."""

    number: int
    cells: Mapping[str, str]

    def get(self, heading: str) -> str:
        """Return a cell, empty when there is none."""
        return self.cells.get(heading, "")


@dataclass
class Table:
    """A sheet with headings in its first filled row."""

    name: str
    headings: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def told(self, line: Line, kind: str) -> dict[str, str]:
        """Return a text of a row by language code: `label` in `id`, `en`, `bjn`."""
        found: dict[str, str] = {}
        for heading, cell in line.cells.items():
            match = _LANGUAGE.fullmatch(heading)
            if match and match[1] == kind:
                found.setdefault(language_code(match[2] or ""), cell)
        return found

    def languages(self) -> dict[str, str]:
        """Return code → name of the languages in the headings, in their order."""
        found: dict[str, str] = {}
        for heading in self.headings:
            match = _LANGUAGE.fullmatch(heading)
            if match and match[1] == "label" and match[2]:
                name = _CODE.sub("", match[2]).strip()
                found.setdefault(language_code(match[2]), name)
        return found


def language_code(name: str) -> str:
    """Return the code of a language as a heading names it: `Banjar (bjn)` is `bjn`."""
    match = _CODE.search(name)
    if match:
        return match[1]
    told = name.strip().lower()
    return _OWN.get(told) or re.sub("[^a-z]", "", told)[:3] or "id"


def read_table(name: str, rows: Rows) -> Table:
    """Return a sheet as a table; blank rows and columns without heading are passed over."""
    table = Table(name)
    for number, cells in rows[:MOST_ROWS]:
        told = [cell_text(cell) for cell in cells]
        if not any(told):
            continue
        if not table.headings:
            table.headings = [heading.strip() for heading in told]
            continue
        pairs = zip(table.headings, told, strict=False)
        table.lines.append(Line(number, {h: c for h, c in pairs if h and c}))
    return table


def cell_text(cell: object) -> str:
    """Return a cell as text; whole numbers without the point that spreadsheets give them."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else UNSAYABLE.sub("", str(cell)).strip()


def names_of(table: Table) -> Iterator[str]:
    """Yield the names of the rows."""
    return (line.get("name") for line in table.lines)
