"""What a business is told before it is asked: one text, true, kept by its version with answers."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from lampit.measure import actions
from lampit.measure.actions import inviting
from lampit.measure.models import Submission
from lampit.measure.queries.personal import sections
from lampit.measure.rules import consent, receiving
from lampit.privacy.rules.processing import ACTIVITIES
from tests.factories import member
from tests.measure.deliveries import xml
from tests.measure.fieldwork import NOW, first_member, open_field, staff
from tests.measure.questionnaires import answers, instrument
from tests.measure.telephones import telephone

pytestmark = pytest.mark.django_db
GATE = "Data dipakai untuk pendataan dan pembinaan UMKM, dijaga rahasianya. Boleh kita mulai?"
FALSE = "hanya dipakai dalam bentuk jumlah"


def test_a_change_of_a_word_is_another_version_and_the_old_words_stay() -> None:
    """By hash; what a phone makes up is not kept."""
    assert consent.TEXTS[consent.VERSION] == consent.OPENING
    assert consent.version_of(consent.OPENING + " ") not in consent.TEXTS
    assert any(FALSE in text for text in consent.TEXTS.values())
    assert FALSE not in consent.OPENING
    assert consent.known(consent.VERSION) == consent.VERSION
    assert consent.known(consent.GATE_ONLY) == consent.GATE_ONLY
    assert consent.known("deadbeef") == consent.known(7) == ""


def test_every_way_of_answering_reads_the_same() -> None:
    """Desk, own link and app: the gate of the instrument and the one opening."""
    found = open_field()
    asked = first_member(found)
    person = staff()
    begun = actions.start_survey(person, asked.pk, instance_id=uuid.uuid4(), now=NOW)
    desk = Client()
    desk.force_login(person)
    link = inviting.invite(person, asked.pk, is_helping=False, now=timezone.now())
    own = Client()
    own.post(f"/isi/{link.token}/", {"kode": link.code})
    pages = [
        desk.get(f"/balai/survei/isi/{begun.instance_id}/setuju/").content.decode(),
        own.get(f"/isi/{link.token}/setuju/").content.decode(),
    ]
    app = Client().get("/pendata/").content.decode()
    assert instrument().gate.text.id == GATE
    for page in (*pages, app):
        assert consent.OPENING in page
        assert FALSE not in page
    assert all(GATE in page for page in pages)
    assert consent.VERSION in app


def test_its_version_is_kept_with_the_answer_and_told_to_the_person() -> None:
    """From app and ODK Collect; a phone with an older text tells that one; see own links, too."""
    found = open_field()
    rows = list(found.members.select_related("business").order_by("id")[:3])
    person = member("enumerator", "63.08")
    older = next(iter(consent.TEXTS))
    for row, version in zip(rows[:2], (older, "deadbeef"), strict=True):
        content = receiving.written(
            row.business.public_id, answers(), True, consent_version=version
        )
        actions.receive_submission(
            person, found.pk, f"uuid:{uuid.uuid4()}", content=content, source=receiving.APP, now=NOW
        )
    assert telephone(found).post(xml(rows[2], "uuid:odk")).status_code == 201
    kept = dict(Submission.objects.values_list("member_id", "consent_version"))
    assert kept == {rows[0].pk: older, rows[1].pk: "", rows[2].pk: consent.GATE_ONLY}
    told = {part.code: part.rows for part in sections([rows[0].business_id])}
    assert FALSE in str(told["measure.consents"][0])


def test_the_register_of_processing_says_the_same() -> None:
    """Answers serve coaching, and are read by the mentor of the business."""
    row = next(one for one in ACTIVITIES if one.code == "survei")
    assert row.purposes == ("statistik", "pembinaan")
