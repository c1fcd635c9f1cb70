"""The list as a file: chosen columns, masked unless somebody with the right opens them."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.actions import exporting as actions
from lampit.registry.actions import requesting
from lampit.registry.forms.exporting import ExportForm
from lampit.registry.models import Business
from lampit.registry.queries import exporting
from lampit.registry.queries.left import agreed_count, standing_in
from lampit.registry.queries.paging import every
from lampit.registry.rules import exporting as rules
from lampit.registry.rules.asking import Asked
from lampit.registry.rules.bits import Bits
from lampit.registry.views.searching import asked_of, chosen, region_walked
from lampit.web.door import door

COOKIE, REMEMBERED_FOR = "unduh", 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
@door(access.may_export)  # type: ignore[arg-type]  # a streamed answer is no HttpResponse
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Ask which columns leave and what for, note it, and hand out the file."""
    person, today = signed_in(request), timezone.localdate()
    asked = asked_of(request.GET)
    found = chosen(person, asked, today)
    agreed = agreed_count(access.visible_businesses(person), found)
    form = _form(request, person, asked)
    if request.method == "POST" and form.is_valid():
        wanted = form.wanted()
        try:
            rows = agreed if rules.needs_consent(wanted) else found.size
            rules.check_agreed(wanted, rows)
            if rules.needs_second(wanted.kind, rows, actions.most_alone()):
                return _asked_for(person, wanted, asked, rows)
            ids = every(found, asked.order, region=region_walked(person))
            ids, mark = _noted(person, ids, wanted, found.size)
        except Refusal as refusal:
            form.add_error(_place(refusal), gettext(refusal.message))
        else:
            line = exporting.line_of(person, mark.number, wanted, mark.at)
            answer = _file(access.visible_businesses(person), ids, wanted, line, today)
            _remember(answer, wanted, asked)
            return answer
    shown = {
        "form": form,
        "count": found.size,
        "agreed": agreed,
        "not_agreed": found.size - agreed,
        "presets": _presets(request),
        "alone": actions.most_alone(),
        "needs_second": found.size > actions.most_alone(),
    }
    status = 422 if form.errors else 200
    return render(request, "registry/export.html", shown, status=status)


def _noted(
    person: User, ids: Iterator[int], wanted: rules.Wanted, rows: int
) -> tuple[Iterator[int], actions.Mark]:
    """Note that a list leaves and who stands in it, before its first row goes.

    Counts by village name nobody and may be as long as the register.
    """
    now = timezone.now()
    if wanted.kind == "geojson":
        return ids, actions.note_export(person, wanted, rows, now=now)
    businesses, listed = access.visible_businesses(person), Bits()
    told = list(listed.through(standing_in(businesses, ids, wanted)))
    return iter(told), actions.note_listed(person, wanted, len(told), listed, now=now)


def _form(request: HttpRequest, person: User, asked: Asked) -> ExportForm:
    openable = [name for name in rules.OPENABLE if access.may_read_value(person, name)]
    kind, columns = rules.recalled(request.COOKIES.get(COOKIE, ""), exporting.BY_CODE, repr(asked))
    offered = rules.columns_for(exporting.BY_CODE, access.sight_of(person))
    preset = {"semua": offered, "biasa": list(exporting.USUAL)}.get(request.GET.get("kolom", ""))
    initial = {
        "kind": kind or "xlsx",
        "columns": preset or columns or list(exporting.USUAL),
    }
    return ExportForm(request.POST or None, openable=openable, offered=offered, initial=initial)


def _presets(request: HttpRequest) -> dict[str, str]:
    """Return the addresses that tick all boxes, or the usual ones, without a script."""
    found = {}
    for name in ("semua", "biasa"):
        query = request.GET.copy()
        query["kolom"] = name
        found[name] = f"?{query.urlencode()}"
    return found


def _place(refusal: Refusal) -> str:
    places = {
        "columns_missing": "columns", "reason_missing": "purpose", "nobody_agreed": "receiver",
    }  # fmt: skip
    return places.get(refusal.code, "kind")


def _asked_for(person: User, wanted: rules.Wanted, asked: Asked, rows: int) -> HttpResponse:
    """Ask a second person and lead on to the request; the choice is remembered as ever."""
    request = requesting.ask_for_export(person, wanted, asked, rows, now=timezone.now())
    answer = redirect("registry:export_request", request.pk)
    _remember(answer, wanted, asked)
    return answer


def _file(
    rows: QuerySet[Business], ids: Iterator[int], wanted: rules.Wanted, line: str, today: date
) -> StreamingHttpResponse:
    opened = frozenset(rules.opened_of(wanted))
    pieces = exporting.pieces(rows, ids, wanted, exporting.Look(today, opened), line)
    answer = StreamingHttpResponse(pieces, content_type=exporting.TYPES[wanted.kind])
    name = f"usaha-{today.isoformat()}.{wanted.kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _remember(answer: HttpResponseBase, wanted: rules.Wanted, asked: Asked) -> None:
    """Let what was chosen be ticked next time; the name of a column is no secret."""
    answer.set_cookie(
        COOKIE, rules.remembered(wanted.columns, wanted.kind, repr(asked)), max_age=REMEMBERED_FOR,
        path="/balai/usaha/", httponly=True, samesite="Lax",
    )  # fmt: skip
