"""Reads rows that carry many bytes: PostgreSQL sends them as they are, not as text twice as long.

Django binds values into the text of a query and has its answer as text, of which bytes are
hexadecimal. Four megabytes, as a deep page of a kept order reads them, took three times as long.
"""

from typing import Any, cast

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet


def read(rows: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """Return the rows of a `values_list`, read once; one query."""
    if connection.vendor != "postgresql":
        return list(rows)
    query, values = rows.query.sql_with_params()
    with connection.cursor() as binding, _answered_in_bytes() as cursor:
        cursor.execute(binding.mogrify(query, values))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _answered_in_bytes() -> CursorWrapper:
    """Return a cursor whose queries are counted, logged and watched as all of Django's are."""
    driver = cast(Any, connection).Database  # psycopg, where this database is at work
    cursor = driver.Cursor(connection.connection)
    cursor.format = driver.pq.Format.BINARY
    make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return make(cursor)
