"""What a person received of aid herself, at `/saya/bantuan/`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lampit.aid import access
from lampit.aid.queries import lists as queries
from lampit.people.access import signed_in
from lampit.registry.access import own_owners
from lampit.web.door import door


@require_safe
@door(access.is_somebody)
def own_aid(request: HttpRequest) -> HttpResponse:
    """List the aid that stands in the books for the person of this account."""
    owners = own_owners(signed_in(request))
    page = queries.own_aid(owners, request.GET.get("hal"))
    shown = {"page_obj": page, "is_known": owners.exists()}
    return render(request, "aid/own.html", shown)
