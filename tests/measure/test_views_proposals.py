"""Proposed corrections: used by themselves, decided at the desk, told back to the phone."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lampit.basics.refusal import Refusal
from lampit.measure.actions.proposing import take_back_proposal
from lampit.measure.models import FieldDevice, FieldReport, SampleMember
from lampit.measure.queries.personal import sections
from lampit.measure.queries.proposals import listed_proposals, told_back
from lampit.people.models import AuditEntry
from lampit.registry.models import Business, Change
from tests.factories import member
from tests.measure.fieldwork import NOW, first_member, open_field, staff
from tests.measure.test_actions_reporting import carried, tell

pytestmark = pytest.mark.django_db
PAGE = "/balai/survei/hp/usulan/"


def sent(asked: SampleMember, phone: FieldDevice, told: dict[str, str], **more: Any) -> FieldReport:
    """Propose from a phone that saw the business as it stands in `asked`."""
    shop = asked.business
    was = {"name": shop.name, "owner": "", "address": shop.address, "rt": shop.rt, "rw": shop.rw}
    content = {"business": shop.public_id, "version": 1, "told": told, "was": was} | more
    return tell(phone, asked.round, "usulan", content)


def at_desk(code: str = "63.08") -> Client:
    """Return the browser of staff."""
    client = Client()
    client.force_login(staff(code))
    return client


def test_what_meets_no_later_change_is_used_once_and_told_back() -> None:
    """In the register and its history, in the trail, on the desk's list; twice sent is once."""
    asked = first_member(open_field())
    phone, number = carried(member("enumerator", "63.08")), uuid4()
    told = {
        "business": asked.business.public_id, "told": {"name": "Purun Jaya", "rt": "4"},
        "was": {"name": asked.business.name}, "seen": NOW.isoformat(),
    }  # fmt: skip
    tell(phone, asked.round, "usulan", told, number)
    row = tell(phone, asked.round, "usulan", told, number)
    assert row.state == "diterapkan"
    shop = Business.objects.get(pk=asked.business_id)
    assert (shop.name, shop.rt, shop.version) == ("Purun Jaya", "4", 2)
    change = Change.objects.get(field="name")
    assert (change.actor, change.source) == (phone.account, "survei")
    assert AuditEntry.objects.filter(deed="field_proposal_used").count() == 1
    words = told_back(phone.account_id, NOW)[str(number)]["words"]
    assert "Nama usaha" in words
    assert "Purun" not in words
    assert "Purun Jaya" not in at_desk().get(PAGE).content.decode()
    page = at_desk().get(PAGE, {"daftar": "dipakai"}).content.decode()
    assert "Purun Jaya" in page
    assert "Kembalikan isian lama" in page


def test_the_desk_takes_back_what_was_used_by_itself() -> None:
    """All of it; not over a later change; the phone hears it."""
    asked = first_member(open_field())
    phone = carried(member("enumerator", "63.08"))
    row = sent(asked, phone, {"name": "Purun Jaya", "address": "Jalan Darat"})
    deed = {"usulan": row.pk, "keputusan": "kembali"}
    assert at_desk("63.09").post(PAGE, deed).status_code == 422
    assert at_desk().post(PAGE, deed).status_code == 302
    shop = Business.objects.get(pk=asked.business_id)
    assert (shop.name, shop.address) == (asked.business.name, "")
    row.refresh_from_db()
    assert row.state == "ditolak"
    assert "dikembalikan" in told_back(phone.account_id, NOW)[str(row.instance_id)]["words"]
    with pytest.raises(Refusal):
        take_back_proposal(staff(), row.pk, now=NOW)


