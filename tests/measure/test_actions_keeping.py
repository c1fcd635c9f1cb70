"""What surveys keep goes when its term is over, a day before it stays; told on privacy's page."""

import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.actions.backchecks import begin_backcheck, draw_backchecks
from lampit.measure.actions.devices import file_key_of, restore_device
from lampit.measure.actions.inviting import invite
from lampit.measure.actions.keeping import keep_terms
from lampit.measure.actions.odk_keys import make_device_key
from lampit.measure.models import (
    Attachment,
    BackCheck,
    Delivery,
    DeviceKey,
    FieldDevice,
    FieldReport,
    FoundBusiness,
    Invitation,
    SampleMember,
    Submission,
)
from lampit.measure.rules import keeping, receiving
from lampit.outside import kept
from lampit.people.models import AuditEntry
from lampit.privacy.rules.retention import BY_CODE
from tests.factories import member
from tests.measure.deliveries import content, drawn, new_id
from tests.measure.fieldwork import NOW, open_field, place, staff
from tests.measure.test_actions_reporting import carried, tell

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def after(term: timedelta) -> datetime:
    """Return the first tick after a term, that began now, is over."""
    return NOW + term + DAY


def around(term: timedelta, look: Any) -> tuple[Any, Any]:
    """Return what is seen after a tick in the last day of a term, and after the next."""
    keep_terms(NOW + term - DAY)
    before = look()
    keep_terms(after(term))
    return before, look()


def test_unsent_answers_go_with_their_link() -> None:
    """Thirty days after the link ended; that there was one stays."""
    person, found = staff(), open_field()
    made = invite(person, drawn(found).pk, is_helping=False, now=NOW).invitation
    ends = {"answers": {"usia_pemilik": 40}, "has_consent": True, "expires_at": NOW}
    Invitation.objects.filter(pk=made.pk).update(**ends)
    told = around(keeping.LINKS, lambda: Invitation.objects.get().answers)
    assert told == ({"usia_pemilik": 40}, {})


def test_drafts_of_the_desk_go() -> None:
    """Ninety days after the last change; one that was changed since stays."""
    person, found = staff(), open_field()
    _old, made = (
        actions.start_survey(person, drawn(found, n).pk, instance_id=uuid.uuid4(), now=NOW)
        for n in (0, 1)
    )
    Submission.objects.filter(pk=made.pk).update(changed_at=NOW + 80 * DAY)
    assert around(keeping.DRAFTS, Submission.objects.count) == (2, 1)
    assert Submission.objects.get().pk == made.pk
    assert SampleMember.objects.filter(submission=None).exists()


def test_a_second_asking_that_was_left_is_dropped() -> None:
    """Its answers go; the first interview is not touched."""
    person, found = staff(), open_field()
    asker = member("enumerator", "63.08")
    for number in range(5):
        actions.receive_submission(
            asker, found.pk, new_id(), content=content(drawn(found, number)),
            source=receiving.APP, now=NOW,
        )  # fmt: skip
    draw_backchecks(person, found.pk, share=0.5, seed=1, now=NOW)
    one = BackCheck.objects.earliest("pk")
    begin_backcheck(person, one.instance_id, now=NOW)
    BackCheck.objects.filter(pk=one.pk).update(answers={"usia_pemilik": 40})
    told = around(keeping.DRAFTS, lambda: BackCheck.objects.get(pk=one.pk).answers)
    assert told == ({"usia_pemilik": 40}, {})
    assert BackCheck.objects.get(pk=one.pk).state == BackCheck.State.DROPPED
    assert Submission.objects.filter(state="final").count() == 5


def test_names_that_nobody_looked_for_go() -> None:
    """Half a year: names, telephone, point and note; village and sector stay, the list skips it."""
    found = open_field()
    village = place("63.08.01.2001")
    row = FoundBusiness.objects.create(
        client_id=uuid.uuid4(), round=found, village=village, name="Warung", owner_name="Siti",
        phone="0812", note="dekat jembatan", latitude=-2.4, longitude=115.2, sector="kuliner",
        found_at=NOW, received_at=NOW,
    )  # fmt: skip

    def seen() -> tuple[Any, ...]:
        row.refresh_from_db()
        return row.name, row.owner_name, row.phone, row.note, row.latitude

    told = around(keeping.FOUND, seen)
    assert told == (("Warung", "Siti", "0812", "dekat jembatan", -2.4), ("", "", "", "", None))
    assert (row.sector, row.village_id, row.state) == ("kuliner", village.pk, "menunggu")
    from lampit.measure.queries.finding import listed

    assert not listed(FoundBusiness.objects.all(), found.pk).exists()


