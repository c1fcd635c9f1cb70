"""The desk's side of what is received: keys for ODK Collect, and what waits for a decision."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.deciding import DECLINE, USE, decide, note_photo_seen
from lampit.measure.actions.odk_keys import MadeKey, make_device_key, revoke_device_key
from lampit.measure.models import Round
from lampit.measure.queries import fieldwork, quarantine, sent
from lampit.measure.queries.odk import keys_of
from lampit.measure.rules import odk, receiving
from lampit.outside import qr
from lampit.people.access import signed_in
from lampit.web.door import door
from lampit.web.language import in_words
from lampit.web.paging import page_of
from lampit.web.programs import base_of


def _round(request: HttpRequest, round_id: int) -> Round:
    """Return a round that the person plans; others do not exist."""
    found = fieldwork.find_round(access.plannable_rounds(request.user), round_id)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def odk_keys(request: HttpRequest, round_id: int) -> HttpResponse:
    """Make a key for an enumerator's ODK Collect; its QR is shown once."""
    found = _round(request, round_id)
    context: dict[str, Any] = {"round": found, "base": f"{base_of(request)}/openrosa/{found.pk}"}
    if request.method == "POST":
        chosen = request.POST.get("pendata", "")
        try:
            made = make_device_key(
                signed_in(request), found.pk, int(chosen) if chosen.isdecimal() else 0,
                now=timezone.now(),
            )  # fmt: skip
            context["made"] = _shown(made, str(context["base"]))
        except Refusal as refusal:
            context["error"] = in_words(refusal.message)
    context["people"] = access.askers_of(found.region_id)[:200]
    context["page_obj"] = page_of(keys_of(found), request.GET.get("hal"))
    return render(request, "measure/odk.html", context, status=422 if "error" in context else 200)


def _shown(made: MadeKey, base: str) -> dict[str, Any]:
    """Return the settings of a new key as QR and as text."""
    project = f"Lampit {made.key.round.name}"
    key_url = f"{base}/key/{made.token}"
    label = gettext("QR pengaturan ODK Collect")
    return {
        "key": made.key,
        "secret": made.secret,
        "key_url": key_url,
        "qr": qr.svg(odk.settings(base, project, made.key.username, made.secret), label),
        "key_qr": qr.svg(odk.settings(key_url, project), label),
    }


@require_POST
@door(access.may_plan)
def revoke_odk_key(request: HttpRequest, round_id: int, key: int) -> HttpResponse:
    """End a key at once: a lost telephone, an enumerator who left."""
    _round(request, round_id)
    try:
        revoke_device_key(signed_in(request), round_id, key, now=timezone.now())
    except Refusal as refusal:
        raise Http404 from refusal
    messages.success(request, gettext("Kunci dicabut. HP itu tidak dapat masuk lagi."))
    return redirect("measure:odk_keys", round_id)


@require_GET
@door(access.may_plan)
def waiting(request: HttpRequest, round_id: int) -> HttpResponse:
    """List what could not be counted by itself, or what was decided."""
    found = _round(request, round_id)
    which = request.GET.get("lihat", quarantine.WAITING)
    context = {
        "round": found,
        "which": which,
        "reasons": receiving.REASONS,
        "page_obj": page_of(quarantine.listed(found, which), request.GET.get("hal")),
    }
    return render(request, "measure/quarantine.html", context)


@require_http_methods(["GET", "POST"])
@door(access.may_plan)
def delivery(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Show a waiting delivery beside what counts now; the supervisor decides with a reason."""
    round_ = _round(request, round_id)
    found = quarantine.find(round_, number)
    if found is None:
        raise Http404
    error, typed = "", request.POST.get("alasan", "")
    if request.method == "POST":
        verdict = USE if request.POST.get("putusan") == USE else DECLINE
        try:
            decide(signed_in(request), round_id, number, verdict, typed, now=timezone.now())
        except Refusal as refusal:
            error = str(in_words(refusal.message))
        else:
            messages.success(request, gettext("Keputusan tercatat. Kedua versi tetap tersimpan."))
            return redirect("measure:quarantine", round_id)
    beside = quarantine.beside(found)
    files_now, files_new = sent.beside(found, beside.standing)
    context = {
        "round": round_, "delivery": found, "beside": beside, "error": error,
        "files_now": files_now, "files_new": files_new,
        "typed": typed, "is_waiting": found.state == receiving.QUARANTINED,
        "why": gettext(receiving.REASONS.get(found.reason, "")) if found.reason else "",
    }  # fmt: skip
    return render(request, "measure/delivery.html", context, status=422 if error else 200)


@require_GET
@door(access.may_plan)
def photo(request: HttpRequest, round_id: int, number: int, file: int) -> HttpResponse:
    """Show a photo of a delivery to who decides; nothing of where it was taken leaves with it."""
    found = quarantine.find(_round(request, round_id), number)
    if found is None:
        raise Http404
    try:
        content = sent.photo_of(found, file)
    except Refusal as refusal:
        raise Http404 from refusal
    note_photo_seen(signed_in(request), found, file, now=timezone.now())
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer
