"""Counts wrong codes by address, so that nobody tries them by the thousand."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from lampit.people.actions import attempts
from lampit.people.models import Attempt
from lampit.people.rules import lockout

# Thirty wrong codes an hour: a whole village may share one address of its provider.
CODES = lockout.Limit(30, timedelta(hours=1))


def note_wrong_code(request: HttpRequest, what: str, *, now: datetime) -> None:
    """Count one wrong code of a kind from the address that asks."""
    row, _made = Attempt.objects.get_or_create(key=_key(request, what), defaults={"last_at": now})
    before = lockout.Counter(row.failures, row.last_at, row.locked_until)
    after = lockout.after_failure(before, now, CODES)
    row.failures, row.last_at, row.locked_until = after.failures, now, after.locked_until
    row.save()


def is_guessing(request: HttpRequest, what: str, *, now: datetime) -> bool:
    """Say whether the address that asks tried too many codes of a kind; one query."""
    row = Attempt.objects.filter(key=_key(request, what)).first()
    return row is not None and lockout.is_locked(
        lockout.Counter(row.failures, row.last_at, row.locked_until), now
    )


def _key(request: HttpRequest, what: str) -> str:
    words = f"{settings.SECRET_KEY}|kode|{what}|{attempts.caller_address(request)}"
    return hashlib.sha256(words.encode()).hexdigest()
