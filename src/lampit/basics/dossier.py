"""What a room holds about one person, as sections of one readable file. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | float | bool | None | date | datetime


@dataclass(frozen=True, slots=True)
class Section:
    """A table about a person.

    Attributes:
        code: its name for programs, stable English: `registry.owner`.
        title: its heading for people.
        columns: code and heading of each column.
        rows: cells in the order of the columns.
    """

    code: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]


def section(
    code: str,
    title: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Cell]],
) -> Section:
    """Return a section whose rows are read now."""
    return Section(code, title, tuple(columns), tuple(tuple(row) for row in rows))


def plain(cell: Cell) -> str | int | float | bool | None:
    """Return a cell as programs read it: instants and days in ISO 8601."""
    return cell.isoformat() if isinstance(cell, date) else cell
