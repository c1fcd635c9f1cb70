"""Days off: those of the nation with their source, and those of the office, added and removed."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.models import OffDay
from lampit.measure.queries import calendar
from lampit.measure.rules.calendar import WEEKDAYS, Marked
from lampit.people.access import region_of, signed_in
from lampit.places.queries import names_of, subdistricts
from lampit.web.door import door
from lampit.web.language import in_words

YEARS_SHOWN = 2


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def off_days(request: HttpRequest) -> HttpResponse:
    """Show the days off from today on, take another, remove one; visits planned on it move."""
    region, wrong = region_of(request.user), ""
    if request.method == "POST":
        try:
            messages.success(request, _done(request, region))
            return redirect("measure:off_days")
        except Refusal as refusal:
            wrong = in_words(refusal.message)
    context = _shown(region) | {"wrong": wrong, "typed": request.POST}
    return render(request, "measure/off_days.html", context, status=422 if wrong else 200)


def _shown(region: str) -> dict[str, Any]:
    """Return the days of the nation, those of the office, and what may be chosen."""
    today = timezone.localdate()
    names = names_of(subdistricts([region])) if region else {}
    years = range(today.year, today.year + YEARS_SHOWN)
    decreed = calendar.years_decreed()
    return {
        "national": [one for one in calendar.holidays()
                     if one.day >= today and one.day.year in years],
        "unread": [year for year in years if year not in decreed],
        "own": [(row, _when(row), names.get(row.place, "")) for row in calendar.off_days(region)],
        "kinds": OffDay.Kind.choices,
        "weekdays": [(str(n), gettext(name)) for n, name in enumerate(WEEKDAYS)],
        "places": sorted(names.items()),
    }  # fmt: skip


def _when(row: OffDay) -> str:
    """Return the weekday of a weekly day, "" for one with a date."""
    return "" if row.weekday is None else gettext(WEEKDAYS[row.weekday])


def _done(request: HttpRequest, region: str) -> str:
    """Add or remove a day and say what came of it."""
    person, now, typed = signed_in(request), timezone.now(), request.POST
    if number := typed.get("hapus", ""):
        known = int(number) if number.isdecimal() and len(number) < 19 else 0
        actions.drop_off_day(person, region, known, now=now)
        return gettext("Hari itu dihapus dari daftar.")
    weekday = typed.get("hari", "")
    marked = Marked(
        typed.get("macam", ""), _day(typed.get("tanggal", "")),
        int(weekday) if weekday in {str(n) for n in range(7)} else None,
        typed.get("kecamatan", ""),
    )  # fmt: skip
    _row, moved = actions.add_off_day(person, region, marked, typed.get("nama", ""), now=now)
    if moved:
        return gettext("Hari itu dicatat; %(n)s kunjungan dipindah.") % {"n": moved}
    return gettext("Hari itu dicatat; tidak ada kunjungan yang perlu dipindah.")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("off_day_when", "Tanggal itu tidak terbaca.") from error
