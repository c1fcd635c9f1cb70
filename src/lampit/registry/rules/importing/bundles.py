"""Rows as bytes, to travel from the process that reads to the one that writes. Pure.

Plain tuples by `marshal` cost a third of pickled objects. It is the format of one Python and
nothing for a file: both ends are one program, running now.
"""

import marshal
import pickle
from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from lampit.registry.rules.importing.answers import Doubt, Value
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.record import Columns, Draft, Marks, Record, SourceRow

_PLAIN, _OTHER = b"m", b"p"
_record = attrgetter(*(one.name for one in fields(Record)))
_draft = [one.name for one in fields(Draft)]
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
    """Return a draft as bytes for `unpacked_draft`."""
    told = [(place, tuple(one)) for place, one in draft.told]
    return marshal.dumps([told if name == "told" else getattr(draft, name) for name in _draft])


def unpacked_draft(told: bytes) -> Draft:
    """Return the draft that `packed_draft` was given."""
    columns: list[Any] = marshal.loads(told)  # noqa: S302 - from our own child
    draft = Draft(*columns)
    draft.told = [(place, Problem(*one)) for place, one in draft.told]
    return draft


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
