"""What an office sets for the shops of its kabupaten: days of freshness, the minimum wage."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of, signed_in
from lampit.shops import access
from lampit.shops.actions.costing import note_wage
from lampit.shops.actions.freshness import set_freshness
from lampit.shops.forms.freshness import FreshnessForm, WageForm
from lampit.shops.queries import minimum_wage
from lampit.shops.queries.freshness import setting_of
from lampit.shops.rules.freshness import Bands
from lampit.web.door import door

DAYS = ("fresh_days", "ready_days", "hidden_after_days", "weekly_reminders")


@require_http_methods(["GET", "HEAD", "POST"])
@door(access.may_open_settings)
def bounds(request: HttpRequest) -> HttpResponse:
    """Show and take the days and the wage of the kabupaten; each form saves itself."""
    region, setting = region_of(request.user), setting_of(region_of(request.user))
    which = request.POST.get("bagian", "") if request.method == "POST" else ""
    known = {name: getattr(setting, name) for name in DAYS}
    days = FreshnessForm(request.POST if which == "hari" else None, initial=known)
    wage = WageForm(request.POST if which == "upah" else None)
    if which == "hari" and days.is_valid() and _kept_days(request, region, days):
        messages.success(request, _("Tersimpan. Semua barang di kabupaten ini mengikuti."))
        return redirect("shops:bounds")
    if which == "upah" and wage.is_valid() and _kept_wage(request, region, wage):
        messages.success(request, _("Upah minimum tercatat."))
        return redirect("shops:bounds")
    shown = {
        "days": days,
        "wage": wage,
        "setting": setting,
        "minimum_wage": minimum_wage(region, timezone.localdate()),
    }
    status = 422 if days.errors or wage.errors else 200
    return render(request, "shops/bounds.html", shown, status=status)


def _kept_days(request: HttpRequest, region: str, form: FreshnessForm) -> bool:
    typed = form.cleaned_data
    bands = Bands(typed["fresh_days"], typed["ready_days"], typed["hidden_after_days"])
    weekly = typed["weekly_reminders"]
    try:
        set_freshness(signed_in(request), region, bands, weekly, timezone.now())
    except Refusal as refusal:
        form.add_error(None, _(refusal.message))
    return form.is_valid()


def _kept_wage(request: HttpRequest, region: str, form: WageForm) -> bool:
    typed = form.cleaned_data
    try:
        note_wage(
            signed_in(request), region, typed["month_amount"] or 0, typed["from_on"],
            typed["source"], timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error("source" if refusal.code == "sumber_kosong" else None, _(refusal.message))
    return form.is_valid()
