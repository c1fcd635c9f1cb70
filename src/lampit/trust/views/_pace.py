"""Holds programs up without knowing who sends: how fast a form came, how often an address wrote.

Of an address only a keyed fingerprint of this hour is remembered, in the memory of the process
that serves, never in a table or file.
"""

import hashlib
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest

from lampit.basics.refusal import Refusal
from lampit.people.actions.attempts import caller_address
from lampit.trust.rules import reports

SALT = "trust.opened"
HOUR = 3600


def opened(now: datetime) -> str:
    """Return the signed instant at which a form was opened."""
    return signing.dumps(int(now.timestamp()), salt=SALT)


def seconds_since(told: str, now: datetime) -> float | None:
    """Return the seconds since a form was opened, None for a made-up instant."""
    try:
        return now.timestamp() - float(signing.loads(told, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def check_often(request: HttpRequest, now: datetime) -> None:
    """Refuse an address that wrote too much this hour.

    Raises:
        Refusal: `terlalu_sering`.
    """
    words = f"{settings.SECRET_KEY}|lapor|{now:%Y%m%d%H}|{caller_address(request)}"
    key = f"trust.{hashlib.sha256(words.encode()).hexdigest()[:32]}"
    cache.add(key, 0, HOUR)
    if cache.incr(key) > reports.PER_HOUR:
        raise Refusal(
            "terlalu_sering", "Terlalu banyak laporan dari tempat Anda. Coba lagi satu jam lagi."
        )
