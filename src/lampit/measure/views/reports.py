"""The report of a round as files: PDF, one page to read out, workbook of tables."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.keeping_reports import ask_for_report
from lampit.measure.actions.printing import take_report
from lampit.measure.models import ReportPrint, Round
from lampit.measure.queries import fieldwork, kept_reports, papers
from lampit.measure.queries.printing import paper_of
from lampit.measure.queries.prints import find_print
from lampit.measure.rules.prints import read_number
from lampit.people.access import signed_in
from lampit.people.models import User
from lampit.places.queries import zone_of
from lampit.web.door import door, everyone
from lampit.web.language import in_words

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LANGUAGES = ("id", "en")
NAMES = {
    "laporan.pdf": ReportPrint.Kind.REPORT,
    "lembar.pdf": ReportPrint.Kind.SHEET,
    "laporan.xlsx": ReportPrint.Kind.BOOK,
}


def _report(request: HttpRequest, round_id: int, name: str) -> HttpResponse:
    """Hand out a report, kept or made now; a big one is made by a job. `?bahasa=en`: English."""
    found = fieldwork.find_round(access.reportable_rounds(request.user), round_id)
    if found is None:
        raise Http404
    kind, wanted = NAMES[name], request.GET.get("bahasa", "")
    language = wanted if wanted in LANGUAGES else (translation.get_language() or "id")[:2]
    person, now = signed_in(request), timezone.now()
    ready = kept_reports.kept(found, kind, language)
    if ready is None and kept_reports.is_big(found):
        here = f"{request.path}?bahasa={language}"
        return redirect(
            "people:job", ask_for_report(person, found, kind, language, here, now=now).pk
        )
    if ready is None:
        return _file(found, name, language, _made(person, found, kind, language, now))
    take_report(person, found, kind, language, ready.digest, now=now)
    return _file(found, name, language, ready.content)


def _made(person: User, found: Round, kind: str, language: str, now: datetime) -> bytes:
    """Make and number a report now."""
    with translation.override(language), timezone.override(zone_of(found.region_id)):
        paper = paper_of(found)
        digest = papers.digest_of(paper)
        numbered = take_report(person, found, kind, paper.language, digest, now=now)
        if kind == ReportPrint.Kind.BOOK:
            return papers.workbook(paper, numbered)
        return papers.pdf(paper, numbered)


def _file(found: Round, name: str, language: str, content: bytes) -> HttpResponse:
    stem, _, ending = name.partition(".")
    answer = HttpResponse(content, content_type=XLSX if ending == "xlsx" else PDF)
    shown = f"{stem}-{found.region_id}-{found.name}-{language}.{ending}"
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


@require_GET
@door(everyone)
def check_print(request: HttpRequest) -> HttpResponse:
    """Tell anybody whether the paper with a print number is the standing one."""
    typed = request.GET.get("nomor", "").strip()[:60]
    context: dict[str, object] = {"typed": typed}
    try:
        number = read_number(typed) if typed else None
    except Refusal as refusal:
        context["wrong"] = in_words(refusal.message)
    else:
        context["found"] = find_print(number) if number else None
        context["is_unknown"] = number is not None and context["found"] is None
    status = 422 if "wrong" in context else 404 if context.get("is_unknown") else 200
    return render(request, "measure/check_print.html", context, status=status)
