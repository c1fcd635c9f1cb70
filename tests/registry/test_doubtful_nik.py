"""A NIK that does not fit the sex told with it is asked about by the form and by the API."""

from typing import Any

import pytest
from django.test import Client

from lampit.outside import vault
from lampit.registry import actions
from lampit.registry.models import Business, Owner
from lampit.registry.rules.records import NIK_ODD
from tests.factories import member
from tests.registry.test_api import LIST, TOLD, Partner, code_of, partner, send
from tests.registry.told import NIK, NOW, OTHER_NIK, told, typed

pytestmark = pytest.mark.django_db
NEW = "/balai/usaha/baru/"
__all__ = ["partner"]  # the fixture


@pytest.fixture
def desk(client: Client) -> Client:
    """Return a browser in which somebody of the office works."""
    client.force_login(member("staff", "63.08"))
    return client


def press(desk: Client, url: str, answer: Any, **values: Any) -> Any:
    """Press Simpan on the page that came back, with what it keeps hidden."""
    kept = answer.context["form"].checked
    hidden = {answer.context["checked_as"]: kept} if kept else {}
    assert not kept or f'value="{kept}"' in answer.content.decode()
    return desk.post(url, typed(**values) | hidden)


def test_the_form_asks_once_and_keeps_what_was_typed(desk: Client) -> None:
    """Said at the field, nothing saved; one more press saves and the doubt is noted."""
    odd = {"nik": NIK, "owner_sex": "L"}
    asked = desk.post(NEW, typed(**odd))
    assert asked.status_code == 422
    assert "tidak cocok" in asked.context["form"].errors["nik"][0]
    assert f'value="{NIK}"' in asked.content.decode()
    assert not Business.objects.exists()
    assert press(desk, NEW, asked, **odd).status_code == 302
    owner = Owner.objects.get()
    assert (owner.sex, owner.nik_status) == ("L", NIK_ODD)
    assert owner.nik_index == vault.blind_index("nik", NIK)


def test_another_odd_number_is_asked_about_anew(desk: Client) -> None:
    """Who mends the number into another odd one did not confirm that one; a fitting one saves."""
    asked = desk.post(NEW, typed(nik=NIK, owner_sex="L"))
    again = press(desk, NEW, asked, nik=OTHER_NIK, owner_sex="P")
    assert again.status_code == 422
    assert press(desk, NEW, again, nik=NIK, owner_sex="P").status_code == 302
    assert Owner.objects.get().nik_status == "ok"


def test_the_answer_outlives_the_question_of_look_alikes(desk: Client) -> None:
    """Both are asked, each once."""
    actions.register_business(member("staff", "63.08"), told(nik=""), now=NOW)
    odd = {"nik": NIK, "owner_sex": "L"}
    alike = desk.post(NEW, typed(**odd))
    assert alike.context["twins"]
    seen = {"sure": " ".join(twin.public_id for twin in alike.context["twins"])}
    asked = desk.post(NEW, typed(**odd) | seen)
    assert asked.status_code == 422
    last = press(desk, NEW, asked, **odd, **seen)
    assert last.status_code == 302, last.context["form"].errors
    assert Owner.objects.filter(nik_status=NIK_ODD).count() == 1


def test_an_edit_asks_about_the_number_that_is_known(desk: Client) -> None:
    """Another sex against the sealed NIK is asked about; what stays is not asked again."""
    made = actions.register_business(member("staff", "63.08"), told(owner_sex="P"), now=NOW)
    url = f"/balai/usaha/{made.public_id}/ubah/"
    same = desk.post(url, typed(owner_sex="P", note="ada"))
    assert same.status_code == 302
    version = {"version": str(Business.objects.get().version)}
    asked = desk.post(url, typed(owner_sex="L") | version)
    assert asked.status_code == 422
    assert press(desk, url, asked, owner_sex="L", **version).status_code == 302
    version = {"version": str(Business.objects.get().version)}
    assert desk.post(url, typed(owner_sex="L", note="x") | version).status_code == 302
    assert Owner.objects.get().nik_status == NIK_ODD


def test_the_api_says_no_until_somebody_looked(partner: Partner) -> None:
    """POST, PATCH and PUT answer 409 `nik_sex`; `nik_checked` saves and notes the doubt."""
    client = partner()
    odd = TOLD | {"owner_sex": "L"}  # the number is of a woman
    assert code_of(send(client, "post", LIST, odd)) == (409, "nik_sex")
    put = f"{LIST}/by-external-id/7"
    assert code_of(send(client, "put", put, odd)) == (409, "nik_sex")
    assert not Business.objects.exists()
    made = send(client, "put", put, odd | {"nik_checked": True})
    assert made.status_code == 201, made.json()
    assert Owner.objects.get().nik_status == NIK_ODD
    again = send(client, "put", put, odd)
    assert again.status_code == 200
    one, state = made["Location"], {"If-Match": again["ETag"]}
    mended = send(client, "patch", one, {"owner_sex": "P"}, **state)
    assert mended.status_code == 200
    assert Owner.objects.get().nik_status == "ok"
    state = {"If-Match": mended["ETag"]}
    assert code_of(send(client, "patch", one, {"owner_sex": "L"}, **state)) == (409, "nik_sex")
    checked = {"owner_sex": "L", "nik_checked": True}
    assert send(client, "patch", one, checked, **state).status_code == 200


def test_the_api_names_the_look_alikes_that_the_token_may_see(partner: Partner) -> None:
    """Its own sentence, with the ids; those of another kabupaten are not among them."""
    client = partner()
    first = send(client, "post", LIST, TOLD).json()["id"]
    refused = send(client, "post", LIST, TOLD)
    assert (refused.status_code, refused.json()["code"]) == (409, "maybe_known")
    assert refused.json()["alike"] == [first]
    assert "di atas" not in refused.json()["message"]
    assert "sure: true" in refused.json()["message"]
    put = send(client, "put", f"{LIST}/by-external-id/7", TOLD)
    assert put.json()["alike"] == [first]
