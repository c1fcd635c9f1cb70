"""`/balai/permintaan/retensi/`: how long what is kept, what is due, and what went."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.people.access import region_of, signed_in
from lampit.privacy import access, queries
from lampit.web.door import door


@require_safe
@door(access.may_handle)
def retention(request: HttpRequest) -> HttpResponse:
    """Show the rules, what each would remove now, what is announced, and what went."""
    region = region_of(signed_in(request))
    shown = {
        "rules": queries.retention_rules(region, timezone.localdate()),
        "page_obj": queries.retention_runs(region, request.GET.get("hal")),
    }
    return render(request, "privacy/retention.html", shown)
