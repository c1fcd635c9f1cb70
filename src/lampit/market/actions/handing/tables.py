"""Tables in open formats: CSV, JSON and Parquet, with their dictionary (Frictionless)."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lampit.market.rules.handing import FLAG, TABLES, WHOLE, Column, Table, dictionary
from lampit.outside.columnar import Cell, parquet
from lampit.web.tables import plain_cell

KINDS = {WHOLE: "integer", "date": "date", FLAG: "boolean"}
DICTIONARY_COLUMNS = ("tabel", "kolom", "jenis", "arti", "satuan", "kunci")


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file (RFC 4180, UTF-8): no cell is a formula for whoever opens it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _cell(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, date) else plain_cell(cell)


def json_bytes(table: Table, rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the rows as a JSON list of objects; unknown is null."""
    names = [column.name for column in table.columns]
    told = [dict(zip(names, map(_plain, row), strict=True)) for row in rows]
    return json.dumps(told, ensure_ascii=False, indent=0).encode()


def _plain(cell: Cell) -> Any:
    if cell == "":
        return None
    return cell.isoformat() if isinstance(cell, date) else cell


def files(table: Table, rows: Sequence[Sequence[Cell]], folder: str) -> dict[str, bytes]:
    """Return a table in its three formats: name inside the kit → content."""
    kinds = [(column.name, column.kind) for column in table.columns]
    notes = {"tabel": table.name, "arti": _(table.meaning)}
    return {
        f"{folder}/{table.name}.csv": csv_bytes([c.name for c in table.columns], rows),
        f"{folder}/{table.name}.json": json_bytes(table, rows),
        f"{folder}/{table.name}.parquet": b"".join(parquet(rows, kinds, notes)),
    }


def described(day: date, title: str) -> dict[str, bytes]:
    """Return the data dictionary: for people as CSV, for programs as `datapackage.json`."""
    told: list[list[Cell]] = [[*row[:3], _(row[3]), *row[4:]] for row in dictionary()]
    package = {
        "name": "pasar",
        "title": title,
        "created": day.isoformat(),
        "resources": [_resource(table) for table in TABLES],
    }
    return {
        "data/kamus.csv": csv_bytes(DICTIONARY_COLUMNS, told),
        "data/datapackage.json": json.dumps(package, ensure_ascii=False, indent=1).encode(),
    }


def _resource(table: Table) -> dict[str, Any]:
    return {
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.csv",
        "title": _(table.meaning),
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
        },
    }


def _field(column: Column) -> dict[str, str]:
    told = {
        "name": column.name,
        "type": KINDS.get(column.kind, "string"),
        "description": _(column.meaning),
    }
    return told | ({"unit": column.unit} if column.unit else {})
