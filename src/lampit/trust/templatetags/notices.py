"""Words of decisions and reports in pages."""

from django import template
from django.utils.translation import gettext

from lampit.trust.rules import notices, reports, reviews

register = template.Library()


@register.filter
def notice_kind(code: str) -> str:
    """Return what a notice does in words."""
    return gettext(notices.KINDS.get(code, code))


@register.filter
def notice_state(code: str) -> str:
    """Return how a notice stands in words."""
    return gettext(notices.STATES.get(code, code))


@register.filter
def report_reason(code: str) -> str:
    """Return a reason in words."""
    known = reports.REASONS.get(code)
    return gettext(known.words) if known else code


@register.filter
def held_words(codes: str) -> str:
    """Return in words why a review is held."""
    return ", ".join(
        gettext(reviews.HELD_FOR[c]) for c in codes.split(",") if c in reviews.HELD_FOR
    )
