"""Corrections that phones proposed, at the desk: decided when they wait, taken back when used."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.proposing import settle_proposal, take_back_proposal, write_proposal
from lampit.measure.queries import proposals as queries
from lampit.people.access import signed_in
from lampit.registry.access import may_change
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def proposals(request: HttpRequest) -> HttpResponse:
    """Show proposed corrections beside the register; write, decline, or take back one."""
    asked = request.GET.get("daftar", "")
    shown = queries.USED if asked == queries.USED else queries.WAITING
    error = ""
    if request.method == "POST":
        try:
            messages.success(request, _decided(request))
        except Refusal as refusal:
            error = in_words(refusal.message)
        else:
            again = f"?daftar={shown}" if shown else ""
            return redirect(reverse("measure:proposals") + again)
    rows = queries.listed_proposals(access.visible_reports(request.user), shown)
    page = page_of(rows, request.GET.get("hal"))
    context = {
        "page_obj": page,
        "rows": [queries.beside_register(one) for one in page.object_list],
        "shown": shown,
        "error": error,
        "may_write": may_change(request.user),
    }
    answer = "measure/pendata/proposals.html"
    return render(request, answer, context, status=422 if error else 200)


def _number(text: str) -> int:
    return int(text[:18]) if text.isascii() and text.isdigit() else 0


def _decided(request: HttpRequest) -> str:
    """Carry out what was pressed and return the sentence that says so."""
    person, now = signed_in(request), timezone.now()
    chosen = request.POST.get("keputusan", "")
    number = _number(request.POST.get("usulan", ""))
    if chosen == "tulis":
        based_on = _number(request.POST.get("versi", ""))
        write_proposal(person, number, based_on=based_on, now=now)
        return gettext("Usulan masuk ke data usaha.")
    if chosen == "kembali":
        take_back_proposal(person, number, now=now)
        return gettext("Isian dikembalikan seperti sebelum usulan.")
    settle_proposal(person, number, is_used=chosen == "dipakai", now=now)
    return gettext("Keputusan dicatat.")
