"""A table of text cells as it comes from a file, and how numbers are read from it."""

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lampit.basics.refusal import Refusal
from lampit.science.survey.design import Floats

MISSING = frozenset({"", "NA", "NaN", "nan", "NULL", "null"})


LARGEST = 1e100  # beyond, squares leave the range of a number


def _plain(cell: str, value: float, *, endless: bool) -> bool:
    """Say whether a cell is a number as people write it, in the range of sums and squares."""
    allowed = abs(value) <= LARGEST or (endless and value == math.inf)
    return allowed and "_" not in cell and cell.isascii()


@dataclass(frozen=True)
class Table:
    """Columns of text by name. Text stays text: `63.08.01` never becomes a number."""

    columns: dict[str, list[str]]
    rows: int

    def text(self, name: str) -> list[str]:
        """Return a column as text.

        Raises:
            Refusal: `column_unknown`, naming the columns that look alike.
        """
        if name in self.columns:
            return self.columns[name]
        near = difflib.get_close_matches(name, self.columns, n=3, cutoff=0.5)
        folded = [c for c in self.columns if c.casefold() == name.casefold()]
        hint = ", ".join(dict.fromkeys([*folded, *near])) or ", ".join(list(self.columns)[:8])
        raise Refusal("column_unknown", f"Kolom “{name}” tidak ada. Mungkin maksudnya: {hint}.")

    def numbers(self, name: str, *, endless: bool = False) -> Floats:
        """Return a column as numbers; missing cells are NaN.

        Digits are plain ones with a decimal point; infinity only where `endless` allows it (a
        population without end: drawn with replacement).

        Raises:
            Refusal: `column_unknown`, `column_not_numeric` with the row numbers.
        """
        found = np.full(self.rows, np.nan)
        wrong: list[int] = []
        for row, cell in enumerate(self.text(name)):
            if cell.strip() in MISSING:
                continue
            try:
                found[row] = float(cell)
            except ValueError:
                wrong.append(row + 1)
                continue
            if not _plain(cell, float(found[row]), endless=endless):
                wrong.append(row + 1)
        if wrong:
            named = ", ".join(map(str, wrong[:10]))
            message = f"Kolom “{name}” berisi yang bukan angka di baris data {named}."
            raise Refusal("column_not_numeric", message)
        return found


def make_table(header: Sequence[str], records: Sequence[Sequence[str]]) -> Table:
    """Turn records into columns; short records are filled up with missing cells.

    Raises:
        Refusal: `row_too_long`, cells beyond the last column that hold something.
    """
    width = len(header)
    long = [str(row) for row, record in enumerate(records, 1) if any(record[width:])]
    if long:
        named = ", ".join(long[:10])
        raise Refusal("row_too_long", f"Baris data {named} berisi lebih banyak sel dari kepalanya.")
    padded = [[*record[:width], *[""] * (width - len(record))] for record in records]
    columns = {name: [record[i] for record in padded] for i, name in enumerate(header)}
    return Table(columns, len(records))
