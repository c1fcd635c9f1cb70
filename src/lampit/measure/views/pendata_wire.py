"""What phones and the server say to each other, as JSON: who, keys, the day's list.

A refusal answers `{"code", "message"}`; strangers are sent to sign in, which the app reads as
“your session has ended” and loses nothing.
"""

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from lampit.basics.refusal import Refusal
from lampit.measure import access, actions
from lampit.measure.queries import pendata
from lampit.measure.queries.proposals import told_back
from lampit.measure.queries.walking import told_villages
from lampit.measure.rules.receiving import sound
from lampit.people.access import role_of, signed_in
from lampit.people.actions import is_guessing, note_wrong_code
from lampit.people.models import User
from lampit.web.door import door, everyone
from lampit.web.language import in_words

DEVICE = "X-Lampit-Device"
STATUS = {"device_revoked": 403, "device_unknown": 403, "not_allowed": 403, "too_many": 429}
GUESS = "kunci hp"


def refused(refusal: Refusal, status: int = 422) -> HttpResponse:
    """Answer a refusal as JSON, in the words of the reader."""
    told = {"code": refusal.code, "message": in_words(refusal.message)}
    return JsonResponse(told, status=STATUS.get(refusal.code, status))


def told_by(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object that was sent.

    Raises:
        Refusal: `unreadable`.
    """
    try:
        told = json.loads(request.body) if request.content_type == "application/json" else None
        told = sound(told)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Refusal("unreadable", "Kiriman tidak terbaca.")
    return told


def device_of(request: HttpRequest) -> uuid.UUID | None:
    """Return the number of the phone that asks, as it names itself."""
    try:
        return uuid.UUID(request.headers.get(DEVICE, ""))
    except ValueError:
        return None


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _offset(text: str | None) -> float | None:
    try:
        return round(float(text or ""), 1)
    except ValueError:
        return None


@require_GET
@door(everyone)
def hello(request: HttpRequest) -> HttpResponse:
    """Tell a phone the time, who is signed in, and whether it is trusted."""
    told: dict[str, Any] = {
        "time": timezone.now().isoformat(),
        "version": pendata.script()[1],
        "csrf": get_token(request),
        "account": None,
    }
    if isinstance(request.user, User):
        user = request.user
        told["account"] = {
            "id": user.pk,
            "name": user.get_full_name() or user.username,
            "role": role_of(user),
            "asks": access.asks(user),
        }
        told["device"] = _trust(user, device_of(request))
    else:
        told["device"] = _lost(device_of(request))
    answer = JsonResponse(told)
    answer["Cache-Control"] = "no-store"
    return answer


def _lost(device: uuid.UUID | None) -> str:
    """Tell a phone that nobody is signed in on whether it was revoked."""
    return "device_revoked" if device is not None and actions.is_revoked(device) else "none"


def _trust(user: User, device: uuid.UUID | None) -> str:
    """Return `trusted`, or why a phone is not."""
    if device is None:
        return "none"
    try:
        actions.trusted_device(user, device)
    except Refusal as refusal:
        return refusal.code
    return "trusted"


@require_POST
@door(access.may_ask)
def register(request: HttpRequest) -> HttpResponse:
    """Make this phone known and give it its keys, once."""
    try:
        told = told_by(request)
        keys = actions.register_device(
            signed_in(request),
            _device_number(told.get("device")),
            str(told.get("name", "")),
            str(told.get("version", "")),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return refused(refusal, 409 if refusal.code == "device_known" else 422)
    shares = {"share": keys.share, "file_key": keys.file_key, "recovery": keys.recovery}
    return JsonResponse(shares, status=201)


def _device_number(text: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError as error:
        raise Refusal("unreadable", "Nomor HP tidak terbaca.") from error


@sensitive_variables("told", "password")
@require_POST
@door(access.may_ask)
def recover(request: HttpRequest) -> HttpResponse:
    """Give what opens a phone whose PIN is forgotten, for the account's password."""
    user, now = signed_in(request), timezone.now()
    try:
        told = told_by(request)
        if is_guessing(request, GUESS, now=now):
            raise Refusal("too_many", "Terlalu banyak percobaan. Tunggu satu jam, lalu coba lagi.")
        if not user.check_password(str(told.get("password", ""))):
            note_wrong_code(request, GUESS, now=now)
            raise Refusal("password_wrong", "Kata sandi tidak cocok.")
        keys = actions.recover_key(user, _device_number(told.get("device")), now=now)
    except Refusal as refusal:
        return refused(refusal)
    return JsonResponse({"share": keys.share, "file_key": keys.file_key, "recovery": keys.recovery})


@require_POST
@door(access.may_ask)
def leave(request: HttpRequest) -> HttpResponse:
    """Note that the person signed out on this phone and that it wiped itself."""
    try:
        told = told_by(request)
        actions.forget_device(
            signed_in(request), _device_number(told.get("device")), now=timezone.now()
        )
    except Refusal as refusal:
        return refused(refusal)
    return JsonResponse({"forgotten": True})


@require_GET
@door(access.may_ask)
def work(request: HttpRequest) -> HttpResponse:
    """Give a trusted phone the day's list, the instruments and their languages."""
    user, now = signed_in(request), timezone.now()
    try:
        device = actions.trusted_device(user, device_of(request))
    except Refusal as refusal:
        return refused(refusal)
    actions.note_seen(
        device, now=now, version=request.GET.get("versi", ""),
        unsent=_whole(request.GET.get("belum")), offset=_offset(request.GET.get("selisih")),
    )  # fmt: skip
    found = pendata.work_of(access.askable_members(user), timezone.localdate(now))
    return JsonResponse(
        {
            "time": now.isoformat(),
            "rounds": pendata.told_rounds(found.members),
            **pendata.told_instruments(found.instruments),
            **pendata.told_choices(),
            "members": [pendata.told_member(one) for one in found.members],
            "proposals": told_back(user.pk, now),
            "villages": told_villages(access.listable_villages(user), user.pk),
        }
    )
