"""The frame of every door: landmarks, one h1, who is acting, undo, and no inline script."""

import json
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory, override_settings
from django.utils.translation import override

from lampit.web import appearance, style
from lampit.web.templatetags import parts
from lampit.web.toasts import toast

DOORS = ["plain", "market", "maker", "desk", "national"]
USER = SimpleNamespace(
    is_authenticated=True, username="petugas", get_short_name=lambda: "Contoh Petugas"
)
STAFF = SimpleNamespace(pk=1, get_role_display="Petugas dinas")
MENTOR = SimpleNamespace(pk=2, get_role_display="Pendamping")


def request_for(path: str = "/x/?a=1") -> HttpRequest:
    """Return a request of a stranger."""
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


def page(door: str, **context: Any) -> str:
    """Render a page inside a door's frame."""
    source = (
        f'{{% extends "web/{door}.html" %}}{{% block title %}}Uji{{% endblock %}}'
        "{% block main %}<h1>Uji</h1>{% endblock %}"
    )
    return engines["django"].from_string(source).render(context, request_for())


@pytest.mark.parametrize("door", DOORS)
def test_every_door_has_the_same_bones(door: str) -> None:
    """Skip link first, one main, one h1, one live region, language, page name."""
    drawn = page(door)
    assert drawn.count('<main id="isi" tabindex="-1">') == 1
    assert drawn.count("<h1") == 1
    assert drawn.index('class="skip"') < drawn.index("<main")
    assert '<html lang="id"' in drawn
    assert "data-page=" in drawn
    assert drawn.count('id="kabar"') == 1
    assert "<footer" in drawn
    assert "Pengaduan" in drawn
    assert 'name="language" value="en"' in " ".join(drawn.split())


@pytest.mark.parametrize("door", DOORS)
def test_a_stranger_is_offered_to_sign_in_and_come_back(door: str) -> None:
    """The sign-in link keeps the present address; no account menu is drawn."""
    drawn = page(door)
    assert "?next=%2Fx%2F%3Fa%3D1" in drawn
    assert "sheet-menu" not in drawn
    assert "hx-headers" not in drawn


@pytest.mark.parametrize("door", DOORS)
def test_who_is_acting_is_shown_and_can_be_switched(door: str) -> None:
    """Name, acting role and region stand in the header; another role is one button away."""
    drawn = page(
        door, user=USER, acting=STAFF, memberships=[STAFF, MENTOR], acting_role="staff",
        acting_region_name="Hulu Sungai Utara",
    )  # fmt: skip
    assert "Contoh Petugas" in drawn
    assert "Petugas dinas" in drawn
    assert "Hulu Sungai Utara" in drawn
    assert 'name="membership"' in drawn
    assert drawn.count('aria-pressed="true">') >= 1
    assert 'hx-headers=\'{"X-CSRFToken": "' in drawn


@pytest.mark.parametrize("door", DOORS)
def test_a_demo_says_that_it_is_one(door: str) -> None:
    """Invented data is marked on every page of a demo, and only there."""
    with override_settings(LAMPIT_ENV="demo"):
        assert "Data contoh" in page(door, demo=True)
    assert "Data contoh" not in page(door, demo=False)


def test_a_message_with_undo_has_a_form() -> None:
    """Done and Urungkan: works without JavaScript; foreign addresses are not taken."""
    done = Message(constants.SUCCESS, "3 usaha diubah.", extra_tags="undo:/balai/usaha/undo/7/")
    drawn = page("desk", messages=[done])
    assert 'role="status"' in drawn
    assert 'action="/balai/usaha/undo/7/" method="post"' in drawn
    assert parts.undo_address("undo://evil.example/") == ""
    assert parts.undo_address("undo:https://evil.example/") == ""
    assert parts.undo_address(None) == ""


def test_a_hostile_message_stays_text() -> None:
    """What people typed may stand in a message; it is shown and not run."""
    drawn = page("desk", messages=[Message(constants.ERROR, "<script>x</script>")])
    assert "<script>x" not in drawn


def test_the_chosen_look_is_written_by_the_server() -> None:
    """The cookie decides the theme before any script runs; nonsense is ignored."""
    for word, expected in [("dark", ' data-theme="dark"'), ('x"><script>', "")]:
        request = request_for()
        request.COOKIES[appearance.COOKIE] = word
        drawn = engines["django"].get_template("web/plain.html").render({}, request)
        assert f'<html lang="id"{expected}>' in drawn


