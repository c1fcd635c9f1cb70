"""`/balai/pasar/`: who runs the market of a kabupaten, as every page of it tells."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lampit.basics.refusal import Refusal
from lampit.people.access import region_of, signed_in
from lampit.shops import access, actions, queries
from lampit.shops.forms.office import MarketOfficeForm
from lampit.web import figures
from lampit.web.door import door

NAMES = ("name", "contact", "hours", "email", "address")


@require_http_methods(["GET", "POST"])
@door(access.may_run_market)
def market_office(request: HttpRequest) -> HttpResponse:
    """Show and take who runs the market and where buyers complain."""
    region = region_of(request.user)
    known = queries.market_office(region)
    start = {name: getattr(known, name) for name in NAMES} if known else {}
    if known:
        start["whatsapp"] = figures.phone(known.whatsapp)
    form = MarketOfficeForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            told = actions.Office(**form.cleaned_data)
            actions.tell_office(signed_in(request), region, told, timezone.now())
        except Refusal as refusal:
            form.add_error("whatsapp" if "wa" in refusal.code else "name", _(refusal.message))
        else:
            messages.success(request, _("Tersimpan. Tampil di semua halaman barang dan lapak."))
            return redirect("shops:market_office")
    shown = {"form": form, "known": known}
    return render(request, "shops/market_office.html", shown, status=422 if form.errors else 200)
