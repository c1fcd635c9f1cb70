"""The offline app's addresses: shell, worker, manifest, keys, the day's list, the desk's page."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

import lampit
from lampit.measure import actions
from lampit.measure.models import FieldDevice
from lampit.people.models import User
from tests.factories import member
from tests.measure.fieldwork import NOW, open_field, staff

pytestmark = pytest.mark.django_db
HOUSE = Path(lampit.__file__).parent


def client_of(person: User) -> Client:
    """Return a signed-in browser."""
    client = Client()
    client.force_login(person)
    return client


def post(client: Client, path: str, told: dict[str, Any], **headers: str) -> Any:
    """Send JSON."""
    return client.post(path, json.dumps(told), content_type="application/json", headers=headers)


def registered(client: Client) -> tuple[str, dict[str, str]]:
    """Register a phone; return its number and keys."""
    number = str(uuid4())
    answer = post(client, "/pendata/perangkat/", {"device": number, "name": "HP uji"})
    assert answer.status_code == 201
    return number, answer.json()


def test_the_shell_opens_for_everybody_and_holds_no_person() -> None:
    """It is the same for strangers and for the signed in, and may be kept."""
    person = member("enumerator", "63.08")
    User.objects.filter(pk=person.pk).update(first_name="Nadia")
    stranger, known = Client().get("/pendata/"), client_of(person).get("/pendata/")
    assert stranger.status_code == known.status_code == 200
    assert stranger.content == known.content
    assert b"Nadia" not in known.content
    assert "no-store" not in known["Cache-Control"]


def test_the_worker_names_what_it_keeps_and_all_of_it_exists() -> None:
    """Each kept address answers 200, so that installing succeeds."""
    client = Client()
    text = client.get("/pendata/sw.js").content.decode()
    found = re.match(r"var APP = (\{.*\});", text)
    assert found is not None
    told = json.loads(found[1])
    assert told["home"] == "/pendata/"
    own = [address for address in told["kept"] if address.startswith("/pendata/")]
    assert len(own) == 2
    for address in own:
        assert client.get(address).status_code == 200
    manifest = client.get("/pendata/manifest.webmanifest").json()
    assert manifest["display"] == "standalone"
    assert {icon["sizes"] for icon in manifest["icons"]} == {"192x192", "512x512", "any"}


def test_tokens_are_those_of_the_house() -> None:
    """The app has its own style sheet, for old phones, but no colours of its own."""
    own = (HOUSE / "measure/static/measure/pendata/pendata.css").read_text()
    house = (HOUSE / "web/static/web/lampit.css").read_text()
    light = house[: house.index("prefers-color-scheme:dark")]
    known = dict(re.findall(r"(--[\w-]+):(#[0-9A-Fa-f]{3,6})", light))
    root = own[: own.index(":root[data-sun]")]
    used = dict(re.findall(r"(--[\w-]+):(#[0-9A-Fa-f]{3,6})", root))
    assert used
    assert used == {name: known[name] for name in used}
    assert not re.findall(r"#[0-9A-Fa-f]{3,6}\b", own.split("*,*::before", 1)[1])


def test_hello_tells_who_and_whether_the_phone_is_trusted() -> None:
    """A stranger, a phone not known, a known one, a revoked one."""
    assert Client().get("/pendata/halo.json").json()["account"] is None
    person = member("enumerator", "63.08")
    client = client_of(person)
    assert client.get("/pendata/halo.json").json()["device"] == "none"
    number, _ = registered(client)
    ask = {"x-lampit-device": number}
    assert client.get("/pendata/halo.json", headers=ask).json()["device"] == "trusted"
    actions.revoke_device(staff(), FieldDevice.objects.get().pk, now=NOW)
    assert client.get("/pendata/halo.json", headers=ask).json()["device"] == "device_revoked"


def test_the_day_list_holds_what_is_needed_and_no_more(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """Names and addresses of the drawn, the instrument whole; no telephone, no NIK, no sales."""
    found = open_field(6)
    client = client_of(member("enumerator", "63.08"))
    number, _ = registered(client)
    with django_assert_max_num_queries(14):
        answer = client.get("/pendata/kerja.json?belum=3&selisih=86400.2",
                            headers={"x-lampit-device": number})  # fmt: skip
    told = answer.json()
    assert len(told["members"]) == found.drawn_count
    assert not {"phone", "nik", "sales"} & set(told["members"][0])
    mark = told["rounds"][0]["instrument"]
    assert len(told["instruments"][mark]["questions"]) == 24
    row = FieldDevice.objects.get()
    assert (row.unsent_count, row.clock_offset) == (3, 86400.2)


def test_a_revoked_phone_gets_no_list() -> None:
    """Nor does one that nobody registered; its account signs in anew."""
    person = member("enumerator", "63.08")
    number, _ = registered(client_of(person))
    actions.revoke_device(staff(), FieldDevice.objects.get().pk, now=NOW)
    person.refresh_from_db()
    client = client_of(person)
    for ask, code in ((number, "device_revoked"), (str(uuid4()), "device_unknown")):
        answer = client.get("/pendata/kerja.json", headers={"x-lampit-device": ask})
        assert (answer.status_code, answer.json()["code"]) == (403, code)


def test_a_forgotten_pin_needs_the_password() -> None:
    """The session alone opens nothing: a thief may hold a phone that is signed in."""
    person = member("enumerator", "63.08")
    person.set_password("lampit-demo")
    person.save()
    client = client_of(person)
    number, keys = registered(client)
    wrong = post(client, "/pendata/perangkat/kunci/", {"device": number, "password": "x"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "password_wrong")
    right = {"device": number, "password": "lampit-demo"}
    assert post(client, "/pendata/perangkat/kunci/", right).json() == keys


def test_guessing_the_password_ends() -> None:
    """After thirty wrong ones from an address also the right one waits."""
    person = member("enumerator", "63.08")
    client = client_of(person)
    number, _ = registered(client)
    answers = [
        post(client, "/pendata/perangkat/kunci/", {"device": number, "password": "x"})
        for _ in range(31)
    ]
    assert answers[-1].status_code == 429


def test_the_desk_revokes_and_restores() -> None:
    """The page names phone and person; two buttons turn it."""
    client = client_of(member("enumerator", "63.08"))
    registered(client)
    office, row = client_of(staff()), FieldDevice.objects.get()
    assert "HP uji" in office.get("/balai/survei/hp/").content.decode()
    office.post(f"/balai/survei/hp/{row.pk}/cabut/")
    assert FieldDevice.objects.exclude(revoked_at=None).exists()
    assert 'data-state="dicabut"' in office.get("/balai/survei/hp/").content.decode()
    office.post(f"/balai/survei/hp/{row.pk}/pulihkan/")
    assert FieldDevice.objects.filter(revoked_at=None).exists()
    assert client_of(staff("63.09")).post(f"/balai/survei/hp/{row.pk}/cabut/").status_code == 404
