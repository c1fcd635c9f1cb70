"""`/balai/insiden/`: the breach file, who is affected, and the letters."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lampit.basics.refusal import Refusal
from lampit.people.access import signed_in
from lampit.privacy import access, actions, queries
from lampit.privacy.actions import BreachTold
from lampit.privacy.forms import BreachForm
from lampit.privacy.models import Breach
from lampit.registry.queries.left import listed_in
from lampit.web.door import door

FIELDS = {
    "account_unknown": "suspect", "ends_before": "ended_at", "found_later": "discovered_at",
    "what_missing": "what", "how_missing": "how",
}  # fmt: skip


@require_safe
@door(access.may_handle)
def breaches(request: HttpRequest) -> HttpResponse:
    """List the breaches of an office, newest first."""
    now = timezone.now()
    page = queries.breaches(access.visible_breaches(signed_in(request)), request.GET.get("hal"))
    rows = [(one, queries.breach_clock(one, now)) for one in page.object_list]
    return render(request, "privacy/breaches.html", {"page_obj": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@door(access.may_handle)
def enter_breach(request: HttpRequest) -> HttpResponse:
    """Open a file for a breach."""
    now = timezone.localtime()
    form = BreachForm(request.POST or None, initial={"discovered_at": now, "ended_at": now})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter_breach(
                signed_in(request), BreachTold(**form.cleaned_data), now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(FIELDS.get(refusal.code), _(refusal.message))
        else:
            return redirect("privacy:breach", number=made.pk)
    return render(
        request, "privacy/enter_breach.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@door(access.may_handle)
def breach(request: HttpRequest, number: int) -> HttpResponse:
    """Show a breach with its clock and who is affected, and take what became known since."""
    found, person = _found(request, number), signed_in(request)
    names = ("discovered_at", "began_at", "ended_at", "what", "how", "handling", "advice")
    known: dict[str, Any] = {name: getattr(found, name) for name in names}
    known["suspect"] = found.suspect.username if found.suspect else ""
    form = BreachForm(request.POST or None, initial=known)
    form.fields["discovered_at"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_breach(
                person, found, BreachTold(**form.cleaned_data), now=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(FIELDS.get(refusal.code), _(refusal.message))
        else:
            messages.success(request, _("Tersimpan."))
            return redirect("privacy:breach", number=found.pk)
    shown = {
        "found": found,
        "form": form,
        "clock": queries.breach_clock(found, timezone.now()),
        "count": queries.affected_count(found),
        "page_obj": queries.affected(found, request.GET.get("hal")),
        "lists": queries.lists_taken(found),
    }
    return render(request, "privacy/breach.html", shown, status=422 if form.errors else 200)


@require_safe
@door(access.may_handle)
def breach_list(request: HttpRequest, number: int, listed: str) -> HttpResponse:
    """Show who stood in a list that left the house in the time of a breach; noted."""
    found = _found(request, number)
    left = queries.list_taken(found, listed)
    if left is None:
        raise Http404
    page = listed_in(left, request.GET.get("hal"))
    actions.note_names_read(signed_in(request), found, left.subject, now=timezone.now())
    shown = {"found": found, "left": left, "page_obj": page}
    return render(request, "privacy/breach_list.html", shown)


@require_POST
@door(access.may_handle)
def breach_told(request: HttpRequest, number: int) -> HttpResponse:
    """Note that the agency or the persons were told in writing."""
    found = _found(request, number)
    try:
        actions.note_told(
            signed_in(request), found, request.POST.get("whom", ""), now=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, _(refusal.message))
    else:
        messages.success(request, _("Tercatat."))
    return redirect("privacy:breach", number=found.pk)


def _found(request: HttpRequest, number: int) -> Breach:
    found = queries.breach_at(access.visible_breaches(signed_in(request)), number)
    if found is None:
        raise Http404
    return found
