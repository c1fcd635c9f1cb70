"""Everybody finds the own pages from the menu's page, and pages tell the round's own instrument."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lampit.measure import actions
from lampit.measure.access import askable_members
from lampit.measure.models import Round, SampleMember
from lampit.measure.queries import pendata
from lampit.measure.rules.instrument import MINUTES_A_QUESTION, read_instrument
from lampit.registry.models import Business
from tests.factories import member
from tests.measure.fieldwork import NOW, TODAY, open_field, staff
from tests.measure.test_actions_instruments import draft
from tests.measure.test_views_plans import opened

pytestmark = pytest.mark.django_db
HOME = "/balai/survei/"


def test_an_enumerator_finds_app_days_and_second_askings(client: Client) -> None:
    """Two taps from where she lands."""
    found, person = open_field(), member("enumerator", "63.08")
    client.force_login(person)
    assert f'href="{reverse("measure:pendata")}"' in client.get(HOME).content.decode()
    page = client.get(f"{HOME}{found.pk}/").content.decode()
    for url in (
        reverse("measure:route", args=[found.pk, person.pk]),
        reverse("measure:backchecks", args=[found.pk]),
    ):
        assert f'href="{url}"' in page
        assert client.get(url).status_code == 200


def test_the_office_finds_the_phones_and_the_head_the_days(client: Client) -> None:
    """Where a lost phone is revoked stands beside the rounds; every name on the crew page opens."""
    found, person = open_field(), member("enumerator", "63.08")
    client.force_login(staff())
    assert f'href="{reverse("measure:devices")}"' in client.get(HOME).content.decode()
    client.force_login(member("head", "63.08"))
    assert client.get(reverse("measure:route", args=[found.pk, person.pk])).status_code == 200


def test_a_plan_names_its_instrument_and_what_has_no_kecamatan(client: Client) -> None:
    """The way to another instrument stands there; a place nobody noted is not the kabupaten."""
    open_field()
    Business.objects.filter(pk=Business.objects.order_by("pk").values("pk")[:1]).update(
        district=None, village=None
    )
    found = opened(client, name="2026-2")
    page = client.get(reverse("measure:plan", args=[found.pk])).content.decode()
    assert f'href="{reverse("measure:instrument", args=[found.instrument_id])}"' in page
    assert "Kecamatan belum diketahui" in page
    assert '<th scope="row">Wilayah 63.08</th>' not in page


def test_a_name_that_no_address_can_hold_is_refused_in_words(client: Client) -> None:
    """No word of programmers; what was typed stays."""
    client.force_login(staff())
    typed = {"name": "2026 tiga!", "reference_on": TODAY.isoformat()}
    page = client.post(f"{HOME}baru/", typed)
    assert page.status_code == 422
    assert "tanpa spasi" in page.content.decode()
    assert "“slug”" not in page.content.decode()
    assert "2026 tiga!" in page.content.decode()


def test_the_phone_holds_the_next_days_too() -> None:
    """Who sees no signal until Tuesday still has Monday's and Tuesday's list, but not the month."""
    found, ours = open_field(), member("enumerator", "63.08")
    rows = list(SampleMember.objects.filter(round=found).order_by("id")[:3])
    Round.objects.filter(pk=found.pk).update(is_assigned=True)
    for row, days in zip(rows, (0, 3, 4), strict=True):
        SampleMember.objects.filter(pk=row.pk).update(
            assigned_to=ours, route_day=TODAY + timedelta(days=days)
        )
    work = pendata.work_of(askable_members(ours), TODAY)
    assert [one.pk for one in work.members] == [rows[0].pk, rows[1].pk]
    told = pendata.told_member(work.members[1])
    assert told["day"] == (TODAY + timedelta(days=3)).isoformat()


def test_the_length_is_that_of_the_instrument(client: Client) -> None:
    """A board's own version takes other minutes; without a word of its makers they are reckoned."""
    found, row = open_field(), draft()
    told = row.definition | {"minutes": 7}
    actions.change_draft(staff(), row.pk, told, edit_count=row.edit_count, now=NOW)
    own = actions.publish_draft(staff(), row.pk, now=NOW)
    Round.objects.filter(pk=found.pk).update(instrument=own)
    drawn = SampleMember.objects.filter(round=found)[0]
    client.force_login(staff())
    count = len(told["questions"])
    assert (
        f"{count} pertanyaan, dibacakan" in client.get(f"{HOME}contoh/{drawn.pk}/").content.decode()
    )
    page = client.post(f"{HOME}contoh/{drawn.pk}/mulai/", follow=True).content.decode()
    assert f"paling banyak {count} pertanyaan" in page
    assert "kira-kira 7 menit" in page
    bare = {name: value for name, value in told.items() if name != "minutes"}
    assert read_instrument(bare).minutes == round(count * MINUTES_A_QUESTION)


def test_publishing_asks_whether_the_result_was_looked_at(client: Client) -> None:
    """It cannot be undone and replaces what the head reads; the way back asks for nothing."""
    found = open_field()
    Round.objects.filter(pk=found.pk).update(state="diolah")
    client.force_login(staff())
    page = client.get(f"{HOME}{found.pk}/").content.decode()
    assert 'name="yakin" value="ya" required' in page
    assert f"0 menjawab dari {found.drawn_count} usaha terpilih" in page
    assert page.count("formnovalidate") == 1
    answer = client.post(f"{HOME}{found.pk}/langkah/", {"ke": "terbit"}, follow=True)
    assert "Centang dahulu" in answer.content.decode()
    found.refresh_from_db()
    assert found.state == "diolah"
