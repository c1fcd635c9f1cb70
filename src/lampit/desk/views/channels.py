"""Where the makers of a region sell, in numbers."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from lampit.desk import access
from lampit.desk.queries.channels import channels as counted
from lampit.desk.queries.promotion import answers, frozen_months, told_month
from lampit.desk.rules.months import GRACE
from lampit.people.access import region_of
from lampit.web.door import door

DAYS, QUARTER = 30, 90


@require_safe
@door(access.may_see_channels)
def channels(request: HttpRequest) -> HttpResponse:
    """Show where shops sell, how often their links were opened, and what promotion brought."""
    today = timezone.localdate()
    makers = access.counted_makers(request.user)
    found = counted(makers, today - timedelta(days=DAYS - 1), today)
    now, months = timezone.now(), frozen_months(region_of(request.user))
    asked = request.GET.get("bulan", "")
    chosen = next((one for one in months if f"{one.month:%Y-%m}" == asked), None)
    chosen = chosen or next((one for one in months if told_month(one).owners), None)
    shown = {
        "found": found,
        "today": today,
        "days": DAYS,
        "answers": answers(makers, now - timedelta(days=QUARTER), now),
        "quarter": QUARTER,
        "months": months,
        "month": chosen.month if chosen else None,
        "spending": told_month(chosen) if chosen else None,
        "grace": GRACE.days,
    }
    return render(request, "desk/channels.html", shown)
