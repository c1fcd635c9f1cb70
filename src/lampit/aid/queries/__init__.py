"""Reads of aid: programmes and sums, recipients, overlaps, and who a recipient may be."""

from lampit.aid.queries.lists import about_owner
from lampit.aid.queries.overlaps import found_for, recipient_of

__all__ = ["about_owner", "found_for", "recipient_of"]
