"""Words of the check-list in pages."""

from collections.abc import Sequence

from django import template
from django.utils.translation import gettext

from lampit.shops.rules.checklist import REASONS

register = template.Library()


@register.filter
def reasons(codes: Sequence[str]) -> str:
    """Return in words why a good waits for a look."""
    return ", ".join(gettext(REASONS[code]) for code in codes if code in REASONS)
