"""The businesses that an import wrote, and its rows that have a problem, one kind or all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from lampit.registry import access
from lampit.registry.queries.problem_rows import problem_rows, written_rows_of
from lampit.registry.rules.importing.problems import MESSAGES
from lampit.registry.views.importing import run_or_404
from lampit.web.door import door


@require_safe
@door(access.may_import)
def import_problems(request: HttpRequest, number: int) -> HttpResponse:
    """List the rows of a finished run with what is said of them; of a draft the file tells."""
    run, code = run_or_404(request, number), request.GET.get("kode", "")
    shown = {
        "run": run,
        "told": gettext(MESSAGES[code]) if code in MESSAGES else "",
        "page_obj": problem_rows(run, code, request.GET.get("hal")),
    }
    return render(request, "registry/import_problems.html", shown)


@require_safe
@door(access.may_import)
def import_businesses(request: HttpRequest, number: int) -> HttpResponse:
    """List the businesses that a finished run made or changed."""
    run, what = run_or_404(request, number), request.GET.get("apa", "")
    page = written_rows_of(run, what, request.GET.get("hal"))
    shown = {"run": run, "what": what, "page_obj": page}
    return render(request, "registry/import_businesses.html", shown)
