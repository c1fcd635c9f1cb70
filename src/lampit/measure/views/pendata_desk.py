"""Phones of enumerators at the desk: who carries what, lost ones revoked, found ones restored."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.actions.phonefiles import read_phone_file
from lampit.measure.models import FieldDevice
from lampit.measure.queries import pendata
from lampit.people.access import signed_in
from lampit.people.actions import stay_signed_in
from lampit.people.models import User
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of
from lampit.web.weights import SHEET, takes

LARGEST = 100 * 1024 * 1024
Turn = Callable[..., FieldDevice]


@require_GET
@door(access.may_plan)
def devices(request: HttpRequest) -> HttpResponse:
    """List the phones of the region: whose, last seen, what they still carry."""
    rows = pendata.listed_devices(access.manageable_devices(request.user))
    return render(
        request, "measure/pendata/devices.html", {"page_obj": page_of(rows, request.GET.get("hal"))}
    )


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
@takes(SHEET)
def phone_file(request: HttpRequest) -> HttpResponse:
    """Read in the file that a phone exported because no signal came."""
    context: dict[str, object] = {}
    brought = request.FILES.get("berkas")
    if request.method == "POST":
        try:
            if brought is None or not brought.size or brought.size > LARGEST:
                message = "Pilih berkas .lampit dari HP pendata, paling besar 100 MB."
                raise Refusal("file_missing", message)
            context["found"] = read_phone_file(
                signed_in(request), brought.read(), now=timezone.now()
            )
        except Refusal as refusal:
            context["error"] = in_words(refusal.message)
    status = 422 if "error" in context else 200
    return render(request, "measure/pendata/phone_file.html", context, status=status)


@require_POST
@door(access.may_plan)
def revoke(request: HttpRequest, device: int) -> HttpResponse:
    """Withhold the key of a lost phone."""
    person = signed_in(request)
    turned = _turned(actions.revoke_device, person, device, timezone.now())
    if turned.account_id == person.pk:
        stay_signed_in(request, person)
    told = gettext("HP dicabut. Kuncinya tidak diberikan lagi, dan akunnya keluar di semua HP.")
    messages.success(request, told)
    return redirect("measure:devices")


@require_POST
@door(access.may_plan)
def restore(request: HttpRequest, device: int) -> HttpResponse:
    """Trust a phone again that was found."""
    try:
        _turned(actions.restore_device, signed_in(request), device, timezone.now())
    except Refusal as refusal:
        messages.error(request, in_words(refusal.message))
    else:
        messages.success(request, gettext("HP dipercaya lagi. Isinya dapat dibuka dengan PIN."))
    return redirect("measure:devices")


def _turned(turn: Turn, actor: User, device: int, now: datetime) -> FieldDevice:
    try:
        return turn(actor, device, now=now)
    except Refusal as refusal:
        if refusal.code == "device_unknown":
            raise Http404 from refusal
        raise
