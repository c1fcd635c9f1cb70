"""Overlaps to be decided, each with a sentence why."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lampit.aid import access, actions
from lampit.aid.queries import overlaps as queries
from lampit.aid.rules.overlaps import OPEN, STATE_LABELS
from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words


@require_safe
@door(access.may_run_aid)
def overlaps(request: HttpRequest) -> HttpResponse:
    """List the overlaps of the region, those that must be decided first."""
    rows = access.visible_overlaps(signed_in(request))
    state = request.GET.get("keadaan", "") or OPEN
    shown = {
        "page_obj": queries.page(rows, request.GET.get("hal"), state=state),
        "state": state,
        "states": [(code, gettext(label)) for code, label in STATE_LABELS.items()],
    }
    return render(request, "aid/overlaps.html", shown)


@require_POST
@door(access.may_run_aid)
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Take a decision with its reason and go back to where it was made."""
    person = signed_in(request)
    found = access.visible_overlaps(person).filter(pk=number).select_related("grant").first()
    if found is None:
        raise Http404
    answer, reason = request.POST.get("answer", ""), request.POST.get("reason", "")
    try:
        actions.decide(person, number, answer, reason, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, gettext("Keputusan tercatat."))
    if request.POST.get("back") == "list":
        return redirect("aid:overlaps")
    return redirect("aid:grant", found.grant.public_id)
