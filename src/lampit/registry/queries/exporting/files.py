"""The file itself, piece by piece: XLSX, CSV, Parquet or GeoJSON of the chosen businesses."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from lampit.outside import columnar, workbooks
from lampit.people.models import User
from lampit.registry.models import Business
from lampit.registry.queries.exporting.columns import Look, chosen
from lampit.registry.queries.exporting.geography import geojson
from lampit.registry.queries.exporting.rows import cells, passed_on, sheet
from lampit.registry.rules.exporting import Wanted, needs_consent
from lampit.web.tables import csv_lines

HEAD = 2  # the mark and the headings stand on each sheet
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "zip": "application/zip",
}


def line_of(person: User, number: str, wanted: Wanted, at: datetime) -> str:
    """Return the line that a file carries: number, who, when, what for."""
    line = line_for(person, number, wanted.purpose, at)
    if not needs_consent(wanted):
        return line
    limit = gettext("Untuk mitra: hanya pemilik yang mengizinkan")
    return f"{line}. {limit}"


def line_for(person: User, number: str, purpose: str, at: datetime) -> str:
    """Return the line of a list that is no list of businesses: number, who, when, what for."""
    day = timezone.localtime(at).strftime("%d-%m-%Y %H.%M")
    who = person.get_full_name() or person.username
    told = {"number": number, "who": who, "at": day, "purpose": purpose or "–"}
    return gettext("Unduhan %(number)s oleh %(who)s, %(at)s WITA, keperluan: %(purpose)s") % told


def pieces(
    rows: QuerySet[Business], ids: Iterator[int], wanted: Wanted, look: Look, line: str
) -> Iterator[bytes]:
    """Yield a file of the businesses `ids` among `rows`; memory stays flat however long it is.

    A workbook longer than a sheet of Excel goes on in a second one. What goes to a partner holds
    only those who agreed.
    """
    if needs_consent(wanted):
        rows = passed_on(rows)
    columns = chosen(wanted.columns)
    if wanted.kind == "geojson":
        yield from (piece.encode() for piece in geojson(rows, ids, line))
    elif wanted.kind == "parquet":
        shapes = [(column.code, column.kind) for column in columns]
        yield from columnar.parquet(cells(rows, ids, columns, look), shapes, {"lampit": line})
    elif wanted.kind == "csv":
        for piece in csv_lines(sheet(rows, ids, columns, look, line)):
            yield piece.encode()
    else:
        told = sheet(rows, ids, columns, look, line)
        yield from workbooks.streamed(told, sheet="Usaha", bold_row=1, head=HEAD)
