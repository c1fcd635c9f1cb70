"""The language of a page: the cookie decides; refusals follow it."""

import pytest
from django.test import RequestFactory
from django.utils import translation

from lampit.web import language


@pytest.mark.parametrize(
    ("cookie", "chosen"), [("en", "en"), ("id", "id"), ("fr", "id"), ("", "id")]
)
def test_only_the_cookie_chooses(cookie: str, chosen: str) -> None:
    """A phone set to English still gets Indonesian; unknown languages as well."""
    request = RequestFactory().get("/", headers={"accept-language": "en"})
    request.COOKIES["bahasa"] = cookie
    assert language.chosen(request) == chosen


def test_refusals_with_values_are_told_in_english() -> None:
    """A sentence that carries a number is recognised by its pattern and keeps the number."""
    sentence = "Tidak ada kabupaten/kota dengan kode 99.99."
    assert language.in_words(sentence) == sentence
    with translation.override("en"):
        assert "99.99" in language.in_words(sentence)
        assert language.in_words(sentence) != sentence
        assert language.in_words("Kalimat yang tidak dikenal.") == "Kalimat yang tidak dikenal."
