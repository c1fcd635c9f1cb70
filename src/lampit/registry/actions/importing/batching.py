"""New rows of a block by column, as those of a long list come from where they are read."""

from collections.abc import Sequence

from lampit.outside import vault
from lampit.registry.actions.importing.planning import CREATE, marks_of
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.record import Batch, Columns, SourceRow


def batch_of(rows: Sequence[SourceRow], marks: list[str]) -> Batch:
    """Return rows that are all new by column; `marks` are their keyed marks."""
    new = [_columns(row) for row in rows]
    niks = [one.nik for one in new]
    return Batch(
        [row.sheet for row in rows], [row.row for row in rows], [CREATE] * len(new), marks,
        {}, {}, {}, [], 0,
        _turned([one.owner for one in new], len(merging.OWNER)),
        _turned([one.business for one in new], len(merging.BUSINESS)),
        niks, [one.birth for one in new], [one.sales for one in new],
        [one.capital for one in new], vault.blind_indexes("nik", niks),
        [hash(one.person) if one.person else 0 for one in new], [one.name for one in new],
    )  # fmt: skip


def _columns(row: SourceRow) -> Columns:
    """Return what a new row writes, and keep it on the row: the history asks for its name."""
    if row.columns is None:
        if row.record is None:
            raise TypeError("a row that writes has a record")
        row.columns = merging.columns_of(row.record, marks_of(row))
    return row.columns


def _turned(lines: list[tuple[object, ...]], width: int) -> list[list[object]]:
    if not lines:
        return [[] for _ in range(width)]
    return [list(column) for column in zip(*lines, strict=True)]
