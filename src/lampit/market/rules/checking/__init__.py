"""A strict checker of feeds: each fault with its line (commerce.md 10.1, 10.2)."""

from lampit.market.rules.checking._faults import Fault
from lampit.market.rules.checking.google import check_google
from lampit.market.rules.checking.meta import check_meta

__all__ = ["Fault", "check_google", "check_meta", "kind_of"]


def kind_of(head: bytes) -> str:
    """Return `google` for what begins like XML, else `meta`."""
    return "google" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else "meta"
