"""An address rendered for nobody in particular, by the same code that answers a live request.

The whole stack of layers runs, so status, headers and bytes are those a stranger would get who
chose this language and appearance; beside them stands what was read and until when it holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponseBase
from django.utils import timezone

from lampit.web.appearance import COOKIE
from lampit.web.prepared import shared
from lampit.web.reads import Read, Reads, Tracked, noting
from lampit.web.requests import KEEPING

# Told anew with each answer, so no part of a kept page.
PASSING = frozenset({"x-request-id", "content-length"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as a stranger gets it.

    Attributes:
        reads: rows it was made of (`web.reads`); empty when none were asked to be noted.
        until: the instant from which it may look otherwise though no row changed: pages tell
            days, so it is the next midnight of the house.
    """

    address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    reads: frozenset[Read]
    until: datetime

    def header(self, name: str) -> str:
        """Return a header, "" when it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def next_midnight(now: datetime) -> datetime:
    """Return when the next day of the house begins."""
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def request_for(address: str, *, language: str, look: str, root: str) -> WSGIRequest:
    """Return the request of a stranger for a local address (`/produk/x/?hal=2`)."""
    path, _mark, query = address.partition("?")
    site = urlsplit(root)
    cookies = {settings.LANGUAGE_COOKIE_NAME: language, COOKIE: look}
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": site.hostname or "",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "HTTP_HOST": site.netloc,
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items() if value),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": BytesIO(),
        KEEPING: True,
    }
    if site.scheme == "https":
        environ["HTTP_X_FORWARDED_PROTO"] = "https"
    return WSGIRequest(environ)


def render(
    address: str,
    *,
    language: str = settings.LANGUAGE_CODE,
    look: str = "",
    root: str = "",
    tracked: Tracked | None = None,
) -> Rendered:
    """Render a local address as a stranger sees it.

    Args:
        address: path and, after `?`, what of the query belongs to the page.
        language: a language code of the settings.
        look: the appearance chosen (`web.appearance`), "" for none.
        root: where the site stands; `settings.PUBLIC_URL` when left out.
        tracked: by table the columns whose changes are told; with it the reads are noted.

    Raises:
        WritesError: the page changes something while it is rendered.
    """
    request = request_for(address, language=language, look=look, root=root or settings.PUBLIC_URL)
    until = next_midnight(timezone.now())
    if tracked is None:
        return _page(address, _handler().get_response(request), frozenset(), until)
    with noted(tracked) as reads:
        answer = _handler().get_response(request)
    return _page(address, answer, frozenset(reads.found), until)


def _page(
    address: str, answer: HttpResponseBase, reads: frozenset[Read], until: datetime
) -> Rendered:
    """Return an answer as plain values."""
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    kept = ((name, value) for name, value in answer.items() if name.lower() not in PASSING)
    for closing in answer._resource_closers:  # type: ignore[attr-defined]  # as `close`, no signal
        closing()
    return Rendered(address, answer.status_code, tuple(kept), body, reads, until)


@contextmanager
def noted(tracked: Tracked) -> Iterator[Reads]:
    """Note what is read from the database inside; the statements themselves are the source."""
    asking = False

    def ask(table: str, wanted: str, column: str, values: Sequence[str]) -> list[str] | None:
        nonlocal asking
        quote = connection.ops.quote_name
        places = ", ".join(["%s"] * len(values))
        text = (
            f"SELECT DISTINCT {quote(wanted)} FROM {quote(table)} "  # noqa: S608 - names of ours
            f"WHERE {quote(column)} IN ({places}) AND {quote(wanted)} IS NOT NULL LIMIT 201"
        )
        asking = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(text, list(values))
                return [str(row[0]) for row in cursor.fetchall()]
        finally:
            asking = False

    dialect = "postgres" if connection.vendor == "postgresql" else "sqlite"
    held = shared.get()
    reads = Reads(tracked, dialect, ask, held.reads if held else None)

    def note(execute: Any, sql: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        found = execute(sql, params, many, context)
        if not asking:
            reads.add(str(sql), params)
        return found

    before = noting.set(reads)
    try:
        with connection.execute_wrapper(note):
            yield reads
    finally:
        noting.reset(before)
