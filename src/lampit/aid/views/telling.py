"""The text for somebody whose aid was refused: to print, or to send by WhatsApp."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from lampit.aid import access, actions
from lampit.aid.queries import refusals
from lampit.aid.rules import grants
from lampit.aid.views.grants import grant_or_404
from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_run_aid)
def refusal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show why aid was refused and where to object; a POST opens WhatsApp with it."""
    person, found = signed_in(request), grant_or_404(request, public_id)
    if found.status != grants.REFUSED:
        return redirect("aid:grant", public_id)
    text = refusals.told(found, request.build_absolute_uri(reverse("aid:own_aid")))
    refused = ""
    if request.method == "POST":
        try:
            return HttpResponseRedirect(
                actions.tell_refusal(person, found, text, now=timezone.now())
            )
        except Refusal as refusal:
            refused = in_words(refusal.message)
    shown = {"grant": found, "text": text, "refused": refused, "today": timezone.localdate()}
    return render(request, "aid/refusal.html", shown, status=422 if refused else 200)
