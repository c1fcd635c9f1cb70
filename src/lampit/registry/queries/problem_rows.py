"""What became of the rows of a finished import: businesses it wrote, rows with a problem."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from lampit.registry.models import Business, ImportRow, ImportRun
from lampit.registry.rules.importing.problems import MESSAGES
from lampit.web.paging import Page, page_of

WRITTEN = ("create", "update")  # actions of rows that changed the register


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A source row with its problems: column of the office and sentence; where it went, if so."""

    sheet: str
    row: int
    told: list[tuple[str, str]]
    business: str
    name: str


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A business that a run made or changed, and where in the list it stood.

    Attributes:
        sheet: of the list.
        row: of the sheet.
        is_new: the run made it; else it filled in what was known.
        business: public id, empty when it is withdrawn by now, or another kabupaten's.
        name: what the business is called, else its owner.
        owner: name of the owner.
        place: its village, or kecamatan.
    """

    sheet: str
    row: int
    is_new: bool
    business: str
    name: str
    owner: str
    place: str


def written_rows_of(run: ImportRun, what: str, asked_page: str | None) -> Page[WrittenRow]:
    """Return one page of the businesses that a run wrote, in the file's order; two queries.

    Args:
        run: whose journal is read.
        what: `create` or `update`; another word shows both.
        asked_page: as typed.
    """
    actions = [what] if what in WRITTEN else list(WRITTEN)
    rows = ImportRow.objects.filter(run=run, action__in=actions).order_by("pk")
    found = page_of(rows.only("sheet", "row", "action", "business_id"), asked_page)
    shops = _shops(run, (row.business_id for row in found.object_list))
    listed = [_written(row, shops.get(row.business_id or 0)) for row in found.object_list]
    return Page(listed, found.number, found.size, found.more)


def _shops(run: ImportRun, ids: Iterable[int | None]) -> dict[int, Business]:
    """Return the businesses that are there, but for those that another kabupaten has now."""
    made = [pk for pk in ids if pk]
    living = Business.objects.filter(pk__in=made, withdrawn_at=None, region=run.region_id)
    return living.select_related("owner", "village", "district").in_bulk() if made else {}


def _written(row: ImportRow, shop: Business | None) -> WrittenRow:
    owner = shop.owner.name if shop and shop.owner else ""
    place = (shop.village or shop.district) if shop else None
    return WrittenRow(
        row.sheet, row.row, row.action == "create", shop.public_id if shop else "",
        (shop.name or owner) if shop else "", owner, place.name if place else "",
    )  # fmt: skip


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
    shops = _shops(run, (row.business_id for row in found.object_list))
    listed = [_told(row, shops.get(row.business_id or 0)) for row in found.object_list]
    return Page(listed, found.number, found.size, found.more)


def _told(row: ImportRow, shop: Business | None) -> ProblemRow:
    told = [(column, _(MESSAGES.get(code, code))) for column, code in row.problems]
    name = (shop.name or (shop.owner.name if shop.owner else "")) if shop else ""
    return ProblemRow(row.sheet, row.row, told, shop.public_id if shop else "", name)
