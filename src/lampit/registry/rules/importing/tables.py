"""The tables of a file, what a person chose for them, and samples of their columns. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lampit.national.rupiah import AUTO
from lampit.registry.rules.importing.cells import as_text
from lampit.registry.rules.importing.columns import Guess
from lampit.registry.rules.importing.headings import Line
from lampit.registry.rules.importing.problems import MESSAGES, Problem
from lampit.registry.rules.importing.veiling import PRINTED, veiled
from lampit.registry.rules.importing.vocabulary import even_out
from lampit.registry.rules.veils import without_numbers

RawRow = tuple[str, int, list[object]]
NO_FIELDS: Mapping[int, str] = {}


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

    def asked_notes(self) -> list[Problem]:
        """Return a note for each column whose heading may mean several things."""
        code = "kolom_ragu"
        return [
            Problem(self.sheet, self.header_row, guess.header, "", code, MESSAGES[code])
            for guess in self.guesses
            if guess.asks
        ]

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


def matched(
    headers: Sequence[str], lines: Sequence[Line], chosen: Mapping[str, str | None]
) -> dict[str, str | None]:
    """Return heading → field for a mapping that may name any line of a heading."""
    wanted = {even_out(header): field for header, field in reversed(list(chosen.items()))}
    found: dict[str, str | None] = {}
    for column, header in enumerate(headers):
        if header in chosen:
            found[header] = chosen[header]
            continue
        for text in (header, *(line.at(column) for line in reversed(lines))):
            key = even_out(text)
            if key and key in wanted:
                found[header] = wanted[key]
                break
    return found


def _is_filled(cells: list[object]) -> bool:
    """Tell a record from a sub-heading or a total when samples are looked for."""
    return sum(cell not in ("", "-") for cell in cells) > 3


def _shown(cell: object, field: str) -> str:
    """Return a sample as it may be shown; who maps columns needs the shape of a number."""
    if field == "birth_date" or field in PRINTED:
        return as_text(veiled(cell, field))
    return without_numbers(as_text(cell))


def samples(
    data: list[list[object]], width: int, fields: Mapping[int, str] = NO_FIELDS
) -> tuple[tuple[str, ...], ...]:
    """Return up to three different filled cells per column, for the person who checks.

    `fields` is column → what it is taken for: a day of birth is told by its year alone.
    """
    out = []
    for column in range(width):
        seen: dict[str, None] = {}
        for cells in data:
            if len(cells) > column and cells[column] not in ("", "-") and _is_filled(cells):
                seen.setdefault(_shown(cells[column], fields.get(column, ""))[:40])
            if len(seen) == 3:
                break
        out.append(tuple(seen))
    return tuple(out)
