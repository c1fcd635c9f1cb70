"""What phones tell besides interviews: once, whole, within reach."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.actions.erasing import erase_drafts
from lampit.measure.models import FieldDevice, FieldReport, FoundBusiness, Round, SampleMember
from lampit.measure.rules.receiving import hash_of
from lampit.people.models import User
from lampit.registry.models import Business
from tests.factories import member
from tests.measure.fieldwork import NOW, first_member, open_field, place

pytestmark = pytest.mark.django_db


def carried(person: User) -> FieldDevice:
    """Return a registered phone of a person."""
    number = uuid4()
    actions.register_device(person, number, "HP", "", now=NOW)
    return FieldDevice.objects.get(device_id=number)


def tell(
    phone: FieldDevice, found: Round, kind: str, told: dict[str, Any], number: UUID | None = None
) -> FieldReport:
    """Send what was told."""
    content = json.dumps(told).encode()
    return actions.receive_report(
        phone.account, phone, found.pk, number or uuid4(), kind, content, hash_of(content), now=NOW
    )


def test_a_visit_is_counted_once_however_often_it_is_sent() -> None:
    """Three presses on send: one visit, no result yet."""
    found = open_field()
    asked, phone, number = first_member(found), carried(member("enumerator", "63.08")), uuid4()
    told = {"business": asked.business.public_id, "result": "kembali", "at": "2026-11-02T01:00Z"}
    for _ in range(3):
        tell(phone, found, "kunjungan", told, number)
    row = SampleMember.objects.get(pk=asked.pk)
    assert (row.visit_count, row.disposition) == (1, "")
    assert FieldReport.objects.count() == 1


def test_a_number_with_other_content_is_refused() -> None:
    """Neither overwrites nor doubles; nor may another person use it."""
    found = open_field()
    phone, number = carried(member("enumerator", "63.08")), uuid4()
    told = {"business": first_member(found).business.public_id, "result": "kembali"}
    tell(phone, found, "kunjungan", told, number)
    other = carried(member("enumerator", "63.08"))
    for who, what in ((phone, told | {"note": "lain"}), (other, told)):
        with pytest.raises(Refusal) as refused:
            tell(who, found, "kunjungan", what, number)
        assert refused.value.code == "number_taken"


def test_a_proposal_is_kept_with_what_the_phone_saw() -> None:
    """Only fields that may be proposed, with the version and the values it was based on."""
    found = open_field()
    asked, phone = first_member(found), carried(member("enumerator", "63.08"))
    told = {
        "business": asked.business.public_id, "version": 1,
        "told": {"name": " Purun  Jaya ", "nik": "1"}, "was": {"name": asked.business.name},
    }  # fmt: skip
    row = tell(phone, found, "usulan", told)
    assert row.state == "diterapkan"
    assert row.body["told"] == {"name": "Purun Jaya"}
    assert row.body["was"] == {"name": asked.business.name}
    with pytest.raises(Refusal) as refused:
        tell(phone, found, "usulan", told | {"told": {}})
    assert refused.value.code == "proposal_empty"


def proposed(found: Round) -> SampleMember:
    """Propose an owner for a business, which waits; return its place in the sample."""
    asked, phone = first_member(found), carried(member("enumerator", "63.08"))
    tell(phone, found, "usulan", {
        "business": asked.business.public_id, "version": 1, "told": {"owner": "Purun Jaya"},
        "was": {"owner": ""},
    })  # fmt: skip
    return asked


def test_the_desk_decides_on_a_proposal_and_an_erased_one_is_gone(client: Client) -> None:
    """Beside what the register says; after an erasure there is nothing left to decide."""
    asked = proposed(open_field())
    client.force_login(member("staff", "63.08"))
    page = client.get(reverse("measure:proposals"))
    assert "Purun Jaya" in page.content.decode()
    erase_drafts([asked.business_id])
    page = client.get(reverse("measure:proposals"))
    assert page.status_code == 200
    assert "Purun Jaya" not in page.content.decode()


def test_a_proposal_of_who_moved_away_shows_nothing_of_the_new_office(client: Client) -> None:
    """What the register says of it now is another office's."""
    asked = proposed(open_field())
    Business.objects.filter(pk=asked.business_id).update(region=place("63.09"), name="Nama baru")
    client.force_login(member("staff", "63.08"))
    page = client.get(reverse("measure:proposals")).content.decode()
    assert "Nama baru" not in page
    assert "Purun Jaya" not in page


def test_a_business_met_in_the_field_is_listed_once() -> None:
    """With its point; a village of another kabupaten is refused."""
    found = open_field()
    place("63.08.01.2001")
    place("63.09.01.2001")
    phone, number = carried(member("enumerator", "63.08")), uuid4()
    told = {
        "village": "63.08.01.2001", "name": "Anyaman Siti", "owner": "Siti",
        "phone": "0812-0000-4567", "sector": "kriya", "workers": 2, "point": [-2.4, 115.2, 8],
    }  # fmt: skip
    for _ in range(2):
        tell(phone, found, "usaha_baru", told, number)
    row = FoundBusiness.objects.get()
    assert (row.name, row.phone, row.workers) == ("Anyaman Siti", "+6281200004567", 2)
    assert (row.latitude, row.accuracy) == (-2.4, 8)
    with pytest.raises(Refusal) as refused:
        tell(phone, found, "usaha_baru", told | {"village": "63.09.01.2001"})
    assert refused.value.code == "village_unknown"


def test_foreign_businesses_and_damaged_content_are_refused() -> None:
    """Nothing is kept of either."""
    found, foreign = open_field(), open_field(region="63.09")
    phone = carried(member("enumerator", "63.08"))
    told = {"business": first_member(foreign).business.public_id, "result": "kembali"}
    for asked_in, code in ((found, "member_out_of_reach"), (foreign, "round_out_of_reach")):
        with pytest.raises(Refusal) as refused:
            tell(phone, asked_in, "kunjungan", told)
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        actions.receive_report(
            phone.account, phone, found.pk, uuid4(), "kunjungan", b"{}", "0" * 64, now=NOW
        )
    assert refused.value.code == "content_damaged"
    assert not FieldReport.objects.exists()
