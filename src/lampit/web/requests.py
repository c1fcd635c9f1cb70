"""Each request gets an id; each answer one JSON line in the log, without personal data."""

import json
import logging
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse

log = logging.getLogger("lampit.requests")
EXTRA = ("request", "method", "path", "status", "ms", "account", "event")


class JsonLines(logging.Formatter):
    """Write a record as one JSON object: time (UTC), level, logger, message and known extras."""

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
        return json.dumps(line, ensure_ascii=False)


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
        answer["X-Request-Id"] = request_id
        answer["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
        if not request.path.startswith("/static/"):
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
    """Answer 404 to an address with a NUL sign in it.

    No text of ours holds one, and PostgreSQL would break on being asked for it. Typed fields
    need nothing here: Django's forms refuse the sign with a sentence.
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
