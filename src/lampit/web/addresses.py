"""Addresses of pages named by one word: looked up once for each page, not for each word."""

import re
from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

_PLAIN = re.compile(r"[-a-zA-Z0-9_]+")
# Every kind of sign of a plain word: what takes it takes them all.
_STAND_IN = "zZ9_-x"


def address_of(name: str, word: str) -> str | None:
    """Return the address of a URL name for one word; None where that is not simply put in."""
    around = _around(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    if around is None or not _PLAIN.fullmatch(word):
        return None
    return f"{around[0]}{word}{around[1]}"


@lru_cache(maxsize=1_000)
def _around(name: str, urlconf: str, _prefix: str) -> tuple[str, str] | None:
    """Return what stands before and after the word."""
    try:
        before, _word, after = reverse(name, urlconf, args=[_STAND_IN]).partition(_STAND_IN)
    except NoReverseMatch:
        return None
    return (before, after) if _word and _STAND_IN not in after else None
