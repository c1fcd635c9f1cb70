"""The audit trail in words: deeds, what they were done to, and the fields."""

from django import template
from django.utils.translation import gettext

from lampit.people.models import Role
from lampit.people.rules import deeds

register = template.Library()


@register.filter
def deed(code: str) -> str:
    """Return what was done."""
    return gettext(deeds.words_of(code, deeds.DEEDS))


@register.filter
def subject(code: str) -> str:
    """Return the kind of thing it was done to."""
    return gettext(deeds.words_of(code, deeds.SUBJECTS))


@register.filter
def role_name(code: str) -> str:
    """Return what a role is called."""
    return str(dict(Role.choices).get(code, code))


@register.filter
def fields(codes: str) -> str:
    """Return the fields that were read or changed, in words."""
    named = [gettext(deeds.words_of(code, deeds.FIELDS)) for code in codes.split(",") if code]
    return ", ".join(named)
