"""Writes many rows of one table with one statement, numbered beforehand."""

import gc
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import Max

from lampit.registry.actions._copying import copy_text

# Lines of one statement on SQLite, and how many values it takes at most: each statement looks
# the number of its table up and keeps it, which costs as much as a narrow line.
TOGETHER = 50
BOUND = 400
Row = dict[str, Any]
Line = Sequence[Any]
Columns = Mapping[str, Sequence[Any]]
Fit = Callable[[Any], Any]


@contextmanager
def many_blocks() -> Iterator[None]:
    """Write many blocks, each with the place to go on from: SQLite need not wait for the disk.

    A power cut may then take the last blocks back together with their cursor, never tear one;
    the run goes on from there. More cache and fewer checkpoints keep the indexes in memory; the
    file is not mapped meanwhile, for of a long list the process would hold it whole.
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


def as_a_block() -> None:
    """Let this transaction, one block of many, look up by index and not wait for the disk.

    PostgreSQL believes a table that is just being filled to be short and reads it whole. As with
    SQLite (`many_blocks`), a power cut may take the last blocks back together with their cursor.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL synchronous_commit = off")


_SWIFT = {"synchronous": 1, "cache_size": -65_536, "wal_autocheckpoint": 16_000, "mmap_size": 0,
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
            # The sequence is looked up once, by a query of its own, and not for each number.
            cursor.execute(
                "SELECT array_agg(nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass))) "
                "FROM generate_series(1, %s)",
                [table, count],
            )
            numbers: list[int] = cursor.fetchone()[0]
            return numbers
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
    ready = lines if is_ready else [*_ready(lines, plan.fits)]
    turned = [*zip(*ready, strict=True)]
    if connection.vendor == "postgresql":
        _copy(plan, turned)
    else:
        _insert(plan, turned)


def write_columns(model: type[models.Model], columns: Columns, constants: Row) -> None:
    """Write rows told by column, days and JSON as texts; `constants` are the same in every row.

    Columns that are not named get the default of their field.
    """
    told = {name: column for name, column in columns.items() if not _is_empty(column)}
    same = {name: column[0] for name, column in columns.items() if name not in told and column}
    if not told:
        return
    plan = _plan(model, tuple(told), tuple({**constants, **same}.items()))
    if connection.vendor == "postgresql":
        _copy(plan, [*told.values()])
    else:
        _insert(plan, [*told.values()])


def _is_empty(column: Sequence[Any]) -> bool:
    """Tell whether nothing stands in a column; then it need not be told row by row."""
    return not any(column) and column.count(column[0]) == len(column) if column else True


def _copy(plan: "_Plan", columns: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(plan.copy) as copy:
        copy.write(copy_text(columns, [one for one in plan.tail if one is not None]))


def _insert(plan: "_Plan", columns: Sequence[Sequence[Any]]) -> None:
    """Write columns into SQLite, many lines with one statement: half as dear each."""
    wide, count = len(columns), len(columns[0])
    # All values in the order of the lines: laid in by column, which costs no tuple of each line.
    values: list[Any] = [None] * (wide * count)
    for place, column in enumerate(columns):
        values[place::wide] = column
    size = plan.size * wide
    many = len(values) // size * size
    with connection.cursor() as cursor:
        if many:
            parts = [values[start : start + size] for start in range(0, many, size)]
            cursor.executemany(plan.together, parts)
        if many < len(values):
            lines = [values[start : start + wide] for start in range(many, len(values), wide)]
            cursor.executemany(plan.insert, lines)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How lines of a table are written: the statements, and what the driver wants otherwise.

    Attributes:
        insert: writes one line; what is the same in all lines stands in the statement itself.
        together: writes `size` lines at once.
        size: how many.
        fits: (place in the line, what turns its value into what the driver takes).
        tail: what is the same in all lines; what is nothing there is not named in `copy`.
    """

    insert: str
    together: str
    size: int
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
    names = [connection.ops.quote_name(str(f.column)) for f in columns]
    quoted = ", ".join(names)
    tail = tuple(_fitted(_fit(f), constants.get(f.attname, f.get_default())) for f in rest)
    # PostgreSQL puts nothing where it is told nothing, and reads no sign for it row by row.
    copied = names[: len(told)]
    copied += [n for n, value in zip(names[len(told) :], tail, strict=True) if value is not None]
    table = model._meta.db_table
    same_in_all = map(_literal, tail) if connection.vendor == "sqlite" else ["%s"] * len(tail)
    marks = ", ".join([*["%s"] * len(told), *same_in_all])
    into = f"INSERT INTO {table} ({quoted}) VALUES"
    size = max(1, min(TOGETHER, BOUND // len(told)))
    return _Plan(
        f"{into} ({marks})",
        f"{into} {', '.join([f'({marks})'] * size)}",
        size,
        f"COPY {table} ({', '.join(copied)}) FROM STDIN",
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
