"""`/balai/permintaan/<n>/hapus/`: the dry run of an erasure, its proposal and confirmation."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.privacy import access, actions, queries
from lampit.privacy.forms import CONFIRM, ErasureForm
from lampit.privacy.models import Request
from lampit.privacy.rules import requests as rules
from lampit.registry.access import may_read_value
from lampit.web.door import door


@require_http_methods(["GET", "POST"])
@door(access.may_handle)
def erase(request: HttpRequest, number: int) -> HttpResponse:
    """Show what would go and what must stay; take the proposal, and the head's confirmation."""
    person = signed_in(request)
    found = queries.request_at(access.visible_requests(person), number)
    if found is None or found.kind != rules.DELETE:
        raise Http404
    form = ErasureForm(request.POST or None)
    if request.method == "POST":
        return _decided(request, found, form)
    erasure = queries.erasure_of(found)
    shown = {
        "found": found,
        "plan": None if erasure and erasure.done_at else queries.plan(found),
        "erasure": erasure,
        "is_open": found.state in rules.OPEN,
        "may_phone": may_read_value(person, "phone"),
        "may_confirm": access.may_refuse(person)
        and erasure is not None
        and erasure.proposed_by_id != person.pk,
    }
    return render(request, "privacy/erase.html", shown)


def _decided(request: HttpRequest, found: Request, form: ErasureForm) -> HttpResponse:
    if not form.is_valid():
        messages.error(request, _("Tekan salah satu tombol di halaman ini."))
        return redirect("privacy:erase", number=found.pk)
    person, now = signed_in(request), timezone.now()
    try:
        if form.cleaned_data["deed"] == CONFIRM:
            actions.confirm_erasure(person, found, now=now)
            told = _("Data sudah dihapus dan permintaannya dijawab. Cetak suratnya dan serahkan.")
        else:
            actions.propose_erasure(person, found, now=now)
            told = _("Usulan tercatat. Kepala dinas, orang lain, yang menetapkan.")
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, told)
    return redirect("privacy:erase", number=found.pk)
