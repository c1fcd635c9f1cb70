"""Writes of regions: the whole country from the file of the house."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction

from lampit.places import queries, rules
from lampit.places.models import Region

CHUNK = 5_000
_COLUMNS = ("code", "name", "kind", "level", "parent_id", "latitude", "longitude")
Row = tuple[str, str, str, int, str | None, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: rows written and rows that were there already."""

    written: int
    unchanged: int


def load_regions(only: str = "") -> Loaded:
    """Bring the regions up to the file: 91,599 of the nation, or `only` one and its parents.

    New ones are added and changed ones corrected; none is removed, for records hang on them.
    """
    present = {row[0]: row for row in Region.objects.values_list(*_COLUMNS)}
    unchanged = 0
    missing: list[Row] = []
    for row in _rows(only):
        if present.get(row[0]) == row:
            unchanged += 1
        else:
            missing.append(row)
    with transaction.atomic():
        _write(iter(missing))
    return Loaded(len(missing), unchanged)


def _rows(only: str) -> Iterator[Row]:
    points = queries.centroids()
    above = {*rules.ancestors(only), only} if only else set()
    packed = (queries.DATA / "regions_all.csv.gz").read_bytes()
    lines = csv.reader(io.StringIO(gzip.decompress(packed).decode("utf-8")))
    next(lines)
    for code, raw in lines:
        if only and code not in above and not rules.covers(only, code):
            continue
        name = rules.shown_name(raw)
        latitude, longitude = points.get(code, (None, None))
        parent = rules.parent_of(code) or None
        kind = rules.kind_of(code, name)
        yield (code, name, kind, rules.level(code), parent, latitude, longitude)


def _write(rows: Iterator[Row]) -> None:
    # Not bulk_create: building 91,599 model objects takes longer than writing their rows.
    quoted = ", ".join(connection.ops.quote_name(column) for column in _COLUMNS)
    fresh = ", ".join(f"{c} = excluded.{c}" for c in _COLUMNS[1:])
    marks = ", ".join(["%s"] * len(_COLUMNS))
    statement = (
        f"INSERT INTO {Region._meta.db_table} ({quoted}) VALUES ({marks}) "  # noqa: S608 - own names
        f"ON CONFLICT (code) DO UPDATE SET {fresh}"
    )
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, CHUNK)):
            cursor.executemany(statement, chunk)
