"""Rows of a block by column: what each does, and what the new ones among them write."""

from collections.abc import Sequence

from lampit.outside import vault
from lampit.registry.actions.importing.planning import CREATE, DOUBLE, REJECTED
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.record import FLAG, REJECT, Batch, Columns, Marks, SourceRow

MOST_TOLD = 100  # problems of a batch that a report may show


def batch_of(rows: Sequence[SourceRow], marks: list[str] | None = None) -> Batch:
    """Return source rows by column, as they are written into a region that held nothing.

    `marks` are the keyed marks of the rows when they are known already.
    """
    actions = [_action(row) for row in rows]
    if marks is None:
        told = ["" if row.action == REJECT else _marks(row).fingerprint for row in rows]
        # Keyed, like the index of a NIK: who steals the database cannot try numbers out on it.
        marks = vault.blind_indexes("row", told)
    new = [_columns(row) for row, action in zip(rows, actions, strict=True) if action == CREATE]
    problems = [problem for row in rows for problem in row.problems]
    niks = [one.nik for one in new]
    return Batch(
        [row.sheet for row in rows], [row.row for row in rows], actions, marks,
        {place: row.reason for place, row in enumerate(rows) if row.reason},
        {place: row.double_of for place, row in enumerate(rows) if row.double_of is not None},
        {
            place: tuple([(p.column, p.code) for p in row.problems])
            for place, row in enumerate(rows) if row.problems
        },
        problems[:MOST_TOLD], sum(row.action == FLAG for row in rows),
        _turned([one.owner for one in new], len(merging.OWNER)),
        _turned([one.business for one in new], len(merging.BUSINESS)),
        niks, [one.birth for one in new], [one.sales for one in new],
        [one.capital for one in new], vault.blind_indexes("nik", niks),
        [hash(one.person) if one.person else 0 for one in new], [one.name for one in new],
    )  # fmt: skip


def _action(row: SourceRow) -> str:
    if row.action == REJECT:
        return REJECTED
    return CREATE if row.double_of is None else DOUBLE


def _marks(row: SourceRow) -> Marks:
    if row.marks is None:
        if row.record is None:
            raise TypeError("a row that writes has a record")
        row.marks = merging.marks_of(row.record)
    return row.marks


def _columns(row: SourceRow) -> Columns:
    """Return what a new row writes, reckoned where it was not while reading."""
    if row.columns is None:
        if row.record is None:
            raise TypeError("a row that writes has a record")
        row.columns = merging.columns_of(row.record, _marks(row))
    return row.columns


def _turned(lines: list[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*lines, strict=True)] if lines else [
        [] for _ in range(width)
    ]  # fmt: skip
