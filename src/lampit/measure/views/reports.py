"""The report of a round as files: PDF, one page to read out, workbook of tables."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from lampit.measure import access
from lampit.measure.actions.printing import take_report
from lampit.measure.models import ReportPrint
from lampit.measure.queries import fieldwork
from lampit.measure.queries.printing import paper_of
from lampit.measure.views import _papers as papers
from lampit.people.access import signed_in
from lampit.web.door import door

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LANGUAGES = ("id", "en")
NAMES = {
    "laporan.pdf": ReportPrint.Kind.REPORT,
    "lembar.pdf": ReportPrint.Kind.SHEET,
    "laporan.xlsx": ReportPrint.Kind.BOOK,
}


def _report(request: HttpRequest, round_id: int, name: str) -> HttpResponse:
    """Make, number and hand out a report; `?bahasa=en` gives it in English."""
    found = fieldwork.find_round(access.reportable_rounds(request.user), round_id)
    if found is None:
        raise Http404
    kind, wanted = NAMES[name], request.GET.get("bahasa", "")
    language = wanted if wanted in LANGUAGES else (translation.get_language() or "id")[:2]
    with translation.override(language):
        paper = paper_of(found)
        numbered = take_report(
            signed_in(request), found, kind, paper.language, papers.digest_of(paper),
            now=timezone.now(),
        )  # fmt: skip
        book = kind == ReportPrint.Kind.BOOK
        made = papers.workbook(paper, numbered) if book else papers.pdf(paper, numbered)
    answer = HttpResponse(made, content_type=XLSX if book else PDF)
    stem, _, ending = name.partition(".")
    shown = f"{stem}-{found.region_id}-{found.name}-{paper.language}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{shown}"'
    return answer


@require_GET
@door(access.may_see_results)
def report(request: HttpRequest, round_id: int) -> HttpResponse:
    """Hand out the whole report as PDF."""
    return _report(request, round_id, "laporan.pdf")


@require_GET
@door(access.may_see_results)
def report_sheet(request: HttpRequest, round_id: int) -> HttpResponse:
    """Hand out the one page that is read out."""
    return _report(request, round_id, "lembar.pdf")


@require_GET
@door(access.may_see_results)
def report_book(request: HttpRequest, round_id: int) -> HttpResponse:
    """Hand out the tables as a workbook."""
    return _report(request, round_id, "laporan.xlsx")
