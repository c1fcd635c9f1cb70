"""The language of a page: the cookie decides, Indonesian otherwise.

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


def chosen(request: HttpRequest) -> str:
    """Return the language code of the cookie when we speak it, else Indonesian."""
    wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


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
        language = chosen(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            answer = self.get_response(request)
        answer.headers.setdefault("Content-Language", language)
        return answer
