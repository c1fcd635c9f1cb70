"""Rows as bytes, to travel from the process that reads to the one that writes. Pure.

Plain tuples by `marshal` cost a third of pickled objects. It is the format of one Python and
nothing for a file: both ends are one program, running now.
"""

import marshal
import pickle
from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any, overload

from lampit.registry.rules.importing.answers import Doubt, Value
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.record import (
    Columns,
    Draft,
    Marks,
    Record,
    Sealed,
    SourceRow,
)

# Between the values of a column that travels as one text, and what stands for one that is none.
_EDGE, _NONE = "\x1d", "\x00"
_PLAIN, _OTHER = b"m", b"p"
_record = attrgetter(*(one.name for one in fields(Record)))
_draft = [one.name for one in fields(Draft)]
# Columns of a draft, and groups of columns; what its marks are made of is seldom asked for.
_COLUMNS = ("sheets", "marks", "indexes", "statuses", "nik", "birth", "sales", "capital", "names")
_GROUPS = ("owner", "business", "known")
_marks = attrgetter(*(one.name for one in fields(Marks)))


def packed(rows: Iterable[SourceRow]) -> bytes:
    """Return rows as bytes for `unpacked`."""
    lines = [_line(row) for row in rows]
    try:
        return _PLAIN + marshal.dumps(lines)
    except ValueError:  # a cell with a date, in rows that carry their cells
        return _OTHER + pickle.dumps(lines, pickle.HIGHEST_PROTOCOL)


def unpacked(told: bytes) -> list[SourceRow]:
    """Return the rows that `packed` was given."""
    load = marshal.loads if told[:1] == _PLAIN else pickle.loads  # from our own child
    return [_row(*line) for line in load(memoryview(told)[1:])]


def packed_draft(draft: Draft) -> bytes:
    """Return a draft as bytes for `unpacked_draft`.

    A column of texts travels as one text: that costs a third of its texts one by one.
    """
    sealed = draft.sealed
    told = {
        **{name: getattr(draft, name) for name in _draft},
        **{name: _tied(getattr(draft, name)) for name in _COLUMNS},
        **{name: [*map(_tied, getattr(draft, name))] for name in _GROUPS},
        "texts": _tied(draft.texts),
        "told": [(place, tuple(one)) for place, one in draft.told],
        "sealed": sealed and (sealed.key, *map(_tied, sealed[1:])),
    }
    return marshal.dumps([*told.values()])


def unpacked_draft(told: bytes) -> Draft:
    """Return the draft that `packed_draft` was given."""
    columns: list[Any] = marshal.loads(told)  # noqa: S302 - from our own child
    draft = Draft(*columns)
    for name in _COLUMNS:
        setattr(draft, name, _parted(getattr(draft, name)))
    for name in _GROUPS:
        setattr(draft, name, [*map(_parted, getattr(draft, name))])
    draft.told = [(place, Problem(*one)) for place, one in draft.told]
    if isinstance(draft.texts, str):
        draft.texts = Later(draft.texts)
    if draft.sealed:
        key, *sealed = draft.sealed
        draft.sealed = Sealed(key, *map(_parted, sealed))
    return draft


class Later(Sequence[str]):
    """Texts in one, parted when one of them is asked for: of most drafts none is."""

    def __init__(self, whole: str) -> None:
        """Take the texts with the edge between them."""
        self._whole = whole
        self._texts: list[str] = []

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        """Return a text, or some."""
        if not self._texts:
            self._texts = self._whole.split(_EDGE)
        return self._texts[place]

    def __len__(self) -> int:
        """Return how many there are."""
        return self._whole.count(_EDGE) + 1


def _tied(column: Any) -> Any:
    """Return a column of texts in one; in a tuple when some are None; any other as it is."""
    kinds = {*map(type, column)}
    if kinds == {str}:
        whole = _EDGE.join(column)
        return whole if whole.count(_EDGE) == len(column) - 1 else column
    if kinds == {str, type(None)} and _NONE not in column:
        whole = _EDGE.join([_NONE if one is None else one for one in column])
        return (whole,) if whole.count(_EDGE) == len(column) - 1 else column
    return column


def _parted(told: Any) -> Any:
    """Return the column that `_tied` was given."""
    if isinstance(told, str):
        return told.split(_EDGE)
    if isinstance(told, tuple):
        return [None if one == _NONE else one for one in told[0].split(_EDGE)]
    return told


def _line(row: SourceRow) -> tuple[object, ...]:
    record, marks, columns = row.record, row.marks, row.columns
    return (
        row.sheet, row.row, row.cells, row.action, row.reason,
        None if record is None else _record(record),
        [*map(tuple, row.problems)] if row.problems else None,
        [(tuple(value), *rest) for value, *rest in row.doubts] if row.doubts else None,
        None if marks is None else _marks(marks),
        None if columns is None else tuple(columns),
        row.double_of, row.may_double,
    )  # fmt: skip


def _row(
    sheet: str, number: int, cells: list[object], action: str, reason: str, record: Any,
    problems: Any, doubts: Any, marks: Any, columns: Any, double_of: Any, may_double: Any,
) -> SourceRow:  # fmt: skip
    return SourceRow(
        sheet, number, cells, action, reason,
        None if record is None else Record(*record),
        [Problem(*one) for one in problems] if problems else [],
        tuple(Doubt(Value(*value), *rest) for value, *rest in doubts) if doubts else (),
        None if marks is None else Marks(*marks),
        None if columns is None else Columns(*columns),
        double_of, may_double,
    )  # fmt: skip
