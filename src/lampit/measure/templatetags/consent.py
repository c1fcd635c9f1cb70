"""What is read out before the first question, on pages and in the app."""

from django import template
from django.utils.translation import gettext

from lampit.measure.rules import consent

register = template.Library()


@register.simple_tag
def consent_opening() -> str:
    """Return the opening in the reader's language."""
    return gettext(consent.OPENING)


@register.simple_tag
def consent_version() -> str:
    """Return the version of the opening that this page shows."""
    return consent.VERSION
