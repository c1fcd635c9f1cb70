"""Opens a table under its heading: which column holds what, and who reads its rows. Pure."""

from collections.abc import Sequence

from lampit.registry.rules.importing import columns, content, headings, layout
from lampit.registry.rules.importing.cleaning import RowReader
from lampit.registry.rules.importing.findings import Findings
from lampit.registry.rules.importing.headings import Heading
from lampit.registry.rules.importing.tables import RawRow, Table, matched, samples
from lampit.registry.rules.unnamed import unnamed

SAMPLE = 200  # rows whose content tells what a column is


def opened(
    lists: Findings, sheet: str, heading: Heading, sampled: Sequence[RawRow]
) -> tuple[Table, list[str]]:
    """Return the table under a heading, and its headings, by them and by the rows sampled."""
    last = heading.lines[-1].number
    data = [
        cells for _, number, cells in sampled
        if number > last and not heading.repeats(layout.texts(cells))
    ]  # fmt: skip
    if data and headings.is_counting(layout.texts(data[0])):
        del data[0]
    headers = _named(columns.told_apart(heading.headers()), data)
    shares = content.shares(data[:SAMPLE], len(headers), lists.desk.gazetteer)
    decided = dict(lists.choices.remembered.get(columns.signature(headers), {}))
    decided.update(matched(headers, heading.lines, lists.choices.columns))
    guesses = columns.guess(headers, shares, decided or None, heading.parts())
    fields = {guess.column: guess.field for guess in guesses}
    row, lines = heading.lines[0].number, len(heading.lines)
    return Table(sheet, row, lines, tuple(guesses), samples(data, len(headers), fields)), headers


def reader_of(lists: Findings, table: Table, headers: Sequence[str]) -> RowReader | None:
    """Return who reads the rows of a table; None for one that names neither owner nor business."""
    fields, choices = table.fields, lists.choices
    if "owner" not in fields and "name" not in fields:
        return None
    return RowReader(
        lists.desk, table.sheet, headers, fields, lists.listed_in or lists.desk.day.year,
        constants=choices.constants, decimal=choices.decimal,
    )  # fmt: skip


def _named(headers: list[str], data: Sequence[Sequence[object]]) -> list[str]:
    """Return headings, with a name for a column that has none but holds something of records."""
    least, filled = min(3, sum(map(bool, headers))), set[int]()
    for cells in data:
        there = [column for column, cell in enumerate(cells) if cell not in ("", "-")]
        filled.update(there if len(there) >= least else ())  # a sub-heading fills one
    return [
        header or (unnamed(column) if column in filled else "")
        for column, header in enumerate(headers)
    ]
