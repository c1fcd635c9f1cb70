"""Pages that are the same for everybody: which address they stand at, and how their view says so.

Such a page is rendered once for each language and appearance, kept as a file, and answered in
front of Django until a row it was made of changes or the day ends. It holds nothing of a person:
no session, no messages, no token; what is a person's comes as a part of its own (`web.personal`).
"""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from lampit.web.appearance import COOKIE, LOOKS
from lampit.web.requests import KEEPING

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

# What others hang on links to see where their visitors come from: no page looks otherwise for it.
# `x` is the code of our own short links.
TRACKING = frozenset({"x", "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "ttclid",
                      "twclid", "igshid", "igsh", "mc_cid", "mc_eid", "_ga", "si"})  # fmt: skip
TRACKING_PREFIX = "utm_"
LANGUAGE = "bahasa"
FEW_PAGES = 5
MOST_WANTED = 200_000  # bytes


def page_query(query: str) -> str:
    """Return what of a query string belongs to the page: no tracking, and not the language."""
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not is_beside(key)]
    return query if len(kept) == len(pairs) else urlencode(kept)


def is_beside(key: str) -> bool:
    """Say whether a key tells the language, read by its own layer, or where one comes from."""
    return key == LANGUAGE or key in TRACKING or key.startswith(TRACKING_PREFIX)


def published(kind: str, **words: frozenset[str]) -> Callable[[View[P]], View[P]]:
    """Mark a view as the page of everybody, of a kind (`product`), to be kept.

    Args:
        kind: which pages are made anew first and counted together.
        words: by key of the query the values with which the page is kept too; with others it
            is answered live. `hal=PAGES` keeps the first pages of a list.
    """

    def mark(view: View[P]) -> View[P]:
        @wraps(view)
        def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.is_published = True  # type: ignore[attr-defined]  # read by the page frame
            clean = page_query(request.META.get("QUERY_STRING", ""))
            if clean != request.META.get("QUERY_STRING", ""):
                request.META["QUERY_STRING"] = clean
                request.GET = QueryDict(clean)
            answer = view(request, *args, **kwargs)
            # Asked about each time: what a browser kept may have become untrue.
            answer.headers.setdefault("Cache-Control", "no-cache")
            patch_vary_headers(answer, ("Cookie",))
            if answer.status_code == 200 and KEEPING not in request.META:
                _want(request, kind, words)
            return answer

        shown.published_kind = kind  # type: ignore[attr-defined]  # read by whoever keeps pages
        shown.published_words = words  # type: ignore[attr-defined]
        return shown

    return mark


def _want(request: HttpRequest, kind: str, words: dict[str, frozenset[str]]) -> None:
    """Tell the publisher that a page was asked for and answered live; it may miss it."""
    address = kept_address(request.path, request.META.get("QUERY_STRING", ""), words)
    if address is None or "HX-Request" in request.headers or not address.isascii():
        return
    look = request.COOKIES.get(COOKIE, "")
    line = "\t".join([address, str(get_language()), look if look in LOOKS else "", kind])
    try:
        wanted = os.open(settings.PUBLISHED_ROOT / "wanted", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    except OSError:
        return  # nobody publishes here
    try:
        if os.fstat(wanted).st_size < MOST_WANTED:
            os.write(wanted, f"{line}\n".encode())
    finally:
        os.close(wanted)


PAGES = frozenset(str(number) for number in range(2, FEW_PAGES + 1))


def kept_address(path: str, query: str, words: dict[str, frozenset[str]]) -> str | None:
    """Return the address under which a page is kept, None when this one is not."""
    pairs = sorted(parse_qsl(page_query(query), keep_blank_values=True))
    if any(value not in words.get(key, ()) for key, value in pairs):
        return None
    if len({key for key, _value in pairs}) < len(pairs):
        return None
    return f"{path}?{urlencode(pairs)}" if pairs else path


def is_published(request: Any) -> bool:
    """Say whether a request asks for a page of everybody."""
    return bool(getattr(request, "is_published", False))
