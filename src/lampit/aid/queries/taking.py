"""The recipients of a programme as a file: no NIK, no telephone; the first line is its mark."""

from collections.abc import Iterator

from django.utils.translation import gettext

from lampit.aid.queries.lists import Grants, exported
from lampit.aid.rules.leaving import COLUMNS
from lampit.registry.rules.bits import Bits


def sheet(rows: Grants, line: str) -> Iterator[list[object]]:
    """Yield the lines of the file."""
    yield [line]
    yield [gettext(label) for label in COLUMNS.values()]
    for row in exported(rows):
        yield [
            row.name, row.place, row.business, "" if row.amount is None else row.amount,
            row.goods, row.status_label, row.given_on.isoformat() if row.given_on else "",
            row.source,
        ]  # fmt: skip


def businesses_in(rows: Grants) -> Bits:
    """Return the businesses that stand in the file, for the note of who left; one query."""
    found = Bits()
    ids = rows.filter(business__isnull=False).order_by().values_list("business_id", flat=True)
    for pk in ids.distinct():
        found.add(pk)
    return found
