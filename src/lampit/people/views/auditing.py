"""The audit trail, read by the head and the admin."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lampit.people import access
from lampit.people.forms import TrailForm
from lampit.people.queries.auditing import entries
from lampit.web.door import door
from lampit.web.paging import page_of


@require_safe
@door(access.may_read_audit)
def audit(request: HttpRequest) -> HttpResponse:
    """List who read or changed something sensitive in the person's region, newest first."""
    seen = access.visible_audit(access.signed_in(request))
    form = TrailForm(request.GET)
    asked = form.asked()
    rows = entries(seen, name=asked.name, deed=asked.deed, span=asked.span)
    shown = {"page_obj": page_of(rows, request.GET.get("hal")), "form": form}
    return render(request, "people/audit.html", shown)
