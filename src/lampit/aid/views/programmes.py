"""Programmes: the list with sums, one with its recipients, the form."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from lampit.aid import access, actions
from lampit.aid.forms import GrantFilterForm, ProgrammeForm, programme_as_typed
from lampit.aid.models import Programme
from lampit.aid.queries import lists as queries
from lampit.aid.queries.overlaps import open_count, planned_twice
from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words


@require_safe
@door(access.may_open_aid)
def programmes(request: HttpRequest) -> HttpResponse:
    """List the programmes of the region; the office also reads what they came to."""
    person = signed_in(request)
    seen = access.visible_programmes(person)
    sees_all = access.may_see_all_aid(request)
    shown = {
        "page_obj": queries.programmes(seen, request.GET.get("hal")),
        "lines": queries.sums(access.counted_grants(person)) if sees_all else [],
        "overlaps": open_count(access.visible_overlaps(person)),
        "sees_all": sees_all,
        "may_run": access.may_run_aid(request),
    }
    return render(request, "aid/programmes.html", shown)


@require_safe
@door(access.may_open_aid)
def programme(request: HttpRequest, number: int) -> HttpResponse:
    """Show a programme: sums by state for the office, and the recipients the person may see."""
    person, found = signed_in(request), programme_or_404(request, number)
    status, match = request.GET.get("keadaan", ""), request.GET.get("cocok", "")
    seen = access.visible_grants(person).filter(programme=found)
    counted = access.counted_grants(person).filter(programme=found)
    sees_all = access.may_see_all_aid(request)
    shown = {
        "programme": found,
        "twice": planned_twice(found) if sees_all else None,
        "lines": queries.sums(counted) if sees_all else [],
        "page_obj": queries.page(queries.narrowed(seen, status, match), request.GET.get("hal")),
        "form": GrantFilterForm(initial={"keadaan": status, "cocok": match}),
        "runs": queries.runs_of(access.visible_runs(person), found.pk),
        "sees_all": sees_all,
        "reads_names": access.may_read_recipients(request),
        "may_take": access.may_take_recipients(request),
        "may_run": access.may_run_aid(request),
        "ticked": request.GET.get("pilih") == "semua",
    }
    return render(request, "aid/programme.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_run_aid)
def add_programme(request: HttpRequest) -> HttpResponse:
    """Open a programme."""
    start = {"year": timezone.localdate().year}
    form = ProgrammeForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_programme(signed_in(request), form.told(), now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
        else:
            messages.success(request, gettext("Program tersimpan."))
            return redirect("aid:programme", made.pk)
    return _form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_run_aid)
def change_programme(request: HttpRequest, number: int) -> HttpResponse:
    """Put a programme right."""
    found = programme_or_404(request, number)
    form = ProgrammeForm(request.POST or None, initial=programme_as_typed(found))
    if request.method == "POST" and form.is_valid():
        person = signed_in(request)
        try:
            actions.change_programme(person, found.pk, form.told(), now=timezone.now())
        except Refusal as refusal:
            form.add_error(None, in_words(refusal.message))
        else:
            messages.success(request, gettext("Program tersimpan."))
            return redirect("aid:programme", found.pk)
    return _form(request, form, found)


def _form(request: HttpRequest, form: ProgrammeForm, found: Programme | None) -> HttpResponse:
    shown = {"form": form, "programme": found}
    status = 422 if form.errors else 200
    return render(request, "aid/programme_form.html", shown, status=status)


def programme_or_404(request: HttpRequest, number: int) -> Programme:
    """Return a programme that exists for the person."""
    found = access.visible_programmes(signed_in(request)).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
