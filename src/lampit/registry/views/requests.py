"""Long lists on their way out: who asked, who answered, and the file for who asked."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry import access
from lampit.registry.actions import requesting as actions
from lampit.registry.actions.exporting import most_alone
from lampit.registry.forms.exporting import DenialForm
from lampit.registry.models import ExportRequest
from lampit.registry.queries import exporting
from lampit.registry.queries import requests as queries
from lampit.web.door import door

State = ExportRequest.State
GONE = {"not_found", "not_allowed"}


@require_safe
@door(access.may_export)
def export_requests(request: HttpRequest) -> HttpResponse:
    """List one's own requests; for the head and the admin those of the region."""
    person = signed_in(request)
    page = queries.request_page(access.visible_exports(person), request.GET.get("hal"))
    shown = {
        "page_obj": page,
        "answers": access.may_answer_exports(request),
        "alone": most_alone(),
    }
    return render(request, "registry/export_requests.html", shown)


@require_safe
@door(access.may_export)
def export_request(request: HttpRequest, number: int) -> HttpResponse:
    """Show one request: what it is for, who answered, and what can be done now."""
    return _page(request, number, DenialForm())


@require_POST
@door(access.may_answer_exports)
def allow_export(request: HttpRequest, number: int) -> HttpResponse:
    """Agree that a long list leaves the house."""
    try:
        actions.allow_export(signed_in(request), number, now=timezone.now())
    except Refusal as refusal:
        return _refused(request, number, refusal)
    messages.success(request, gettext("Disetujui. Berkas sedang dibuat untuk peminta."))
    return redirect("registry:export_request", number)


@require_POST
@door(access.may_answer_exports)
def deny_export(request: HttpRequest, number: int) -> HttpResponse:
    """Say no, with a reason that the asker reads."""
    form = DenialForm(request.POST)
    if not form.is_valid():
        return _page(request, number, form)
    try:
        actions.deny_export(
            signed_in(request), number, form.cleaned_data["reason"], now=timezone.now()
        )
    except Refusal as refusal:
        return _refused(request, number, refusal)
    messages.success(request, gettext("Ditolak. Peminta dapat membaca alasannya."))
    return redirect("registry:export_request", number)


@require_safe
@door(access.may_export)  # type: ignore[arg-type]  # a file answer is no HttpResponse
def fetch_export(request: HttpRequest, number: int) -> FileResponse:
    """Hand the file to who asked for it; for others, and when its time is over, there is none."""
    person, now = signed_in(request), timezone.now()
    told = queries.find_request(access.visible_exports(person), number)
    if told is None:
        raise Http404
    try:
        path = actions.fetch_export(person, told.request, now=now)
    except Refusal as refusal:
        raise Http404 from refusal
    kind = told.request.wanted["kind"]
    first = told.request.wanted.get("file", "usaha")
    name = f"{first}-{timezone.localdate(told.request.asked_at).isoformat()}.{kind}"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type=exporting.TYPES[kind]
    )


def _page(request: HttpRequest, number: int, form: DenialForm) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    told = queries.find_request(access.visible_exports(person), number)
    if told is None:
        raise Http404
    asked, is_open = told.request, now < told.request.expires_at
    is_own = asked.asker_id == person.pk
    shown = {
        "told": told,
        "export": asked,
        "form": form,
        "may_answer": access.may_answer_exports(request)
        and not is_own
        and is_open
        and asked.state == State.WAITING,
        "may_fetch": is_own and is_open and asked.state == State.READY,
        "is_own": is_own,
        "is_over": asked.state == State.OVER or not is_open,
        "is_running": asked.state == State.ALLOWED and asked.job_id is not None and is_own,
    }
    status = 422 if form.errors else 200
    return render(request, "registry/export_request.html", shown, status=status)


def _refused(request: HttpRequest, number: int, refusal: Refusal) -> HttpResponse:
    if refusal.code in GONE:
        raise Http404 from refusal
    messages.warning(request, gettext(refusal.message))
    return redirect("registry:export_request", number)
