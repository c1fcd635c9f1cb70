"""Writes many rows of one table with one statement, numbered beforehand."""

import gc
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import Max

Row = dict[str, Any]


@contextmanager
def many_blocks() -> Iterator[None]:
    """Write many blocks, each with the place to go on from: SQLite need not wait for the disk.

    A power cut may then take the last blocks back together with their cursor, never tear one;
    the run goes on from there. More cache and fewer checkpoints keep the indexes in memory.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    usual = {name: _pragma(name) for name in _SWIFT}
    # What is remembered of a run holds no cycles, and looking for some costs more the longer it is.
    gc.disable()
    for name, value in _SWIFT.items():
        _pragma(name, value)
    try:
        yield
    finally:
        gc.enable()
        for name, value in usual.items():
            _pragma(name, value)


_SWIFT = {"synchronous": 1, "cache_size": -131_072, "wal_autocheckpoint": 16_000}


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
    # Not bulk_create: model objects and SQLite's limit of variables make it five times slower.
    fields = {f.attname: f for f in model._meta.concrete_fields}
    told = tuple(rows[0])
    if any(tuple(row) != told for row in rows):
        told = tuple(dict.fromkeys(name for row in rows for name in row))
        usual = {name: fields[name].get_default() for name in told}
        rows = [usual | row for row in rows]
    rest = [f for f in fields.values() if f.attname not in told and not f.primary_key]
    columns = [*(fields[name] for name in told), *rest]
    quoted = ", ".join(connection.ops.quote_name(str(f.column)) for f in columns)
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {model._meta.db_table} ({quoted}) VALUES ({marks})"  # noqa: S608 - own names
    tail = [_fitted(_adapter(field), field.get_default()) for field in rest]
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(_lines([fields[name] for name in told], rows, tail)))


def _lines(
    columns: "list[models.Field[Any, Any]]", rows: Iterable[Row], tail: list[Any]
) -> Iterator[list[Any]]:
    """Yield the values of each row as the driver takes them, then those of the other columns."""
    fits = [(place, fit) for place, f in enumerate(columns) if (fit := _adapter(f)) is not None]
    for row in rows:
        line = list(row.values())
        for place, fit in fits:
            if line[place] is not None:
                line[place] = fit(line[place])
        line += tail
        yield line


def _fitted(fit: Callable[[Any], Any] | None, value: Any) -> Any:
    return value if fit is None or value is None else fit(value)


def _adapter(found: "models.Field[Any, Any]") -> Callable[[Any], Any] | None:
    """Return what turns a value of a field into what the driver takes, None when nothing must."""
    ops = connection.ops
    if isinstance(found, models.DateTimeField):
        return lru_cache(maxsize=4096)(ops.adapt_datetimefield_value)
    if isinstance(found, models.DateField):
        return lru_cache(maxsize=4096)(ops.adapt_datefield_value)
    return _as_json if isinstance(found, models.JSONField) else None


def _as_json(value: Any) -> str:
    return "[]" if value == [] else "{}" if value == {} else json.dumps(value)
