"""The door: strangers go to sign in and come back, others are refused, guests walk through."""

import json
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from lampit.web.door import door, everyone, to_sign_in
from lampit.web.widgets import MoneyInput, UnitInput


def closed(_request: HttpRequest) -> bool:
    """Let nobody in."""
    return False


@door(closed)
def secret(_request: HttpRequest) -> HttpResponse:
    """Show what nobody may see."""
    return HttpResponse("rahasia")


@door(everyone)
def public(_request: HttpRequest, number: int) -> HttpResponse:
    """Show a number."""
    return HttpResponse(str(number))


def test_a_stranger_is_sent_to_sign_in() -> None:
    """The address asked for comes back after signing in."""
    request = RequestFactory().get("/balai/?hal=2")
    request.user = AnonymousUser()
    answer = secret(request)
    assert answer.status_code == 302
    assert answer["Location"] == "/masuk/?next=/balai/%3Fhal%3D2"


def test_a_stranger_inside_a_page_leaves_the_whole_page() -> None:
    """A part asked by htmx does not get the sign-in page swapped into it."""
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/balai/usaha/?q=tas"}
    request = RequestFactory().get("/balai/usaha/bagian/", headers=headers)
    request.user = AnonymousUser()
    answer = secret(request)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/masuk/?next=/balai/usaha/%3Fq%3Dtas"


def test_a_known_person_without_right_is_refused() -> None:
    """Signing in again would not help: 403."""
    request = RequestFactory().get("/balai/")
    request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
    with pytest.raises(PermissionDenied):
        secret(request)


def test_guests_walk_through_with_their_arguments() -> None:
    """An open door changes nothing; the rule can be read from the view."""
    assert public(RequestFactory().get("/"), 7).content == b"7"
    assert public.access_rule is everyone  # type: ignore[attr-defined]


def test_money_is_typed_beside_its_unit() -> None:
    """The unit is text, the input keeps id, value and its tie to the error; escaped."""
    drawn = MoneyInput().render("price", '"><b>', {"id": "id_price", "aria-invalid": "true"})
    assert "<span>Rp</span>" in drawn
    assert 'id="id_price"' in drawn
    assert 'inputmode="numeric"' in drawn
    assert "<b>" not in drawn
    assert '<span class="u">hari</span>' in UnitInput(after="hari").render("days", None)


def test_a_part_asked_after_the_session_ended_loses_nothing() -> None:
    """A page with something typed is not left: it says that it is to be sent as a whole."""
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/saya/barang/baru/"}
    request = RequestFactory().post("/saya/barang/hitung/", {"name": "Tas"}, headers=headers)
    request.user = AnonymousUser()
    answer = to_sign_in(request)
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer
    assert "Isian di halaman ini masih ada" in json.loads(answer["HX-Trigger"])["toast"]["text"]
