"""What a check found in each column, and in what the run came out otherwise. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lampit.registry.rules.importing.record import SourceRow
from lampit.registry.rules.importing.tables import Table

COMPARED = ("create", "update", "unchanged", "double", "reject")
_NOTHING = frozenset({"", "-"})


class ColumnFound(NamedTuple):
    """One column of a list: the field it is read as, rows that fill it, doubtful ones."""

    header: str
    field: str
    filled: int
    wrong: int


@dataclass(slots=True)
class ColumnCount:
    """Counts the rows that fill each column, while records are read.

    Attributes:
        only: the rows that count; of a corrected report the list is read whole, its rest is not
            told. None: all.
    """

    only: Collection[tuple[str, int]] | None = None
    filled: Counter[str] = field(default_factory=Counter)

    def add(self, where: tuple[str, int], headers: Iterable[str], texts: Iterable[str]) -> None:
        """Count the cells of one record, which stands at (sheet, row)."""
        if self.only is not None and where not in self.only:
            return
        self.filled.update(
            header for header, text in zip(headers, texts, strict=False)
            if header and text not in _NOTHING
        )  # fmt: skip


def wrong_in(rows: Iterable[SourceRow]) -> Counter[str]:
    """Return column → rows with a problem in it."""
    found: Counter[str] = Counter()
    for row in rows:
        if row.problems:
            found.update({problem.column for problem in row.problems if problem.column})
    return found


def columns_found(
    tables: Iterable[Table], filled: Mapping[str, int], wrong: Mapping[str, int]
) -> list[ColumnFound]:
    """Return each heading of a list once, in order, with its counts."""
    fields: dict[str, str] = {}
    for table in tables:
        for guess in table.guesses:
            if guess.header and (guess.header not in fields or not fields[guess.header]):
                fields[guess.header] = guess.field
    return [
        # What is told of a NIK by the whole list names the field and not the heading.
        ColumnFound(header, name, filled.get(header, 0), wrong.get(header, 0) + wrong.get(name, 0))
        for header, name in fields.items()
    ]


def came_out_otherwise(
    checked: Mapping[str, int] | None, counts: Mapping[str, int]
) -> list[tuple[str, int, int]]:
    """Return (what became of rows, in the check, in the run) where a run differs from its check."""
    if not checked:
        return []
    pairs = ((name, int(checked.get(name, 0)), int(counts.get(name, 0))) for name in COMPARED)
    return [(name, then, now) for name, then, now in pairs if then != now]
