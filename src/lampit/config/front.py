"""The outermost layer: kept pages are answered here, before Django wakes up.

Everything that is not certainly a kept page goes on to Django: other methods, other queries, a
pulse that stopped, another host than the one the pages were made for.
"""

import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from time import time
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from lampit.web.kept import Kept, Key, Pulse, kept_path, unpack
from lampit.web.visits import Tally

Environ = dict[str, Any]
Start = Callable[..., Any]
App = Callable[[Environ, Start], Iterable[bytes]]
MOST_REMEMBERED = 2_000
LONGEST_QUERY = 2_000


class Site(NamedTuple):
    """What the front must know of the settings, told as plain values.

    Attributes:
        folder: of this release.
        host, is_https: where the pages stand; a request for another place is Django's.
        languages: that are spoken, the one of nobody's choice first.
        looks: appearances one can choose.
        is_beside: says of a key of a query that it changes nothing of a page.
    """

    folder: Path
    host: str
    is_https: bool
    languages: tuple[str, ...]
    looks: frozenset[str]
    is_beside: Callable[[str], bool]
    language_key: str = "bahasa"
    language_cookie: str = "bahasa"
    look_cookie: str = "lampit_look"


class Front:
    """A WSGI application that answers kept pages and passes everything else on."""

    def __init__(self, inner: App, site: Site) -> None:
        """Stand in front of `inner`."""
        self.inner, self.site = inner, site
        self.pulse = Pulse(site.folder / "pulse")
        self.remembered: dict[Key, tuple[int, Kept]] = {}
        self.answered = 0
        self.tally = Tally(site.folder.parent)
        self.query_of = lru_cache(maxsize=4096)(self._query_of)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer with a kept page, or let Django answer."""
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and "HTTP_HX_REQUEST" not in environ:
            is_alive, count = self.pulse.read()
            if is_alive and (key := self._key(environ)) is not None:
                page = self._page(key, count)
                if page is not None:
                    self.answered += 1
                    self.tally.count(key.address)
                    return _answer(page, environ, start)
        return self.inner(environ, start)

    def _key(self, environ: Environ) -> Key | None:
        """Return what page is asked for; None where Django has to look."""
        site, path = self.site, environ["PATH_INFO"]
        if environ.get("HTTP_HOST") != site.host or not path.isascii():
            return None
        if site.is_https and environ.get("HTTP_X_FORWARDED_PROTO") != "https":
            return None
        address, language = path, ""
        if query := environ.get("QUERY_STRING"):
            if len(query) > LONGEST_QUERY:
                return None
            kept, language = self.query_of(query)
            address = f"{path}?{kept}" if kept else path
        cookies = environ.get("HTTP_COOKIE", "")
        own = _cookie(cookies, site.language_cookie)
        if language == site.languages[0] and own in site.languages[1:]:
            return None  # against the cookie: its links have to say the language
        language = language or own
        look = _cookie(cookies, site.look_cookie)
        return Key(
            address,
            language if language in site.languages else site.languages[0],
            look if look in site.looks else "",
        )

    def _query_of(self, query: str) -> tuple[str, str]:
        """Return what of a query belongs to the page, and the language it asks for."""
        pairs = parse_qsl(query, keep_blank_values=True)
        asked = [value for key, value in pairs if key == self.site.language_key]
        language = asked[-1] if asked else ""
        kept = sorted((key, value) for key, value in pairs if not self.site.is_beside(key))
        return urlencode(kept), language if language in self.site.languages else ""

    def _page(self, key: Key, count: int) -> Kept | None:
        """Return a kept page that holds now; remembered until something is withdrawn."""
        known = self.remembered.get(key)
        if known is None or known[0] != count:
            try:
                data = kept_path(self.site.folder, key).read_bytes()
            except OSError:
                return None
            if len(self.remembered) >= MOST_REMEMBERED:
                self.remembered.clear()
            # With the count seen before the file: whatever was withdrawn since makes it void.
            known = self.remembered[key] = (count, unpack(data))
        return known[1] if time() < known[1].until else None


def _cookie(cookies: str, name: str) -> str:
    """Return the value of a cookie as Django reads it: the last of the name counts."""
    found = ""
    if name not in cookies:
        return found
    for pair in cookies.split(";"):
        key, _equals, value = pair.partition("=")
        if key.strip() == name:
            found = value.strip()
    return found


@lru_cache(maxsize=512)
def coding(accepted: str) -> str:
    """Return the coding to answer in: brotli, else gzip, else none."""
    takes = {}
    for part in accepted.lower().split(","):
        name, _mark, quality = part.strip().partition(";")
        takes[name.strip()] = quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in ("br", "gzip") if takes.get(name, takes.get("*", False))), "")


def is_same(asked: str, tag: str) -> bool:
    """Say whether `If-None-Match` names a page, whatever the coding it came in."""
    names = (part.strip().removeprefix("W/").strip('"') for part in asked.split(","))
    return any(name == "*" or name.partition("-")[0] == tag for name in names)


def _answer(page: Kept, environ: Environ, start: Start) -> Iterable[bytes]:
    """Answer with a page in the coding the browser takes, or that it has it already."""
    name = coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    etag = ("ETag", f'"{page.tag}-{name}"' if name else f'"{page.tag}"')
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and is_same(asked, page.tag):
        start("304 Not Modified", [*page.headers, etag])
        return (b"",)
    body = page.brotli if name == "br" else page.gzip if name else page.plain
    headers = [*page.headers, *page.body_headers, etag, ("Content-Length", str(len(body)))]
    if name:
        headers.append(("Content-Encoding", name))
    start("200 OK", headers)
    return (b"",) if environ["REQUEST_METHOD"] == "HEAD" else (body,)


def built(inner: App) -> App:
    """Return the front for the settings of this instance, `inner` behind it."""
    from urllib.parse import urlsplit  # noqa: PLC0415 - with the settings

    from django.conf import settings  # noqa: PLC0415 - Django must be set up

    from lampit.web import appearance, published  # noqa: PLC0415

    place = urlsplit(settings.PUBLIC_URL)
    if os.environ.get("LAMPIT_FRONT") == "off":
        return inner
    site = Site(
        folder=settings.PUBLISHED_ROOT,
        host=place.netloc,
        is_https=place.scheme == "https",
        languages=tuple(code for code, _name in settings.LANGUAGES),
        looks=frozenset(appearance.LOOKS),
        is_beside=published.is_beside,
        language_key=published.LANGUAGE,
        language_cookie=settings.LANGUAGE_COOKIE_NAME,
        look_cookie=appearance.COOKIE,
    )
    return Front(inner, site)
