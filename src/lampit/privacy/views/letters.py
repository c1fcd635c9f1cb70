"""Letters to be printed and handed out, and their head: answer, refusal, notice of a breach."""

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of, signed_in
from lampit.places.queries import region as region_named
from lampit.privacy import access, actions, queries
from lampit.privacy.forms import LetterheadForm
from lampit.privacy.models import Request
from lampit.privacy.rules.letters import AGENCY, PERSONS, withheld_of
from lampit.web.door import door


@require_safe
@door(access.may_handle)
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show the letter of an answered request, to be printed."""
    person = signed_in(request)
    found = queries.request_at(access.visible_requests(person), number)
    if found is None or not found.letter:
        raise Http404
    name, address = _addressee(request, found)
    shown = {
        "found": found,
        "name": name,
        "address": address,
        "head": queries.letterhead_of(found.region_id),
        "corrected": queries.corrected_of(found),
        "deleted": queries.deleted_of(found),
        "withheld": _withheld(found, _tongue(request)),
        "tongue": _tongue(request),
    }
    return render(request, "privacy/letter.html", shown)


def _tongue(request: HttpRequest) -> str:
    """Return the language of a letter: Indonesian, whatever the screen speaks, unless asked."""
    return "en" if request.GET.get("bahasa") == "en" else "id"


def _withheld(found: Request, tongue: str) -> list[str]:
    """Return what the answer leaves out, in the language of the letter."""
    with override(tongue):
        return [_(one) for one in withheld_of(found.kind, is_refused=bool(found.ground))]


def _addressee(request: HttpRequest, found: Request) -> tuple[str, str]:
    erasure = queries.erasure_of(found)
    if erasure is None or erasure.done_at is None:
        return queries.addressee_of(found)
    return actions.open_addressee(signed_in(request), found, now=timezone.now())


@require_safe
@door(access.may_handle)
def breach_letter(request: HttpRequest, number: int, whom: str) -> HttpResponse:
    """Show the letter to the agency or to the persons; what lacks is told in its place."""
    found = queries.breach_at(access.visible_breaches(signed_in(request)), number)
    if found is None or whom not in (PERSONS, AGENCY):
        raise Http404
    asked = request.GET.get("jenis", ""), request.GET.get("nomor", "")
    name, address = queries.affected_person(found, *asked) if whom == PERSONS else ("", "")
    shown = {
        "found": found,
        "whom": whom,
        "name": name,
        "address": address,
        "count": queries.affected_count(found),
        "missing": queries.missing_of(found, whom),
        "today": timezone.localdate(),
        "head": queries.letterhead_of(found.region_id),
        "tongue": _tongue(request),
    }
    return render(request, "privacy/breach_letter.html", shown)


@require_http_methods(["GET", "POST"])
@door(access.may_handle)
def letterhead(request: HttpRequest) -> HttpResponse:
    """Show and take what stands above and below the letters of an office."""
    person = signed_in(request)
    region = region_of(person)
    known = queries.letterhead_of(region)
    place = region_named(region)
    # Printed under Indonesian letters, whatever the screen speaks.
    usual = {"place": place.name.partition(" ")[2] if place else "", "duty": "Kepala Dinas"}
    form = LetterheadForm(request.POST or None, initial=model_to_dict(known) if known else usual)
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_letterhead(person, form.cleaned_data, now=timezone.now())
        except Refusal as refusal:
            form.add_error("nip" if refusal.code == "nip_wrong" else None, _(refusal.message))
        else:
            messages.success(request, _("Kop surat tersimpan."))
            return redirect("privacy:requests")
    return render(
        request, "privacy/letterhead.html", {"form": form}, status=422 if form.errors else 200
    )