@pytest.mark.parametrize("word", ["light", "dark", "sun"])
def test_a_look_is_kept_for_a_year(word: str) -> None:
    """Choosing sets the cookie and goes back to the page."""
    request = RequestFactory().post("/tampilan/", {"look": word, "next": "/balai/?a=1"})
    answer = appearance.choose(request)
    assert answer.status_code == 302
    assert answer["Location"] == "/balai/?a=1"
    assert answer.cookies[appearance.COOKIE].value == word
    assert appearance.read({appearance.COOKIE: word}).sun == (word == "sun")


@pytest.mark.parametrize("asked", ["https://evil.example/", "//evil.example", "javascript:x", ""])
def test_choosing_a_look_never_leads_away(asked: str) -> None:
    """A foreign address to go back to becomes the market; an unknown look forgets the choice."""
    answer = appearance.choose(RequestFactory().post("/tampilan/", {"look": "?", "next": asked}))
    assert answer["Location"] == "/"
    assert answer.cookies[appearance.COOKIE]["max-age"] == 0


def test_looks_are_chosen_by_post_only() -> None:
    """A link cannot change anything."""
    assert appearance.choose(RequestFactory().get("/tampilan/")).status_code == 405


class Wrong(forms.Form):
    """A form that refuses everything."""

    name = forms.CharField(label="Nama", help_text="Lengkap")
    kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect, label="Jenis")

    def clean(self) -> dict[str, Any]:
        """Refuse with a message of the whole form."""
        raise forms.ValidationError("Sudah ada usaha dengan NIK ini.")


def test_a_refused_form_says_what_and_where() -> None:
    """Summary first, linked to the fields; each error is an alert tied to its input."""
    drawn = engines["django"].get_template("web/_form.html").render({"form": Wrong({})})
    assert drawn.index('id="galat"') < drawn.index('id="id_name"')
    assert "Sudah ada usaha dengan NIK ini." in drawn
    assert 'href="#id_name"' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn
    assert 'role="alert" id="id_name_error"' in drawn.replace("\n", " ").replace("  ", " ")
    assert '<label for="id_name">' in drawn
    assert "<legend>" in drawn
    assert drawn.count('id="id_kind"') == 1


@pytest.mark.parametrize(
    ("accept", "words"), [(".xlsx", "Pilih berkas"), ("image/*", "Ambil atau pilih foto")]
)
def test_a_file_has_an_area_in_our_words(accept: str, words: str) -> None:
    """The input stands inside its area, tied to it by a label: pressing and keys need no script."""
    form = forms.Form()
    form.fields["file"] = forms.FileField(
        label="Berkas", widget=forms.FileInput({"accept": accept})
    )
    template = engines["django"].from_string('{% include "web/_field.html" with field=form.file %}')
    text = template.render({"form": form})
    area = text[text.index('<label class="drop file" for="id_file"') : text.rindex("</label>")]
    assert words in area
    assert 'type="file"' in area
    assert "data-chosen" in area


def test_the_style_page_exists_in_a_demo_only() -> None:
    """In production the style page is 404; in a demo it shows every chart twice."""
    from django.http import Http404

    with override_settings(LAMPIT_ENV="production"), pytest.raises(Http404):
        style.style(request_for("/gaya/"))
    with override_settings(LAMPIT_ENV="demo"):
        answer = style.style(request_for("/gaya/"))
    drawn = answer.content.decode()
    assert answer.status_code == 200
    assert drawn.count('class="chart map"') == 2
    assert drawn.count("<h1") == 1
    assert " style=" not in drawn


def test_links_of_other_rooms_may_be_missing() -> None:
    """A frame draws also when no other room is mounted."""
    with patch("lampit.web.nav.address", return_value=""):
        for door in DOORS:
            assert "<h1>Uji</h1>" in page(door, acting_role="head")


def test_a_toast_travels_in_a_header() -> None:
    """Text of any language fits into the header; the undo address goes with it."""
    answer = toast(HttpResponse(), "Tersimpan – 3 usaha\nbaru", "/balai/usaha/undo/7/")
    assert answer["HX-Trigger"].isascii()
    assert json.loads(answer["HX-Trigger"]) == {
        "toast": {"text": "Tersimpan – 3 usaha\nbaru", "undo": "/balai/usaha/undo/7/"}
    }


def test_a_frozen_part_never_sees_a_person() -> None:
    """Parts kept between requests get no context, and each language its own words."""
    template = engines["django"].from_string(
        "{% load parts i18n %}{% frozen %}[{{ user.username }}{% get_current_language as l %}"
        "{{ l }}]{% endfrozen %}{{ user.username }}"
    )
    with override("id"):
        assert template.render({"user": USER}) == "[id]petugas"
    with override("en"):
        assert template.render({"user": USER}) == "[en]petugas"
