"""Tables of the trust room: reviews; reports; notices with their appeals; how makers answer."""

from lampit.trust.models.notices import Appeal, Notice
from lampit.trust.models.reports import Report
from lampit.trust.models.reviews import Answering, Review

__all__ = ["Answering", "Appeal", "Notice", "Report", "Review"]
