"""Addresses of pictures in templates: `{{ product.cover|picture:"320.webp" }}`."""

from django import template

from lampit.outside.pictures import file_name

register = template.Library()


@register.filter
def picture(digest: str | None, what: str = "320.webp") -> str:
    """Return the address of a file of a picture."""
    return f"/media/{file_name(digest, what)}" if digest else ""
