"""Reminders of papers: made once, sent with one tap, few a week, only with consent."""

from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from lampit.basics.refusal import Refusal
from lampit.people.models import AuditEntry
from lampit.registry import access, actions
from lampit.registry.models import Permit, PermitReminder
from lampit.registry.queries import papers as queries
from tests.factories import NOW, business, member, owner
from tests.registry.paperwork import CODE, PHONE, TODAY, ending, made

pytestmark = pytest.mark.django_db


def test_reminders_are_made_once_for_the_nearest_step() -> None:
    """Twice the same day makes none again; a renewed paper is reminded of anew."""
    shop = made()
    for days, number in ((80, "a"), (20, "b"), (3, "c"), (-5, "d"), (200, "e"), (-500, "f")):
        ending(shop, days, number=number)
    ending(made(status="tutup"), 3)
    assert actions.make_reminders(NOW) == 4
    assert actions.make_reminders(NOW) == 0
    made_now = PermitReminder.objects.values_list("permit__number", "step")
    assert set(made_now) == {("a", 90), ("b", 30), ("c", 7), ("d", 0)}
    assert actions.make_reminders(NOW + timedelta(days=14)) == 2  # b comes to 7, c has ended
    Permit.objects.filter(number="d").update(valid_until=TODAY + timedelta(days=30))
    assert actions.make_reminders(NOW) == 1


def test_one_tap_sends_once_and_is_noted() -> None:
    """The link holds number and text; pressed again it is refused; the phone's reading is noted."""
    staff, shop = member("staff", CODE), made(name="Kerupuk Haruan")
    permit = ending(shop, 20)
    actions.make_reminders(NOW)
    link = actions.send_reminder(staff, permit.pk, now=NOW)
    assert link.startswith(f"https://wa.me/{PHONE[1:]}?text=")
    assert "tinggal 20 hari" in unquote(link)
    with pytest.raises(Refusal) as refused:
        actions.send_reminder(staff, permit.pk, now=NOW)
    assert refused.value.code == "reminder_none"
    assert AuditEntry.objects.get(deed="reveal_phone").subject_id == shop.public_id
    row = queries.paper(access.visible_permits(staff), permit.pk, TODAY)
    assert row is not None
    assert (row.is_due, row.reminded_at) == (False, NOW)


def test_a_reminder_that_did_not_go_out_opens_again() -> None:
    """By the one who opened WhatsApp, within a day; it may be sent then."""
    staff, other, shop = member("staff", CODE), member("staff", CODE), made()
    permit = ending(shop, 20)
    actions.make_reminders(NOW)
    actions.send_reminder(staff, permit.pk, now=NOW)
    for person, when in ((other, NOW), (staff, NOW + timedelta(days=2))):
        with pytest.raises(Refusal) as refused:
            actions.take_back_reminder(person, permit.pk, now=when)
        assert refused.value.code == "reminder_none"
    actions.take_back_reminder(staff, permit.pk, now=NOW + timedelta(hours=1))
    assert AuditEntry.objects.filter(deed="reminder_not_sent").exists()
    assert actions.send_reminder(staff, permit.pk, now=NOW + timedelta(hours=2))


def test_a_business_gets_two_messages_a_week_and_none_at_night() -> None:
    """Also over several papers; a maker without WhatsApp is called instead."""
    staff, shop = member("staff", CODE), made()
    papers = [ending(shop, 20, number=str(number)) for number in range(3)]
    actions.make_reminders(NOW)
    night = datetime(2026, 11, 25, 15, 0, tzinfo=NOW.tzinfo)  # 23.00 in Amuntai
    with pytest.raises(Refusal) as refused:
        actions.send_reminder(staff, papers[0].pk, now=night)
    assert refused.value.code == "reminder_hour"
    for permit in papers[:2]:
        actions.send_reminder(staff, permit.pk, now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.send_reminder(staff, papers[2].pk, now=NOW)
    assert refused.value.code == "reminder_often"
    actions.send_reminder(staff, papers[2].pk, now=NOW + timedelta(days=8))
    silent = ending(made(owner=owner(CODE, phone=PHONE)), 20)
    actions.make_reminders(NOW)
    with pytest.raises(Refusal) as refused:
        actions.send_reminder(staff, silent.pk, now=NOW)
    assert refused.value.code == "no_consent"
    mute = ending(made(owner=owner(CODE)), 20)
    actions.make_reminders(NOW)
    with pytest.raises(Refusal) as refused:
        actions.send_reminder(staff, mute.pk, now=NOW)
    assert refused.value.code == "no_whatsapp"


def test_questions_and_reminders_share_one_limit() -> None:
    """Asked once and reminded once this week: neither a further question nor a reminder."""
    staff, shop = member("staff", CODE), made()
    papers = [ending(shop, 20, number=str(number)) for number in range(2)]
    actions.make_reminders(NOW)
    actions.send_reminder(staff, papers[0].pk, now=NOW)
    actions.ask_by_chat(staff, shop.public_id, "dinas", address=str, now=NOW)
    with pytest.raises(Refusal) as reminded:
        actions.send_reminder(staff, papers[1].pk, now=NOW)
    with pytest.raises(Refusal) as asked:
        actions.ask_by_chat(staff, shop.public_id, "dinas", address=str, now=NOW)
    assert (reminded.value.code, asked.value.code) == ("reminder_often", "asked_enough")


def test_whatsapp_is_not_offered_where_the_owner_gave_no_consent(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """The button is for who may be written to; the rest is led to the consent; no query a row."""
    allowed, silent = (
        made(name="Sudah Izin"),
        business(CODE, owner=owner(CODE, phone=PHONE), status="aktif", name="Belum Izin"),
    )
    for shop in (allowed, silent):
        ending(shop, 20)
    actions.make_reminders(NOW)
    with django_assert_num_queries(1):
        rows = queries.page(Permit.objects.all(), None, TODAY).object_list
    assert {row.business: row.may_write for row in rows} == {
        "Sudah Izin": True, "Belum Izin": False,
    }  # fmt: skip
    client = Client()
    client.force_login(member("staff", CODE))
    page = client.get("/balai/surat/?apa=ingatkan").content.decode()
    assert page.count("Ingatkan lewat WA") == 1
    assert "belum ada izin WA" in page
    assert silent.owner is not None
    assert f"/balai/permintaan/izin/{silent.owner.public_id}/" in page
    one = client.get(f"/balai/surat/{silent.permits.get().pk}/").content.decode()
    assert "Ingatkan lewat WA" not in one
    assert "Catat izinnya" in one


def test_a_merged_record_is_reminded_of_while_its_business_runs() -> None:
    """The golden record says whether it runs, not what the merged one said once."""
    closed, runs = made(status="tutup"), made()
    over, goes_on = made(golden=closed), made(status="tutup", golden=runs)
    ending(over, 3, number="a")
    ending(goes_on, 3, number="b")
    assert actions.make_reminders(NOW) == 1
    assert PermitReminder.objects.get().permit.number == "b"
