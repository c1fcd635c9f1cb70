"""Businesses met while a village was listed: the office says of each what it is."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.forms.listing import FoundForm
from lampit.measure.models import Round
from lampit.measure.queries import finding as reads
from lampit.measure.queries import village_pages
from lampit.measure.queries.listing import is_listed
from lampit.measure.views.planning import find_round
from lampit.people.access import signed_in
from lampit.people.models import User
from lampit.registry.access import visible_businesses
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def found(request: HttpRequest, round_id: int) -> HttpResponse:
    """List what was found, each undecided one with what it looks like in the register."""
    one = find_round(request, round_id)
    form = _entry(request, one)
    if request.method == "POST" and (form is None or not form.is_bound or form.is_valid()):
        try:
            messages.success(request, _done(request, one, form))
            return redirect("measure:found", one.pk)
        except Refusal as refusal:
            if form is None or not form.is_bound:
                messages.error(request, in_words(refusal.message))
                return redirect("measure:found", one.pk)
            form.add_error(None, in_words(refusal.message))
    page = page_of(reads.listed(access.visible_found(request.user), one.pk), request.GET.get("hal"))
    rows = reads.with_likes(page.object_list, visible_businesses(request.user))
    context = {
        "round": one, "page_obj": page, "rows": rows, "counts": reads.counts(one.pk), "form": form,
        "is_listed": is_listed(one),
    }  # fmt: skip
    status = 422 if form is not None and form.errors else 200
    return render(request, "measure/found.html", context, status=status)


def _entry(request: HttpRequest, one: Round) -> FoundForm | None:
    """Return the form for papers brought back, None where nothing can be noted now."""
    villages = village_pages.open_villages(one) if access.may_ask(request) else []
    if not villages:
        return None
    sent = request.method == "POST" and request.POST.get("apa") == "catat"
    return FoundForm(request.POST if sent else None, villages=villages)


def note_found(person: User, round_id: int, typed: Mapping[str, Any]) -> str:
    """Note a business that was typed, and say so."""
    now = timezone.now()
    names = ("village", "name", "owner_name", "phone", "sector", "workers")
    listed = actions.Listed(**{name: typed[name] for name in names}, note=typed["note"])
    _, is_new = actions.record_listed(
        person, round_id, typed["nomor"], listed, found_at=now, now=now
    )
    return gettext("Temuan dicatat.") if is_new else gettext("Temuan itu sudah dicatat tadi.")


def _done(request: HttpRequest, one: Round, form: FoundForm | None) -> str:
    if form is not None and form.is_bound:
        return note_found(signed_in(request), one.pk, form.cleaned_data)
    _decide(request)
    return gettext("Keputusan dicatat.")


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
