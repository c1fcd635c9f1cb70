"""Holds programs up without knowing who sends: how fast a form came, how often an address wrote.

Of an address only a keyed fingerprint of the day is kept with the report, and no longer than a
week: enough to count and to group, not enough to know who.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from lampit.people.actions.attempts import caller_address

SALT = "trust.opened"


def opened(now: datetime) -> str:
    """Return the signed instant at which a form was opened."""
    return signing.dumps(int(now.timestamp()), salt=SALT)


def seconds_since(told: str, now: datetime) -> float | None:
    """Return the seconds since a form was opened, None for a made-up instant."""
    try:
        return now.timestamp() - float(signing.loads(told, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def senders(request: HttpRequest, now: datetime) -> tuple[str, str]:
    """Return the fingerprint of the place that sends, of today and of the day an hour ago.

    Keyed with the secret of the instance, another one each day; of an IPv6 address the network.
    """
    place = _network(caller_address(request))
    return _fingerprint(place, now), _fingerprint(place, now - timedelta(hours=1))


def _fingerprint(place: str, at: datetime) -> str:
    words = f"lapor|{timezone.localdate(at):%Y%m%d}|{place}"
    return hmac.new(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hexdigest()[:32]


def _network(address: str) -> str:
    """Return the network of an IPv6 address, which one person has as a whole; else the address."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    # What a server that hears both kinds calls an IPv4 address: else all of them are one place.
    return str(known.ipv4_mapped or IPv6Network((int(known), 64), strict=False))
