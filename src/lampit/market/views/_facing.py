"""Addresses as the outside world sees them."""

from django.http import HttpRequest
from django.urls import reverse

from lampit.outside.pictures import file_name
from lampit.web.addresses import address_of


def absolute(request: HttpRequest, name: str, *words: str) -> str:
    """Return the absolute address of a page."""
    found = address_of(name, words[0]) if len(words) == 1 else None
    return request.build_absolute_uri(found or reverse(name, args=words))


def picture_address(request: HttpRequest, digest: str, what: str) -> str:
    """Return the absolute address of a picture's file; empty without a picture."""
    return request.build_absolute_uri(f"/media/{file_name(digest, what)}") if digest else ""
