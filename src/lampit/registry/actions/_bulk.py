"""Writes many rows of one table with one statement, numbered beforehand."""

import gc
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection, models
from django.db.models import Max

TOGETHER = 50  # lines of one statement on SQLite
NARROW = 8  # columns of a line up to which lines are written together; wider ones are dearer so
Row = dict[str, Any]
Line = Sequence[Any]
Fit = Callable[[Any], Any]


@contextmanager
def many_blocks() -> Iterator[None]:
    """Write many blocks, each with the place to go on from: SQLite need not wait for the disk.

    A power cut may then take the last blocks back together with their cursor, never tear one;
    the run goes on from there. More cache and fewer checkpoints keep the indexes in memory.
    What is written refers to rows of this run and to places, which the writer looks up once a
    block, and its numbers and JSON are made here: SQLite need not look at them row by row.
    """
    if connection.in_atomic_block:
        yield
        return
    is_sqlite = connection.vendor == "sqlite"
    usual = {name: _pragma(name) for name in _SWIFT} if is_sqlite else {}
    # What is remembered of a run holds no cycles, and looking for some costs more the longer it is.
    gc.disable()
    for name in usual:
        _pragma(name, _SWIFT[name])
    try:
        yield
    finally:
        gc.enable()
        for name, value in usual.items():
            _pragma(name, value)


_SWIFT = {"synchronous": 1, "cache_size": -131_072, "wal_autocheckpoint": 16_000,
          "foreign_keys": 0, "ignore_check_constraints": 1}  # fmt: skip


def _pragma(name: str, value: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if value is None else f"PRAGMA {name}={value}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Return `count` fresh ids of a table; call inside the transaction that writes them."""
    if count == 0:
        return []
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
    # SQLite has one writer at a time, and this transaction is it.
    top = model._default_manager.aggregate(top=Max("id"))["top"] or 0
    return list(range(top + 1, top + count + 1))


def insert(model: type[models.Model], rows: list[Row]) -> None:
    """Write rows of column values; columns not named get the default of their field."""
    if not rows:
        return
    told = tuple(rows[0])
    if any(tuple(row) != told for row in rows):
        told = tuple(dict.fromkeys(name for row in rows for name in row))
        fields = {f.attname: f for f in model._meta.concrete_fields}
        usual = {name: fields[name].get_default() for name in told}
        rows = [usual | row for row in rows]
    write(model, told, [tuple(row.values()) for row in rows])


def write(
    model: type[models.Model],
    told: tuple[str, ...],
    lines: Sequence[Line],
    constants: Row | None = None,
    *,
    is_ready: bool = False,
) -> None:
    """Write lines of the values of the columns `told`; `constants` are the same in every line.

    Columns that are not named get the default of their field. In lines that are ready, days and
    JSON are texts already.
    """
    if not lines:
        return
    # Not bulk_create: model objects and SQLite's limit of variables make it five times slower.
    plan = _plan(model, told, tuple((constants or {}).items()))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(plan.copy) as copy:
                for line in _ready(lines, () if is_ready else plan.fits):
                    copy.write_row([*line, *plan.tail])
        else:
            _insert(cursor, plan, lines if is_ready else [*_ready(lines, plan.fits)])


def _insert(cursor: Any, plan: "_Plan", lines: Sequence[Line]) -> None:
    """Write lines into SQLite, narrow ones `TOGETHER` with one statement: half as dear each."""
    is_narrow = len(lines[0]) <= NARROW
    many = len(lines) // TOGETHER * TOGETHER if is_narrow else 0
    if many:
        parts = (lines[start : start + TOGETHER] for start in range(0, many, TOGETHER))
        cursor.executemany(plan.together, [tuple(chain.from_iterable(part)) for part in parts])
    if many < len(lines):
        cursor.executemany(plan.insert, lines[many:])


@dataclass(frozen=True, slots=True)
class _Plan:
    """How lines of a table are written: the statements, and what the driver wants otherwise.

    Attributes:
        insert: writes one line; what is the same in all lines stands in the statement itself.
        together: writes `TOGETHER` lines at once.
        fits: (place in the line, what turns its value into what the driver takes).
        tail: what is the same in all lines, for `copy`.
    """

    insert: str
    together: str
    copy: str
    fits: tuple[tuple[int, Fit], ...]
    tail: tuple[Any, ...]


@lru_cache(maxsize=64)
def _plan(
    model: type[models.Model], told: tuple[str, ...], same: tuple[tuple[str, Any], ...]
) -> _Plan:
    fields = {f.attname: f for f in model._meta.concrete_fields}
    constants = dict(same)
    rest = [f for f in fields.values() if f.attname not in told and not f.primary_key]
    if unknown := (set(told) | set(constants)) - set(fields):
        raise ValueError(f"no such columns: {sorted(unknown)}")
    columns = [*(fields[name] for name in told), *rest]
    quoted = ", ".join(connection.ops.quote_name(str(f.column)) for f in columns)
    tail = tuple(_fitted(_fit(f), constants.get(f.attname, f.get_default())) for f in rest)
    table = model._meta.db_table
    same_in_all = map(_literal, tail) if connection.vendor == "sqlite" else ["%s"] * len(tail)
    marks = ", ".join([*["%s"] * len(told), *same_in_all])
    into = f"INSERT INTO {table} ({quoted}) VALUES"
    return _Plan(
        f"{into} ({marks})",
        f"{into} {', '.join([f'({marks})'] * TOGETHER)}",
        f"COPY {table} ({quoted}) FROM STDIN",
        tuple((place, fit) for place, name in enumerate(told) if (fit := _fit(fields[name]))),
        tail,
    )


def _literal(value: Any) -> str:
    """Return a value as SQLite reads it in a statement: half as dear as one that is bound."""
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(int(value))
    if not isinstance(value, str):
        raise TypeError(f"no literal of {type(value)}")
    return "'" + value.replace("'", "''").replace("%", "%%") + "'"


def _ready(lines: Sequence[Line], fits: tuple[tuple[int, Fit], ...]) -> Iterator[Line]:
    """Yield the values of each line as the driver takes them."""
    for values in lines:
        line = [*values]
        for place, fit in fits:
            if line[place] is not None:
                line[place] = fit(line[place])
        yield line


def _fit(found: "models.Field[Any, Any]") -> Fit | None:
    """Return what turns a value of a field into what the driver takes, None when nothing must."""
    ops = connection.ops
    if isinstance(found, models.DateTimeField):
        return lru_cache(maxsize=4096)(ops.adapt_datetimefield_value)
    if isinstance(found, models.DateField):
        return lru_cache(maxsize=4096)(ops.adapt_datefield_value)
    return _as_json if isinstance(found, models.JSONField) else None


def _fitted(fit: Fit | None, value: Any) -> Any:
    if isinstance(value, str):
        value = str(value)  # a default may be a member of an enumeration
    return value if fit is None or value is None else fit(value)


def _as_json(value: Any) -> str:
    return "[]" if value == [] else "{}" if value == {} else json.dumps(value)
