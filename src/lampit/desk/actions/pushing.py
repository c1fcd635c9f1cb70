"""A list of whom to help next leaves the house: noted, with who stands in it."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.desk.queries import pushing as queries
from lampit.desk.rules import pushing as rules
from lampit.measure import access as measure_access
from lampit.measure.queries.targets import Wish
from lampit.outside import workbooks
from lampit.people.models import User
from lampit.registry import access as registry_access
from lampit.registry.actions.exporting import Mark, note_taken
from lampit.registry.actions.listed import note_left
from lampit.registry.actions.requesting import ask_for_list
from lampit.registry.models import ExportRequest
from lampit.registry.queries.exporting import line_for
from lampit.registry.rules.bits import Bits
from lampit.registry.rules.exporting import Leaving, wanted_of
from lampit.web.tables import csv_lines


def note_going(
    actor: User, leaving: Leaving, business_ids: Iterable[int], purpose: str, *, now: datetime
) -> Mark:
    """Note that a list is taken along and who stands in it; call before it is shown.

    Raises:
        Refusal: `reason_missing`.
    """
    found = Bits()
    for pk in business_ids:
        found.add(pk)
    with transaction.atomic():
        mark = note_taken(actor, leaving, found.count, purpose, now=now)
        note_left(actor, mark.number, mark.subject, found, now=now)
    return mark


def ask_second(
    actor: User, leaving: Leaving, rows: int, purpose: str, *, now: datetime
) -> ExportRequest:
    """Ask a second person to let a long list out.

    Raises:
        Refusal: `not_allowed` for those who take short lists only; `reason_missing`.
    """
    if not registry_access.has_export_right(actor):
        raise Refusal(
            "not_allowed",
            "Daftar ini terlalu panjang untuk dibawa sendiri. Saring per desa atau kecamatan.",
        )
    return ask_for_list(actor, leaving, rows, purpose, now=now)


def write_list(request: ExportRequest, path: Path, mark: Mark, *, look: queries.Look) -> Bits:
    """Write the list of a request that was allowed, and return who stands in it."""
    wanted, person = wanted_of(request.wanted), request.asker
    rows = queries.listed(
        measure_access.visible_scores(person), registry_access.visible_businesses(person),
        Wish(**request.asked),
    )  # fmt: skip
    found = queries.in_order_of_places(queries.lines(rows[: rules.MOST], look))
    told = queries.sheet(found, line_for(person, mark.number, mark.purpose, mark.at))
    if wanted.kind == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(csv_lines(told))
    else:
        workbooks.written(path, told, sheet="Dibantu", bold_row=1, head=2)
    listed = Bits()
    for line in found:
        listed.add(line.business.pk)
    return listed
