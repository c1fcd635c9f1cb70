"""Lists of the field held against the register: upload, review of the doubtful, the estimate."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry import access, actions
from lampit.registry.forms.alive import ListingForm
from lampit.registry.models import FieldListing, ListedBusiness
from lampit.registry.queries import walked
from lampit.science.capture import FEWEST_BOTH
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.weights import SHEET, takes

State = ListedBusiness.State


@require_http_methods(["GET", "POST"])
@door(access.may_open_listings)
@takes(SHEET)
def listings(request: HttpRequest) -> HttpResponse:
    """Show the lists of the field and take a new one."""
    person = signed_in(request)
    form = ListingForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not access.may_compare(request):
        raise Http404
    if request.method == "POST" and form.is_valid():
        file, now = form.cleaned_data["file"], timezone.now()
        try:
            made = actions.open_listing(
                person, file.name, form.cleaned_data["listed_on"], file.chunks(), now=now
            )
        except Refusal as refusal:
            field = "listed_on" if refusal.code == "listed_in_future" else "file"
            form.add_error(field, in_words(refusal.message))
        else:
            here = reverse("registry:listing", args=[made.pk])
            job = actions.queue_listing(made, person, back_url=here, now=now)
            return redirect("people:job", job.pk)
    found = walked.listings(access.visible_listings(person))
    failed = walked.failures(found)
    told = [(one, in_words(failed[one.pk]) if one.pk in failed else "") for one in found]
    shown = {"form": form, "listings": told, "may_compare": access.may_compare(request)}
    return render(request, "registry/listings.html", shown, status=422 if form.errors else 200)


@require_safe
@door(access.may_open_listings)
def listing(request: HttpRequest, number: int) -> HttpResponse:
    """Show what a list says of the register, and the rows that wait or are not in it."""
    found = _found(request, number)
    told = walked.found_in(found)
    failed = walked.failures([found]).get(found.pk, "")
    first = State.DOUBTFUL if told.doubtful else State.NEW
    asked = request.GET.get("lihat", "")
    state = asked if asked in State.values else first
    shown: dict[str, Any] = {
        "listing": found,
        "failed": in_words(failed) if failed else "",
        "found": told,
        "state": state,
        "tabs": [(code, label, getattr(told, name)) for code, label, name in TABS],
        "page_obj": walked.rows_of(found, state, request.GET.get("hal")),
        "may_compare": access.may_compare(request),
        "fewest": FEWEST_BOTH,
    }
    return render(request, "registry/listing.html", shown)


@require_POST
@door(access.may_compare)
def decide_listed(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """Take whether a listed business is the record it resembles."""
    is_same = request.POST.get("answer") == "sama"
    try:
        actions.decide_listed(signed_in(request), number, row, is_same=is_same, now=timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise Http404 from refusal
        messages.error(request, in_words(refusal.message))
    return redirect("registry:listing", number)


@require_POST
@door(access.may_compare)
def remove_listing(request: HttpRequest, number: int) -> HttpResponse:
    """Delete a list of the field with its rows."""
    _found(request, number)
    actions.remove_listing(signed_in(request), number, now=timezone.now())
    messages.success(request, gettext("Daftar lapangan dihapus. Daftar usaha tidak berubah."))
    return redirect("registry:listings")


TABS = (
    (State.DOUBTFUL, State.DOUBTFUL.label, "doubtful"),
    (State.NEW, State.NEW.label, "new"),
    (State.KNOWN, State.KNOWN.label, "known"),
)


def _found(request: HttpRequest, number: int) -> FieldListing:
    found = access.visible_listings(signed_in(request)).filter(pk=number).first()
    if found is None:
        raise Http404
    return found
