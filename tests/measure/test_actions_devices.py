"""Phones of enumerators: keys given once, withheld when revoked, opened again when found."""

import base64
from uuid import uuid4

import pytest
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.models import FieldDevice
from lampit.people.models import AuditEntry
from tests.factories import member
from tests.measure.fieldwork import NOW, staff

pytestmark = pytest.mark.django_db


def test_a_phone_gets_its_keys_once() -> None:
    """Three keys of 32 bytes; asking again is refused, and none lies open in the table."""
    person, number = member("enumerator", "63.08"), uuid4()
    keys = actions.register_device(person, number, " HP Nadia ", "abc", now=NOW)
    shares = [keys.share, keys.file_key, keys.recovery]
    assert {len(base64.b64decode(share)) for share in shares} == {32}
    assert len(set(shares)) == 3
    row = FieldDevice.objects.get()
    assert (row.name, row.region_id) == ("HP Nadia", "63.08")
    assert base64.b64decode(keys.share) not in bytes(row.share)
    assert actions.give_share(person, number).share == keys.share
    assert actions.file_key_of(row) == base64.b64decode(keys.file_key)
    with pytest.raises(Refusal, match="sudah dipasang"):
        actions.register_device(person, number, "", "", now=NOW)


def test_a_revoked_phone_gets_nothing_until_it_is_restored() -> None:
    """Share and recovery are withheld; restored, they are the same, so nothing is lost."""
    person, number = member("enumerator", "63.08"), uuid4()
    keys = actions.register_device(person, number, "HP", "", now=NOW)
    office, row = staff(), FieldDevice.objects.get()
    actions.revoke_device(office, row.pk, now=NOW)
    for ask in (
        lambda: actions.give_share(person, number),
        lambda: actions.recover_key(person, number, now=NOW),
        lambda: actions.trusted_device(person, number),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.code == "device_revoked"
    actions.restore_device(office, row.pk, now=NOW)
    assert actions.recover_key(person, number, now=NOW) == keys
    deeds = set(AuditEntry.objects.values_list("deed", flat=True))
    assert {"field_device_registered", "field_device_revoked", "field_device_restored"} <= deeds


def test_revoking_ends_the_sessions_of_the_account() -> None:
    """Whoever found the phone cannot set it up anew in its open session; the desk stays in."""
    person, number, office = member("enumerator", "63.08"), uuid4(), staff()
    actions.register_device(person, number, "HP", "", now=NOW)
    found, desk = Client(), Client()
    found.force_login(person)
    desk.force_login(office)
    row = FieldDevice.objects.get()
    headers = {"X-Lampit-Device": str(number)}
    assert found.get("/pendata/halo.json", headers=headers).json()["device"] == "trusted"
    assert Client().get("/pendata/halo.json", headers=headers).json()["device"] == "none"
    assert desk.post(f"/balai/survei/hp/{row.pk}/cabut/").status_code == 302
    told = found.get("/pendata/halo.json", headers=headers).json()
    assert (told["account"], told["device"]) == (None, "device_revoked")
    again = found.post("/pendata/perangkat/", {"device": str(uuid4())},
                       content_type="application/json")  # fmt: skip
    assert again.status_code == 302
    assert FieldDevice.objects.count() == 1
    own = uuid4()
    actions.register_device(office, own, "HP", "", now=NOW)
    mine = FieldDevice.objects.get(device_id=own)
    assert desk.post(f"/balai/survei/hp/{mine.pk}/cabut/").status_code == 302
    assert desk.get("/balai/survei/hp/").status_code == 200


def test_a_phone_belongs_to_one_person_and_one_kabupaten() -> None:
    """Nobody else opens it, and the neighbour's office cannot revoke it."""
    person, other, number = member("enumerator", "63.08"), member("enumerator", "63.08"), uuid4()
    actions.register_device(person, number, "HP", "", now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.give_share(other, number)
    assert refused.value.code == "device_unknown"
    with pytest.raises(Refusal):
        actions.revoke_device(staff("63.09"), FieldDevice.objects.get().pk, now=NOW)


def test_who_does_not_ask_gets_no_phone() -> None:
    """A maker cannot register one."""
    with pytest.raises(Refusal) as refused:
        actions.register_device(member("maker", "63.08"), uuid4(), "HP", "", now=NOW)
    assert refused.value.code == "not_allowed"
