"""Where the makers of a region sell, in numbers."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.desk import access
from lampit.desk.queries.channels import channels as counted
from lampit.web.door import door

DAYS = 30


@require_safe
@door(access.may_see_channels)
def channels(request: HttpRequest) -> HttpResponse:
    """Show how many shops sell in other places too, and how often their links were opened."""
    today = timezone.localdate()
    makers = access.counted_makers(request.user)
    found = counted(makers, today - timedelta(days=DAYS - 1), today)
    return render(request, "desk/channels.html", {"found": found, "today": today, "days": DAYS})
