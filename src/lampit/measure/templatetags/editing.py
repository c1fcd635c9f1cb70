"""What was typed, by the name of its field."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def typed(post: Mapping[str, str], name: str) -> str:
    """Return what a post holds under a name, empty when nothing: `{{ post|typed:"kode" }}`."""
    return str(post.get(name, "") or "")