def test_an_overlap_waits_beside_the_register_and_is_written_by_staff() -> None:
    """All three values stand there; a change since the page was opened is not overwritten."""
    asked = first_member(open_field())
    phone = carried(member("enumerator", "63.08"))
    assert asked.business.version == 1
    Business.objects.filter(pk=asked.business_id).update(name="Nama ketiga", version=2)
    row = sent(asked, phone, {"name": "Purun Jaya", "address": "Jalan Darat"})
    assert row.state == "ditinjau"
    assert set(row.body["used"]) == {"address"}
    page = at_desk().get(PAGE).content.decode()
    for words in ("Purun Jaya", "Nama ketiga", "Sudah berubah", "berubah sesudah daftar"):
        assert words in page
    deed = {"usulan": row.pk, "keputusan": "tulis", "versi": 2}
    assert at_desk().post(PAGE, deed).status_code == 422
    assert at_desk().post(PAGE, deed | {"versi": 3}).status_code == 302
    assert Business.objects.get(pk=asked.business_id).name == "Purun Jaya"
    row.refresh_from_db()
    assert (row.state, set(row.body["used"])) == ("diterapkan", {"address", "name"})


def test_staff_decline_and_others_decide_nothing() -> None:
    """A decision takes it off the list; another office has none, the head writes nothing."""
    asked = first_member(open_field())
    row = sent(asked, carried(member("enumerator", "63.08")), {"owner": "Siti"})
    assert row.state == "ditinjau"
    deed = {"usulan": row.pk, "keputusan": "tidak"}
    assert at_desk("63.09").post(PAGE, deed).status_code == 422
    head = Client()
    head.force_login(member("head", "63.08"))
    assert "Masukkan ke data usaha" not in head.get(PAGE).content.decode()
    assert head.post(PAGE, deed | {"keputusan": "tulis", "versi": 1}).status_code == 422
    assert at_desk().post(PAGE, deed).status_code == 302
    assert FieldReport.objects.get().state == "ditolak"
    assert Business.objects.get(pk=asked.business_id).owner is None


def test_who_was_told_later_by_somebody_else_waits_though_the_value_came_back() -> None:
    """The journal tells that somebody decided meanwhile; the proposer's own word does not bar."""
    asked = first_member(open_field())
    phone, shop = carried(member("enumerator", "63.08")), asked.business
    for who, waits in ((phone.account, {}), (staff(), {"name"})):
        at = NOW + timedelta(minutes=5)
        Change.objects.create(
            entity="business", entity_id=shop.pk, field="name", old="Lain", new=shop.name,
            source="petugas", actor=who, at=at,
        )  # fmt: skip
        shop.refresh_from_db()
        row = sent(asked, phone, {"name": f"Baru {len(waits)}"}, seen=NOW.isoformat())
        assert set(row.body["waits"]) == set(waits)


def test_the_list_is_read_in_few_queries_and_the_phone_gets_its_own(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """However many wait; what another account proposed is not told."""
    found = open_field()
    phone = carried(member("enumerator", "63.08"))
    for asked in SampleMember.objects.filter(round=found).select_related("business")[:6]:
        sent(asked, phone, {"owner": "Siti"})
    assert listed_proposals(FieldReport.objects.all(), "").count() == 6
    desk = at_desk()
    desk.get(PAGE)
    with django_assert_max_num_queries(12):
        desk.get(PAGE)
    client = Client()
    client.force_login(phone.account)
    answer = client.get("/pendata/kerja.json", headers={"X-Lampit-Device": str(phone.device_id)})
    assert len(answer.json()["proposals"]) == 6
    assert not told_back(member("enumerator", "63.08").pk, timezone.now())


def test_the_persons_copy_tells_a_correction_in_words() -> None:
    """Field, what stood there, what was proposed; no inner numbers."""
    asked = first_member(open_field())
    sent(asked, carried(member("enumerator", "63.08")), {"name": "Purun Jaya"}, note="Kata Siti")
    told = {part.code: part.rows for part in sections([asked.business_id])}
    (row,) = told["measure.reports"]
    assert row[2] == f"Nama usaha: {asked.business.name} → Purun Jaya; Kata Siti"
