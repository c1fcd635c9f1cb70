"""Who comes in with a key of ODK Collect."""

import hashlib
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from lampit.measure.access.asking import ROUND_READ, answers_round
from lampit.measure.models import DeviceKey, Round
from lampit.measure.rules import digest
from lampit.outside.compiled import Compiled

LONGEST_TOKEN = 100
NOBODY = "0" * 32  # what an unknown name is compared with, so that no time tells names


def nonce_key() -> bytes:
    """Return with what nonces of the digest are signed."""
    return f"{settings.SECRET_KEY}|odk".encode()


def bears_device_key(request: HttpRequest) -> bool:
    """Let ODK Collect in with a live key of the round in the address: digest, or path token.

    It then acts as the enumerator of the key. `request.odk_stale` says that only the nonce was
    old, `request.odk_wrong` that credentials were given and do not fit.
    """
    told = request.resolver_match.kwargs if request.resolver_match else {}
    token = str(told.get("token", ""))
    key = _by_token(token) if token else _by_digest(request)
    found = key is not None and _is_round(key.round, str(told.get("round_id", "")))
    if key is None or not found or not answers_round(key.user, key.round):
        tried = bool(token or request.headers.get("Authorization"))
        request.odk_wrong = tried and not getattr(request, "odk_stale", False)  # type: ignore[attr-defined]  # read by the door
        return False
    request.user = key.user
    request.odk_key = key  # type: ignore[attr-defined]  # read by the endpoints
    return True


def _live_keys(**which: object) -> QuerySet[DeviceKey]:
    """Return live keys as requests need them.

    Each request of a telephone asks this; the questions themselves are read once per process.
    """
    keys = DeviceKey.objects.filter(revoked_at=None, user__is_active=True, **which)
    return keys.select_related("user__acting", "round", "round__instrument").only(
        "username", "ha1", "used_at", "round", "user",
        "user__username", "user__is_active", "user__acting",
        "user__acting__user", "user__acting__role", "user__acting__region",
        *(f"round__{name}" for name in ROUND_READ),
    )  # fmt: skip


_OF_TOKEN = Compiled(lambda one: _live_keys(token_hash=one), "token")
_OF_NAME = Compiled(lambda one: _live_keys(username=one), "name")


def _by_token(token: str) -> DeviceKey | None:
    """Return the key of a path token; found by its hash, so no time tells how near one was."""
    if len(token) > LONGEST_TOKEN:
        return None
    return _OF_TOKEN.first(hashlib.sha256(token.encode()).hexdigest())


def _by_digest(request: HttpRequest) -> DeviceKey | None:
    """Return the key whose secret the request proves to know, for this very address."""
    given = digest.read(request.headers.get("Authorization", ""))
    if given is None:
        return None
    key = _OF_NAME.first(given.username[:60])
    known = key.ha1 if key is not None else NOBODY
    second = int(timezone.now().timestamp())
    age = digest.nonce_age(given.nonce, nonce_key(), second)
    is_here = unquote(urlsplit(given.uri).path) == request.path
    if not digest.fits(given, request.method or "", known) or key is None or not is_here:
        return None
    if age is None or not 0 <= age <= digest.NONCE_SECONDS:
        request.odk_stale = True  # type: ignore[attr-defined]  # read by the door
        return None
    return key


def _is_round(found: Round, told: str) -> bool:
    """Say whether an address names a round: by its number, `r` and its number, or its name."""
    return told in {str(found.pk), f"r{found.pk}", found.name}
