"""Which rows of a finished import have a problem, also one that is only noted."""

from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from lampit.registry.models import Business, ImportRow, ImportRun
from lampit.registry.rules.importing.problems import MESSAGES
from lampit.web.paging import Page, page_of


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A source row with its problems: column of the office and sentence; where it went, if so."""

    sheet: str
    row: int
    told: list[tuple[str, str]]
    business: str
    name: str


def problem_rows(run: ImportRun, code: str, asked_page: str | None) -> Page[ProblemRow]:
    """Return one page of the rows of a run that have a problem, in the file's order; two queries.

    Args:
        run: whose journal is read; before a list is brought in there is none.
        code: of one kind of problem; another word shows all.
        asked_page: as typed.
    """
    rows = ImportRow.objects.filter(run=run).exclude(problems=[]).order_by("pk")
    if code in MESSAGES:
        # Written as text in both databases, `"code"` stands there in quotes.
        told = rows.annotate(told=Cast("problems", TextField()))
        rows = told.filter(told__contains=f'"{code}"')
    found = page_of(rows, asked_page)
    made = [row.business_id for row in found.object_list if row.business_id]
    living = Business.objects.filter(pk__in=made, withdrawn_at=None).select_related("owner")
    shops = living.in_bulk() if made else {}
    listed = [_told(row, shops.get(row.business_id or 0)) for row in found.object_list]
    return Page(listed, found.number, found.size, found.more)


def _told(row: ImportRow, shop: Business | None) -> ProblemRow:
    told = [(column, _(MESSAGES.get(code, code))) for column, code in row.problems]
    name = (shop.name or (shop.owner.name if shop.owner else "")) if shop else ""
    return ProblemRow(row.sheet, row.row, told, shop.public_id if shop else "", name)
