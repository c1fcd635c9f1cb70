"""The list as a file: chosen columns, masked unless somebody with the right opens them."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.outside import columnar, workbooks
from lampit.people.access import signed_in
from lampit.people.models import User
from lampit.registry import access, queries
from lampit.registry.actions import exporting as actions
from lampit.registry.forms.exporting import ExportForm
from lampit.registry.models import Business
from lampit.registry.queries import exporting
from lampit.registry.rules import exporting as rules
from lampit.registry.views.searching import asked_of
from lampit.web.door import door
from lampit.web.tables import csv_lines

COOKIE, REMEMBERED_FOR = "unduh", 365 * 24 * 3600
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
}


@require_http_methods(["GET", "POST"])
@door(access.may_export)  # type: ignore[arg-type]  # a streamed answer is no HttpResponse
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Ask which columns leave and what for, note it, and hand out the file."""
    person, today = signed_in(request), timezone.localdate()
    asked = asked_of(request.GET)
    found = chosen(person, asked, today)
    form = _form(request, person)
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        try:
            mark = actions.note_export(person, wanted, found.size, now=timezone.now())
        except Refusal as refusal:
            form.add_error(_place(refusal), gettext(refusal.message))
        else:
            return _file(queries.ordered(rows, asked.order), wanted, _line(person, mark), today)
    shown = {"form": form, "count": found.size, "presets": _presets(request)}
    status = 422 if form.errors else 200
    return render(request, "registry/export.html", shown, status=status)


def _form(request: HttpRequest, person: User) -> ExportForm:
    openable = [name for name in rules.OPENABLE if access.may_read_value(person, name)]
    kind, columns = rules.recalled(request.COOKIES.get(COOKIE, ""), exporting.BY_CODE)
    every = [column.code for column in exporting.COLUMNS]
    preset = {"semua": every, "biasa": list(exporting.USUAL)}.get(request.GET.get("kolom", ""))
    initial = {
        "kind": kind or "xlsx",
        "columns": preset or columns or list(exporting.USUAL),
    }
    return ExportForm(request.POST or None, openable=openable, initial=initial)


def _presets(request: HttpRequest) -> dict[str, str]:
    """Return the addresses that tick all boxes, or the usual ones, without a script."""
    found = {}
    for name in ("semua", "biasa"):
        query = request.GET.copy()
        query["kolom"] = name
        found[name] = f"?{query.urlencode()}"
    return found


def _place(refusal: Refusal) -> str:
    return {"columns_missing": "columns", "reason_missing": "purpose"}.get(refusal.code, "kind")


def _line(person: User, mark: actions.Mark) -> str:
    """Return the line that the file carries: number, who, when, what for."""
    at = timezone.localtime(mark.at).strftime("%d-%m-%Y %H.%M")
    who = person.get_full_name() or person.username
    told = {"number": mark.number, "who": who, "at": at, "purpose": mark.purpose}
    return gettext("Unduhan %(number)s oleh %(who)s, %(at)s WITA, keperluan: %(purpose)s") % told


def _file(
    rows: QuerySet[Business], wanted: rules.Wanted, line: str, today: date
) -> StreamingHttpResponse:
    opened = frozenset(rules.opened_of(wanted))
    pieces = _pieces(rows, wanted, exporting.Look(today, opened), line)
    answer = StreamingHttpResponse(pieces, content_type=TYPES[wanted.kind])
    name = f"usaha-{today.isoformat()}.{wanted.kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    # What was chosen last is ticked next time; the name of a column is no secret.
    answer.set_cookie(
        COOKIE, rules.remembered(wanted.columns, wanted.kind), max_age=REMEMBERED_FOR,
        path="/balai/usaha/", httponly=True, samesite="Lax",
    )  # fmt: skip
    return answer


def _pieces(
    rows: QuerySet[Business], wanted: rules.Wanted, look: exporting.Look, line: str
) -> Iterator[bytes] | Iterator[str]:
    columns = exporting.chosen(wanted.columns)
    if wanted.kind == "geojson":
        return exporting.geojson(rows, line)
    if wanted.kind == "parquet":
        shapes = [(column.code, column.kind) for column in columns]
        return columnar.parquet(exporting.cells(rows, columns, look), shapes, {"lampit": line})
    if wanted.kind == "csv":
        return csv_lines(exporting.sheet(rows, columns, look, line))
    cells = exporting.sheet(rows[: rules.MOST_IN_SHEET], columns, look, line)
    return workbooks.streamed(cells, sheet="Usaha", bold_row=1)
