"""Failed attempts of a name from an address are counted; too many shut it for a while."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from lampit.basics.refusal import Refusal
from lampit.people.models import Attempt
from lampit.people.rules import lockout


def caller_address(request: HttpRequest) -> str:
    """Return the address that asks; behind a proxy what the nearest proxy noted, not the rest."""
    noted = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if noted and settings.BEHIND_PROXY:
        return str(noted)
    return str(request.META.get("REMOTE_ADDR", ""))


def key(name: str, address: str) -> str:
    """Return under which hash the attempts of a name ("" for all) from an address are counted."""
    words = f"{settings.SECRET_KEY}|{name}|{address}"
    return hashlib.sha256(words.encode()).hexdigest()


def count(counted: str, limit: lockout.Limit, now: datetime, advice: str = "") -> lockout.Counter:
    """Count one attempt under a key and return the counter.

    Raises:
        Refusal: `sign_in_locked` while the key is shut; such an attempt is not counted.
    """
    with transaction.atomic():
        row, _made = Attempt.objects.select_for_update().get_or_create(
            key=counted, defaults={"last_at": now}
        )
        counter = lockout.Counter(row.failures, row.last_at, row.locked_until)
        refuse_locked(counter, now, advice)
        counter = lockout.after_failure(counter, now, limit)
        row.failures, row.last_at = counter.failures, now
        row.locked_until = counter.locked_until
        row.save()
    return counter


def forgive(named: str, anywhere: str) -> None:
    """Forget the failures of a name that proved itself, and its one attempt of the address."""
    Attempt.objects.filter(key=named).delete()
    Attempt.objects.filter(key=anywhere, failures__gt=0).update(
        failures=F("failures") - 1, locked_until=None
    )


def refuse_locked(counter: lockout.Counter, now: datetime, advice: str = "") -> None:
    """Refuse while a counter is shut, with the minutes to wait.

    Raises:
        Refusal: `sign_in_locked`.
    """
    if lockout.is_locked(counter, now):
        minutes = lockout.minutes_left(counter, now)
        said = f"Terlalu banyak percobaan. Tunggu {minutes} menit, lalu coba lagi. {advice}"
        raise Refusal("sign_in_locked", said.strip())
