"""Businesses met while a village was listed: the office says of each what it is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.queries import finding as reads
from lampit.measure.views.planning import find_round
from lampit.people.access import signed_in
from lampit.registry.access import visible_businesses
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def found(request: HttpRequest, round_id: int) -> HttpResponse:
    """List what was found, each undecided one with what it looks like in the register."""
    one = find_round(request, round_id)
    if request.method == "POST":
        try:
            _decide(request)
        except Refusal as refusal:
            messages.error(request, in_words(refusal.message))
        else:
            messages.success(request, gettext("Keputusan dicatat."))
        return redirect("measure:found", one.pk)
    page = page_of(reads.listed(access.visible_found(request.user), one.pk), request.GET.get("hal"))
    rows = reads.with_likes(page.object_list, visible_businesses(request.user))
    context = {"round": one, "page_obj": page, "rows": rows, "counts": reads.counts(one.pk)}
    return render(request, "measure/found.html", context)


def _decide(request: HttpRequest) -> None:
    """Do what was pressed."""
    person, now, told = signed_in(request), timezone.now(), request.POST
    number = told.get("temuan", "")
    pk = int(number) if number.isdecimal() and len(number) < 19 else 0
    if told.get("apa") == "cocok":
        actions.match_found(person, pk, told.get("usaha", ""), now=now)
    elif told.get("apa") == "tambah":
        actions.add_found(person, pk, now=now, seen=told.getlist("terlihat"))
    elif told.get("apa") == "bukan":
        actions.drop_found(person, pk, now=now)
    else:
        raise Refusal("deed_unknown", "Tombol itu tidak dikenal.")
