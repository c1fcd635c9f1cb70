"""Error pages speak the product's words, and the last one depends on nothing."""

import logging
from unittest.mock import patch

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

from lampit.web import errors


def request_for(path: str = "/balai/rahasia/") -> HttpRequest:
    """Return a request of a stranger."""
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


def test_403_says_what_to_do() -> None:
    """Refused pages name a way on; a reason given by the room is shown, escaped."""
    answer = errors.forbidden(request_for(), PermissionDenied("<b>Kabupaten lain</b>"))
    drawn = answer.content.decode()
    assert answer.status_code == 403
    assert "bukan untuk akun Anda" in drawn
    assert "&lt;b&gt;Kabupaten lain" in drawn
    assert 'data-page="web.forbidden"' in drawn


@pytest.mark.parametrize(("role", "way"), [("buyer", "/pesan/saya/"), ("mentor", "/pembinaan/")])
def test_403_leads_to_ones_own_door(role: str, way: str) -> None:
    """A buyer refused at the office is not sent to the office again."""
    drawn = render_to_string("web/forbidden.html", {"acting_role": role})
    links = drawn[drawn.index("<h1>") : drawn.index("</main>")]
    assert way in links
    assert 'href="/balai/"' not in links
    assert "/nasional/" not in links


def test_404_offers_the_market() -> None:
    """A missing page has the search and a way to the market, and does not repeat the address."""
    answer = errors.missing(request_for("/produk/<script>/"), Http404("x"))
    drawn = answer.content.decode()
    assert answer.status_code == 404
    assert "Halaman ini tidak ada" in drawn
    assert 'role="search"' in drawn
    assert "<script>/" not in drawn


def test_404_of_the_desk_does_not_speak_of_goods() -> None:
    """An official has lost a record, not a basket."""
    drawn = errors.missing(request_for("/balai/usaha/x/"), Http404("x")).content.decode()
    assert "Mungkin datanya sudah dihapus" in drawn
    assert "perajin" not in drawn[drawn.index("<h1>") : drawn.index("</main>")]


def test_a_stale_form_says_that_nothing_was_saved() -> None:
    """A form refused for its token is explained without the word CSRF."""
    answer = errors.csrf(request_for(), "CSRF cookie not set.")
    drawn = answer.content.decode()
    assert answer.status_code == 403
    assert "Belum ada yang tersimpan" in drawn
    assert "CSRF" not in drawn


@pytest.mark.parametrize(("origin", "is_kept"), [("http://testserver", 1), ("http://jahat.id", 0)])
def test_a_stale_form_keeps_what_was_typed(origin: str, is_kept: int) -> None:
    """The fields can be sent again, unless another site wrote them; passwords never travel."""
    typed = {"catatan": "kunjungan <1>", "password": "rahasia", "csrfmiddlewaretoken": "lama"}
    request = RequestFactory().post("/balai/rahasia/", typed, headers={"origin": origin})
    request.user = AnonymousUser()
    drawn = errors.csrf(request, "CSRF token incorrect.").content.decode()
    assert drawn.count('name="catatan" value="kunjungan &lt;1&gt;"') == is_kept
    assert 'rahasia"' not in drawn
    assert 'value="lama"' not in drawn


def test_500_has_a_code_that_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """The code of the page is the beginning of the request id, and is logged."""
    request = request_for()
    request.request_id = "k72f9a00-1111"  # type: ignore[attr-defined]  # set by the log middleware
    with caplog.at_level(logging.ERROR, "lampit.web.errors"):
        answer = errors.broken(request)
    assert answer.status_code == 500
    assert "K7-2F9A" in answer.content.decode()
    assert "K7-2F9A" in caplog.text


def test_500_is_shown_even_when_templates_are_broken() -> None:
    """When nothing else works, plain HTML with the code is left; no database is asked."""
    with patch("lampit.web.errors.render_to_string", side_effect=RuntimeError):
        answer = errors.broken(request_for())
    drawn = answer.content.decode()
    assert "Kode kejadian:" in drawn
    assert "{code}" not in drawn
    assert drawn.count("<h1>") == 1


@pytest.mark.parametrize(
    ("request_id", "code"), [("abcdef12", "AB-CDEF"), ("1-2-3-4-5-6", "12-3456")]
)
def test_event_codes_can_be_read_out(request_id: str, code: str) -> None:
    """Six signs in two groups."""
    assert errors.event_code(request_id) == code
