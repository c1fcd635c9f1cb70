"""The list as rows of a file: memory stays flat, however long the list is."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from django.db.models import Q, QuerySet

from lampit.registry.models import Business
from lampit.registry.queries.consents import last_answer
from lampit.registry.queries.exporting.columns import Cell, Column, Look, Row, title_of
from lampit.registry.queries.partners import all_numbers
from lampit.registry.rules.consents import PARTNERS

READ_AT_ONCE = 1_000
NUMBERS = "partner_numbers"
FLAGS = {True: "ya", False: "belum", None: ""}


def passed_on(rows: QuerySet[Business]) -> QuerySet[Business]:
    """Leave out the businesses whose owner did not agree to be passed on to partners."""
    told = rows.annotate(agreed=last_answer(PARTNERS, "owner"))
    return told.filter(Q(owner=None) | Q(agreed=True))


def cells(
    rows: QuerySet[Business], ids: Iterator[int], columns: Sequence[Column], look: Look
) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of each business of `ids`, in that order; one query per thousand rows.

    Another one where the numbers of partners are among them.
    `rows` are those that exist for who asks: others are left out.
    """
    needs = {"pk", *(field for column in columns for field in column.needs)}
    while chunk := list(islice(ids, READ_AT_ONCE)):
        found = rows.filter(pk__in=chunk).order_by().values(*needs - {NUMBERS})
        known: dict[int, Row] = {row["pk"]: row for row in found}
        if NUMBERS in needs:
            told = all_numbers(known)
            known = {pk: {**row, NUMBERS: told.get(pk, "")} for pk, row in known.items()}
        for pk in chunk:
            row = known.get(pk)
            # A business that was taken away since the ids were read is no row.
            if row is not None:
                yield tuple(column.cell(row, look) for column in columns)


def sheet(
    rows: QuerySet[Business],
    ids: Iterator[int],
    columns: Sequence[Column],
    look: Look,
    watermark: str,
) -> Iterator[list[str | int]]:
    """Yield the rows for people: the watermark, the headings, then numbered businesses."""
    yield [watermark]
    yield ["No", *(title_of(column, look) for column in columns)]
    for number, row in enumerate(cells(rows, ids, columns, look), start=1):
        yield [number, *map(written, row)]


def written(cell: Cell) -> str | int:
    """Write a cell for people; unknown is blank."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return FLAGS[cell]
    return cell.isoformat() if isinstance(cell, date) else cell
