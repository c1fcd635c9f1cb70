"""Several recipients approved at once, and what became of each."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lampit.aid import access, actions
from lampit.aid.actions.approving import MOST
from lampit.aid.queries import lists as queries
from lampit.aid.rules import grants
from lampit.aid.views.programmes import programme_or_404
from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_run_aid)
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Approve the ticked recipients, then show who was approved and who wants a look."""
    found = programme_or_404(request, number)
    if request.method == "POST":
        return _approved(request, found.pk)
    rows = access.visible_grants(signed_in(request)).filter(programme=found)
    left = dict(pair.partition("-")[::2] for pair in request.GET.getlist("lewat")[:MOST])
    known = [one for one, why in left.items() if why in grants.LEFT]
    shown = {
        "programme": found,
        "done": queries.named(rows, request.GET.getlist("setuju")[:MOST]),
        "left": [
            (row, gettext(grants.LEFT[left[row.public_id]]))
            for row in queries.named(rows.filter(status=grants.PLANNED), known)
        ],
        "late": _count(request.GET.get("terlambat", "")),
    }
    return render(request, "aid/approved.html", shown)


def _approved(request: HttpRequest, programme: int) -> HttpResponse:
    chosen = request.POST.getlist("penerima")
    try:
        told = actions.approve_all(signed_in(request), programme, chosen, now=timezone.now())
    except Refusal as refusal:
        messages.warning(request, in_words(refusal.message))
        return redirect("aid:programme", programme)
    asked = [("setuju", one) for one in told.done]
    asked += [("lewat", f"{one}-{why}") for one, why in told.left.items()]
    asked += [("terlambat", str(len(told.late)))] if told.late else []
    return redirect(f"{reverse('aid:approve', args=[programme])}?{urlencode(asked)}")


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
