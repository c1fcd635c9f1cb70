"""Pairs that nobody knew: their list, and how one is asked about again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.registry import access
from lampit.registry.actions import duplicates as actions
from lampit.registry.queries.unsure import unsure_page
from lampit.web.door import door


@require_safe
@door(access.may_review)
def unsure_pairs(request: HttpRequest) -> HttpResponse:
    """List the pairs that somebody answered with "not known yet", who waits longest first."""
    page = unsure_page(access.visible_pairs(signed_in(request)), request.GET.get("hal"))
    return render(request, "registry/duplicates_unsure.html", {"page": page})


@require_POST
@door(access.may_review)
def ask_again(request: HttpRequest, number: int) -> HttpResponse:
    """Bring a pair back among those that wait, and show it to who asked."""
    try:
        actions.ask_again(signed_in(request), number, now=timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise Http404 from refusal
        messages.warning(request, gettext(refusal.message))
    return redirect("registry:pair", number)
