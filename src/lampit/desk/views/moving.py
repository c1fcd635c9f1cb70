"""A business from another kabupaten is taken over: the deed that joins all rooms."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from lampit.basics.refusal import Refusal
from lampit.desk.actions import moving
from lampit.people.access import signed_in
from lampit.registry.access import may_open_moves
from lampit.web.door import door


@require_POST
@door(may_open_moves)
def accept_move(request: HttpRequest, number: int) -> HttpResponse:
    """Take a business over, and go to its page."""
    village = request.POST.get("village", "")[:13]
    try:
        taken = moving.accept_move(signed_in(request), number, village, now=timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise Http404 from refusal
        messages.error(request, gettext(refusal.message))
        return redirect("registry:move", number)
    messages.success(request, gettext("Usaha ini sekarang ada di daftar Anda, dengan riwayatnya."))
    return redirect("registry:business", taken.business.public_id)
