"""Asking the market for a page as a stranger does, without a server between."""

import io
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# No such host can exist (RFC 2606): what begins with it was written for the live address.
HOST = "pasar.invalid"
ROOT = f"https://{HOST}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the market answers to an address."""

    status: int
    kind: str
    body: bytes
    may_index: bool


class _Asked(WSGIRequest):
    """A request of nobody, at an address that is recognised wherever it is written."""

    def get_host(self) -> str:
        """Return the host that is replaced later; allowed hosts are those of the live market."""
        return HOST


@cache
def _handler() -> BaseHandler:
    found = BaseHandler()
    found.load_middleware()
    return found


def asked(address: str, language: str) -> HttpRequest:
    """Return the request of a stranger for an address."""
    path, _, query = address.partition("?")
    return _Asked(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(path),
            "QUERY_STRING": query,
            "SERVER_NAME": HOST,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(),
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": f"{settings.LANGUAGE_COOKIE_NAME}={language}",
            "HTTP_X_FORWARDED_PROTO": "https",
        }
    )


def answer(address: str, language: str) -> Answer:
    """Return what the market answers to a stranger who asks for an address."""
    found = _handler().get_response(asked(address, language))
    try:
        return Answer(
            found.status_code, found.headers.get("Content-Type", ""), _body(found),
            "noindex" not in found.headers.get("X-Robots-Tag", ""),
        )  # fmt: skip
    finally:
        found.close()


def _body(found: HttpResponseBase) -> bytes:
    if found.streaming:
        return b"".join(found)
    return bytes(found.content)  # type: ignore[attr-defined]  # an answer that is no stream has content
