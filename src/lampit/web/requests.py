"""Each request gets an id; each answer one JSON line in the log, without personal data."""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from lampit.national import nik
from lampit.web import errors, programs

log = logging.getLogger("lampit.requests")
# In the environment of a request (no header can set it): this page is made to be kept.
KEEPING = "lampit.keeping"
EXTRA = ("request", "method", "path", "status", "ms", "account", "event")


# Addresses that are keys themselves: what stands behind these words is told to nobody.
_KEYS = re.compile(r"(/openrosa/[^/\s]+/key/|(?<![\w/])/isi/)[A-Za-z0-9_-]{20,}")


def without_keys(text: str) -> str:
    """Return a text without the keys that stand in addresses."""
    return _KEYS.sub(r"\1…", text)


class JsonLines(logging.Formatter):
    """Write a record as one JSON object: time (UTC), level, logger, message and known extras.

    Whatever looks like a NIK is masked: a path, the words of a fault, the lines of a traceback.
    So is a key that stands in an address.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback becomes one of its values."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "log": record.name,
            "text": record.getMessage(),
        }
        line.update(
            {
                key: getattr(record, key)
                for key in EXTRA
                if isinstance(getattr(record, key, None), str | int)
            }
        )
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        veiled = {
            key: without_keys(nik.veiled(told)) if isinstance(told, str) else told
            for key, told in line.items()
        }
        return json.dumps(veiled, ensure_ascii=False)


class RequestLog:
    """Give each request an id, put it on the answer as `X-Request-Id`, and log the answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then log method, path without query, status and milliseconds."""
        request_id = secrets.token_hex(6)
        request.request_id = request_id  # type: ignore[attr-defined]  # read by web.errors
        began = time.perf_counter()
        answer = self.get_response(request)
        is_static = request.path.startswith("/static/")
        if is_static and answer.status_code < HTTPStatus.BAD_REQUEST:
            # What rules a document says nothing to a browser that fetches a font or a style, and
            # a phone pays for it with each of them.
            del answer["Cross-Origin-Opener-Policy"]
            return answer
        answer["X-Request-Id"] = request_id
        answer["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
        if not is_static and KEEPING not in request.META:
            user = getattr(request, "user", None)
            log.info(
                "answered",
                extra={
                    "request": request_id,
                    "method": request.method,
                    "path": request.path,
                    "status": answer.status_code,
                    "ms": round((time.perf_counter() - began) * 1000),
                    "account": getattr(user, "pk", None) or 0,
                },
            )
        return answer


class NoNul:
    """Answer 404 to an address with a NUL sign in it, 400 in words to such a form.

    No text of ours holds one, and PostgreSQL would break on being asked for it. Django's forms
    refuse the sign themselves, but not every answer is read through a form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let every other address pass."""
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query or "\x00" in query:
            raise Http404
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Let every other form pass; its token has been checked before."""
        if request.method != "POST" or request.path.startswith(programs.STREAMED):
            return None  # no form of ours; what it holds is read piece by piece
        texts = ((name, *values) for name, values in request.POST.lists())
        found = any("\x00" in str(text) for row in texts for text in row)
        return errors.unreadable(request) if found else None


class BackToTheForm:
    """Lead a GET on an address that only takes forms to the page on which the form stands.

    After a refused form the browser shows the form's own address: reloaded, opened again or
    returned to from the language switch it is asked for as a page. That page is the next
    address above; whether somebody may see it is its own door's question.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; what was no page becomes the way to one."""
        answer = self.get_response(request)
        is_page = not request.path.startswith((programs.PREFIX, programs.STREAMED))
        if answer.status_code == 405 and request.method in {"GET", "HEAD"} and is_page:
            return errors.no_page(request, quote(_page_above(request.path)), answer["Allow"])
        return answer


def _page_above(path: str) -> str:
    """Return the nearest known address above a path; the market stands above all."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"
