"""Where the makers of a region sell, in numbers."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.desk import access
from lampit.desk.queries.channels import channels as counted
from lampit.desk.queries.promotion import answers, spending
from lampit.web.door import door

DAYS, QUARTER, YEAR = 30, 90, 365


@require_safe
@door(access.may_see_channels)
def channels(request: HttpRequest) -> HttpResponse:
    """Show where shops sell, how often their links were opened, and what promotion brought."""
    today = timezone.localdate()
    makers = access.counted_makers(request.user)
    found = counted(makers, today - timedelta(days=DAYS - 1), today)
    now, year = timezone.now(), today - timedelta(days=YEAR - 1)
    shown = {
        "found": found,
        "today": today,
        "days": DAYS,
        "answers": answers(makers, now - timedelta(days=QUARTER), now),
        "quarter": QUARTER,
        "spending": spending(access.spending_makers(request.user), year, today),
    }
    return render(request, "desk/channels.html", shown)
