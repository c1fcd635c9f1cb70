"""Data blocks for machines in pages."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from lampit.market.rules import script_text

register = template.Library()


@register.simple_tag
def linked_data(data: Any) -> SafeString:
    """Write a JSON-LD data block; it is data, never run, and holds no `<` or `&`."""
    block = f'<script type="application/ld+json">{script_text(data)}</script>'
    return mark_safe(block)  # noqa: S308 - script_text leaves nothing that ends the block
