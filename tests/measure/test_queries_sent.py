"""What was sent and does not count is told to the person; photos are shown to who decides."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from lampit.measure import actions
from lampit.measure.models import Attachment, Delivery
from lampit.measure.queries.personal import photos_of, sections
from lampit.measure.rules import receiving
from lampit.outside import kept
from lampit.people.models import AuditEntry
from tests.measure.deliveries import content, drawn, new_id
from tests.measure.fieldwork import NOW, open_field, staff
from tests.measure.questionnaires import answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings: Any, tmp_path: Path) -> Path:
    """Keep the files of each test apart."""
    settings.ANSWERS_ROOT = tmp_path
    return tmp_path


def taken(colour: str) -> bytes:
    """Return a photo of a telephone that says where it was taken."""
    exif, target = Image.Exif(), io.BytesIO()
    exif[0x010F] = "TELEPON RAHASIA"
    Image.new("RGB", (400, 300), colour).save(target, "JPEG", exif=exif)
    return target.getvalue()


def twice(root: Path) -> tuple[Any, Delivery, Delivery]:
    """Return who decides, what counts and what waits, of one business, each with its photo."""
    person, found = staff(), open_field()
    one = drawn(found)
    for number, colour in enumerate(("red", "blue")):
        photo = kept.keep("foto-1.jpg", [taken(colour)], root, most=99_999)
        told = content(one, answers=answers(daring_kini=number * 9))
        actions.receive_submission(
            person, found.pk, new_id(), content=told, source=receiving.APP, files=[photo], now=NOW
        )
    counted, waits = Delivery.objects.order_by("pk")
    assert (counted.state, waits.reason) == (receiving.COUNTED, receiving.TWICE)
    return person, counted, waits


def test_the_person_reads_what_does_not_count(root: Path) -> None:
    """Each answer that waits stands in her copy in words, and the photos of both are in it."""
    _person, counted, waits = twice(root)
    assert waits.member is not None
    told = {one.code: one.rows for one in sections([waits.member.business_id])}
    rows = told["measure.uncounted"]
    assert len(rows) == len(answers())
    assert {row[1] for row in rows} == {"Menunggu keputusan penyelia"}
    assert any(row[3] == "9" for row in rows)
    files = dict(photos_of([waits.member.business_id]))
    assert list(files) == ["001.jpg", "002.jpg"]
    Delivery.objects.filter(pk=waits.pk).update(content=b"{", emptied_at=None)
    told = {one.code: one.rows for one in sections([waits.member.business_id])}
    assert told["measure.uncounted"][0][3] == "{"
    Delivery.objects.filter(pk=waits.pk).update(content=b"", emptied_at=NOW)
    told = {one.code: one.rows for one in sections([waits.member.business_id])}
    assert told["measure.uncounted"] == ()
    assert counted.state == receiving.COUNTED


def test_both_photos_stand_side_by_side_and_looking_is_noted(root: Path) -> None:
    """The page shows them; each look is in the trail; nothing of the telephone is in the bytes."""
    person, counted, waits = twice(root)
    client = Client()
    client.force_login(person)
    page = client.get(f"/balai/survei/{waits.round_id}/karantina/{waits.pk}/").content.decode()
    base = f"/balai/survei/{waits.round_id}/karantina"
    urls = []
    for one in (counted, waits):
        number = Attachment.objects.get(delivery=one).pk
        urls.append(f"{base}/{one.pk}/foto/{number}.jpg")
        assert f'src="{urls[-1]}"' in page
    answer = client.get(urls[1])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Cache-Control"] == "private, no-store"
    assert b"RAHASIA" not in answer.content
    assert Image.open(io.BytesIO(answer.content)).size == (400, 300)
    entry = AuditEntry.objects.get(deed="delivery_photo_seen")
    assert (entry.actor_id, entry.subject_id) == (person.pk, str(waits.pk))


def test_a_photo_is_given_to_nobody_else(root: Path) -> None:
    """Of another delivery, another round, another kabupaten, or no picture: 404."""
    person, counted, waits = twice(root)
    number = Attachment.objects.get(delivery=waits).pk
    other = open_field(name="2026-2", region="63.09")
    tried = {
        (person, waits.round_id, counted.pk): number,
        (person, other.pk, waits.pk): number,
        (staff("63.09"), waits.round_id, waits.pk): number,
        (staff("63.09"), other.pk, waits.pk): number,
    }
    for (who, asked_in, delivery), file in tried.items():
        client = Client()
        client.force_login(who)
        url = f"/balai/survei/{asked_in}/karantina/{delivery}/foto/{file}.jpg"
        assert client.get(url).status_code == 404
    odd = kept.keep("x.jpg", [b"<svg onload=alert(1)>"], root, most=999)
    Attachment.objects.filter(pk=number).update(sha256=odd.sha256)
    client = Client()
    client.force_login(person)
    url = f"/balai/survei/{waits.round_id}/karantina/{waits.pk}/foto/{number}.jpg"
    assert client.get(url).status_code == 404
    assert not AuditEntry.objects.filter(deed="delivery_photo_seen").exists()