def test_what_does_not_count_goes_after_a_year(
    settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """Content, photos and point of what waits; the counted one stays, and so does its photo."""
    settings.ANSWERS_ROOT = tmp_path
    person, found = staff(), open_field()
    for number, data in enumerate((b"counted", b"waits")):
        photo = kept.keep("a.jpg", [data], tmp_path, most=99)
        told = content(drawn(found), paradata={"device": "x", "n": number})
        actions.receive_submission(
            person, found.pk, new_id(), content=told, source=receiving.APP, files=[photo], now=NOW
        )

    def seen() -> list[tuple[str, bool, str]]:
        rows = Delivery.objects.order_by("pk")
        return [(row.state, bool(row.content), row.device) for row in rows]

    with django_capture_on_commit_callbacks(execute=True):
        before, now = around(keeping.SENT, seen)
    assert before == [("dihitung", True, "x"), ("karantina", True, "x")]
    assert now == [("dihitung", True, "x"), ("ditolak", False, "")]
    assert Attachment.objects.count() == 1
    assert len([p for p in tmp_path.glob("??/*") if len(p.name) == 64]) == 1


def test_words_of_phones_go_after_a_year() -> None:
    """A proposal that nobody decided is declined, and its words are gone."""
    found = open_field()
    told = {"business": drawn(found).business.public_id, "was": {"name": "a"},
            "told": {"name": "Warung Siti"}}  # fmt: skip
    tell(carried(staff()), found, "usulan", told)
    before, now = around(keeping.TOLD, lambda: FieldReport.objects.get().body)
    assert before["told"] == {"name": "Warung Siti"}
    assert now == {}
    assert FieldReport.objects.get().state == FieldReport.State.DECLINED


def test_old_keys_go() -> None:
    """A year unused: the key of Collect is deleted, the phone's secrets are gone for good."""
    person, found = staff(), open_field()
    asker = member("enumerator", "63.08")
    make_device_key(person, found.pk, asker.pk, now=NOW)
    fresh = make_device_key(person, found.pk, asker.pk, now=NOW).key
    DeviceKey.objects.filter(pk=fresh.pk).update(used_at=NOW + 300 * DAY)
    phone = carried(asker)
    told = around(
        keeping.KEYS,
        lambda: (DeviceKey.objects.count(), bool(FieldDevice.objects.get().share)),
    )
    assert told == ((2, True), (1, False))
    for deed in (
        lambda: restore_device(person, phone.pk, now=NOW),
        lambda: file_key_of(FieldDevice.objects.get()),
    ):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "key_over"
    client = Client()
    client.force_login(person)
    answer = client.post(f"/balai/survei/hp/{phone.pk}/pulihkan/", follow=True)
    assert "setahun tidak dipakai" in answer.content.decode()


def test_the_clock_works_once_a_day_and_tells_the_trail() -> None:
    """A second tick of a day does nothing; what went stands in the trail as counts."""
    person, found = staff(), open_field()
    actions.start_survey(person, drawn(found).pk, instance_id=uuid.uuid4(), now=NOW)
    assert keep_terms(after(keeping.DRAFTS)) == 1
    assert AuditEntry.objects.get(deed="survey_terms_kept").reason == "draf 1"
    actions.start_survey(person, drawn(found).pk, instance_id=uuid.uuid4(), now=NOW)
    assert keep_terms(after(keeping.DRAFTS)) == 0


def test_privacys_page_tells_these_terms() -> None:
    """The words of the table are the constants of the clock."""
    days = {"tautan_survei": keeping.LINKS, "draf_survei": keeping.DRAFTS,
            "temuan_survei": keeping.FOUND}  # fmt: skip
    for code, term in days.items():
        assert BY_CODE[code].term.startswith(f"{term.days} hari ")
    years = {"kiriman_survei": keeping.SENT, "laporan_survei": keeping.TOLD,
             "kunci_pendata": keeping.KEYS}  # fmt: skip
    for code, term in years.items():
        assert BY_CODE[code].term.startswith(f"{term.days // 365} tahun ")
