"""The language of a page: its address (`?bahasa=en`), else the cookie, Indonesian otherwise.

The address alone counts on pages for everybody, so that others can point to the English page; it
sets no cookie. Who comes that way stays in English, since the links of the page say it too.

Not Django's own middleware: it would let the browser's setting choose, and a cheap phone
set to English must still get the Indonesian page that its owner reads.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import trans_real

PLACE = re.compile(r"\{[^{}]+\}")
KEY = "bahasa"
# Behind these doors the key belongs to single pages (the language of a letter, of a report).
INSIDE = ("/balai/", "/saya/", "/pendata/", "/akun/", "/api/", "/openrosa/")
# Addresses in a page that lead on in its language: of ours, no files but papers, not the switch.
# Looked for by their quotation mark: what stands before it is looked at only there.
_LINK = re.compile(
    r'="(?:(?<=\shref=")|(?<=\saction=")|(?<=\shx-get=")|(?<=\shx-post="))'
    r'((?:/(?!/)|\?)[^"#]*)(#[^"]*)?"',
    re.IGNORECASE,
)
_APART = re.compile(
    r"/(?:static|media|bahasa|balai|saya|pendata|akun|api|x)/|[^?]*\.(?!pdf)[a-z]+(?:\?|$)"
)
_FORM = re.compile(r"<form\b[^>]*>", re.IGNORECASE)


def chosen(request: HttpRequest) -> str:
    """Return the language code of the address or the cookie when we speak it, else Indonesian."""
    wanted = by_address(request) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def by_address(request: HttpRequest) -> str:
    """Return the language that the address of a page for everybody asks for, "" for none."""
    if KEY not in request.META.get("QUERY_STRING", "") or request.path.startswith(INSIDE):
        return ""
    wanted = request.GET.get(KEY, "")
    return wanted if wanted in dict(settings.LANGUAGES) else ""


def without_language(address: str) -> str:
    """Return a local address that leaves the language to the cookie."""
    path, mark, query = address.partition("?")
    query, hash_mark, place = query.partition("#")
    kept = "&".join(pair for pair in query.split("&") if not pair.startswith(f"{KEY}="))
    return path + (mark + kept if kept else "") + hash_mark + place


def in_language(address: str, language: str, joint: str = "&") -> str:
    """Return a local address that asks for a language; one that does already stays."""
    place = address.find("#")
    address, rest = (address, "") if place < 0 else (address[:place], address[place:])
    if f"{KEY}=" in address:
        return address + rest
    mark = "" if address.endswith("?") else joint if "?" in address else "?"
    return f"{address}{mark}{KEY}={language}{rest}"


def led_on(page: str, language: str) -> str:
    """Return a page whose links and forms lead to pages in its language."""

    def link(found: re.Match[str]) -> str:
        address, place = found[1], found[2] or ""
        if _APART.match(address):
            return found[0]
        return f'="{in_language(address, language, "&amp;")}{place}"'

    def form(found: re.Match[str]) -> str:
        tag = found[0]
        if 'method="post"' in tag.lower():
            return tag
        return f'{tag}<input type="hidden" name="{KEY}" value="{language}">'

    return _FORM.sub(form, _LINK.sub(link, page))


def in_words(message: str) -> str:
    """Return a sentence of a refusal in the language of the page.

    Rules write whole Indonesian sentences, some with values already in them; those are
    recognised by the sentence they were made from, which the catalogue holds with its
    places (`{minutes}`). A sentence without a translation stays as it is.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    found = translation.gettext(message)
    if found != message or language == settings.LANGUAGE_CODE:
        return found
    for pattern, places, text in _sentences(language):
        if match := pattern.fullmatch(message):
            return _filled(text, dict(zip(places, match.groups(), strict=True)))
    return message


def _filled(text: str, values: dict[str, str]) -> str:
    """Put the values at their places."""
    return PLACE.sub(lambda place: values.get(place[0], place[0]), text)


@lru_cache(maxsize=4)
def _sentences(language: str) -> list[tuple[re.Pattern[str], list[str], str]]:
    """Return the sentences with places: how to recognise them, their places, the translation."""
    found = []
    for key, text in trans_real.translation(language)._catalog.items():  # type: ignore[attr-defined]  # no public reader
        if isinstance(key, str) and isinstance(text, str) and (places := PLACE.findall(key)):
            pattern = "(.+)".join(re.escape(part) for part in PLACE.split(key))
            found.append((re.compile(pattern, re.DOTALL), places, text))
    return sorted(found, key=lambda one: -len(one[0].pattern))


class ChosenLanguage:
    """Activate the chosen language for one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the chosen language and say so in the headers."""
        language, is_by_address = chosen(request), bool(by_address(request))
        with translation.override(language):
            request.LANGUAGE_CODE = language
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", language)
        if is_by_address or (language != settings.LANGUAGE_CODE and _is_for_everybody(request)):
            _lead_on(answer, language)
        return answer


def _is_for_everybody(request: HttpRequest) -> bool:
    """Say whether a page is kept for all who ask for it in this language, cookie or address."""
    return bool(getattr(request, "is_published", False))


def _lead_on(answer: HttpResponse, language: str) -> None:
    """Let an answer lead to pages in its language; files and streams stay as they are."""
    if answer.streaming:
        return
    location = answer.headers.get("Location", "")
    if location.startswith("/") and not location.startswith(("//", *INSIDE)):
        answer.headers["Location"] = in_language(location, language)
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        answer.content = led_on(answer.content.decode(), language).encode()
        if answer.has_header("Content-Length"):
            answer.headers["Content-Length"] = str(len(answer.content))
