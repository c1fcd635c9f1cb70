"""A kept column that is read later: which fields it may be, and what a row then tells. Pure.

A list that was brought in long ago may have a column that nobody asked for then. Read later, it
fills only what the list says by that column; all else the list told once and does not repeat.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lampit.registry.rules.importing.columns import FIELDS
from lampit.registry.rules.importing.record import FLAG, Record, SourceRow
from lampit.registry.rules.importing.tables import Table

ONLY, HEADINGS = "only", "headings"  # in the mapping of a run: fields it fills, from which columns
_PLACE = ("village", "district", "rt", "rw")
_SALES = ("sales_low", "sales_high", "sales_status")
_TRADE = ("activity", "kbli", "sector")
# Field → what of a record it tells.
TELLS: Mapping[str, tuple[str, ...]] = {
    "name": ("business_name",),
    "owner": ("owner_name", "title", "parent"),
    "nik": ("nik", "nik_status", "sex", "birth_year"),
    "phone": ("phone1", "phone2", "fixed_line"),
    "phone2": ("phone1", "phone2", "fixed_line"),
    "email": ("email",),
    "village": _PLACE,
    "district": _PLACE,
    "village_code": _PLACE,
    "rt": ("rt", "rw"),
    "rw": ("rt", "rw"),
    "address": ("address", *_PLACE),
    "sex": ("sex",),
    "birth_place": ("birth_place",),
    "birth_date": ("birth_date", "birth_year", "birth_place"),
    "age": ("birth_year",),
    "kbli": _TRADE,
    "sector": _TRADE,
    "products": _TRADE,
    "started": ("start", "start_precision"),
    "workers": ("workers_m", "workers_f", "workers"),
    "workers_m": ("workers_m",),
    "workers_f": ("workers_f",),
    "sales_month": _SALES,
    "sales_year": _SALES,
    "assets": ("capital",),
    "nib": ("nib",),
    "pirt": (),  # papers are noted by themselves, see `papers`
    "halal": (),
    "merek": (),
    "marketplace": ("channels",),
    "social": ("channels",),
    "website": ("channels",),
    "external_id": ("external_id",),
    "observed_at": ("observed_on",),
    "note": ("note", "status"),
    "status": ("note", "status"),
}
# Of two that tell the same, only one is read.
_INSTEAD = {"sales_year": "sales_month", "sector": "products"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A column of a table that no field was read from, with samples and the fields it may be."""

    table: int
    column: int
    header: str
    samples: tuple[str, ...]
    fields: tuple[str, ...]


def kept_columns(tables: Sequence[Table]) -> list[Kept]:
    """Return the columns of a list that were only kept, in order."""
    found = []
    for number, table in enumerate(tables):
        fields = open_fields(table)
        for guess in table.guesses:
            if guess.header and not guess.field:
                samples = table.samples[guess.column] if table.samples else ()
                found.append(Kept(number, guess.column, guess.header, samples, fields))
    return found


def open_fields(table: Table) -> tuple[str, ...]:
    """Return the fields that no column of a table was read as."""
    read = table.fields
    return tuple(
        field for field in FIELDS
        if field in TELLS and field not in read and _INSTEAD.get(field) not in read
    )  # fmt: skip


def told_by(record: Record, fields: Collection[str]) -> Record:
    """Return a record with only what some fields tell; all else is unknown."""
    names = {name for field in fields for name in TELLS.get(field, ())}
    return Record(**{name: getattr(record, name) for name in names})


def columns_of(mapping: Mapping[str, list[str]]) -> frozenset[str]:
    """Return what the problems of the columns that a run fills are told of."""
    return frozenset((*mapping[HEADINGS], *mapping[ONLY]))


def settled(row: SourceRow, columns: Collection[str]) -> None:
    """Leave on a row only the problems of some columns, and choose whether it needs a look."""
    row.problems = [problem for problem in row.problems if problem.column in columns]
    row.action = FLAG
    row.settle()
