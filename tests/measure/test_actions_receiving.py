"""Questionnaires that arrive: kept first, counted once, nothing lost and nothing doubled."""

import io
import os
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from lampit.basics.refusal import Refusal
from lampit.config.jobs import soon as working_soon
from lampit.measure import actions, jobs
from lampit.measure.actions import counting
from lampit.measure.actions.deciding import DECLINE, decide
from lampit.measure.actions.erasing import erase_drafts
from lampit.measure.models import Attachment, Delivery, Round, SampleMember, Score, Submission
from lampit.measure.queries.checks import _deliveries as received
from lampit.measure.queries.personal import sections
from lampit.measure.queries.receiving import what_is_held
from lampit.measure.rules import receiving, states
from lampit.measure.rules.receiving import written
from lampit.outside import halves, kept
from lampit.people.models import Role, User
from lampit.registry.models import Business
from tests.factories import member as person_of
from tests.measure.deliveries import content, drawn, new_id, xml
from tests.measure.fieldwork import NOW, open_field, staff
from tests.measure.questionnaires import answers

pytestmark = pytest.mark.django_db


def send(person: User | None, round_id: int, told: bytes, instance: str, **more: object):  # type: ignore[no-untyped-def]
    """Send one questionnaire of the app, or of ODK."""
    source = receiving.ODK if told.startswith(b"<") else receiving.APP
    given = {"source": source, "now": NOW} | more
    return actions.receive_submission(person, round_id, instance, content=told, **given)  # type: ignore[arg-type]


def test_it_is_counted_once_however_often_it_comes() -> None:
    """Answers, score and disposition stand once; the repeat changes nothing."""
    person, found = staff(), open_field()
    one, instance = drawn(found), new_id()
    first = send(person, found.pk, content(one, index=40.0), instance)
    again = send(person, found.pk, content(one, index=40.0), instance)
    assert (first.outcome, again.outcome) == ("new", "same")
    assert first.state == again.state == receiving.COUNTED
    row = Submission.objects.get(member=one)
    assert (row.answers, row.state, f"uuid:{row.instance_id}") == (answers(), "final", instance)
    one.refresh_from_db()
    assert (one.disposition, one.visit_count) == ("selesai", 1)
    assert Score.objects.count() == Delivery.objects.count() == 1
    kept_row = Delivery.objects.get()
    assert bytes(kept_row.content) == content(one, index=40.0)
    score = Score.objects.get().index
    assert score is not None
    assert kept_row.index_gap == pytest.approx(40 - score)


def test_while_others_send_it_is_kept_and_counted_by_the_clock() -> None:
    """Whoever waits at the door is answered first; nothing stays uncounted."""
    person, found = staff(), open_field()
    one, instance = drawn(found), new_id()
    with counting.DOORSTEP:
        receipt = send(person, found.pk, content(one), instance)
    assert (receipt.outcome, receipt.state) == ("new", receiving.STORED)
    assert not Submission.objects.filter(member=one).exists()
    assert counting.count_waiting(NOW) == 1
    assert Submission.objects.get(member=one).state == "final"
    assert not counting.DOORSTEP.is_crowded


def test_the_worker_counts_when_it_is_calm() -> None:
    """Two seconds after the last one, or when one has waited for twenty; not while they come."""
    person, found = staff(), open_field()
    with counting.DOORSTEP:
        for number in range(2):
            told = content(drawn(found, number))
            send(person, found.pk, told, new_id(), now=NOW + timedelta(seconds=number))
    act = working_soon()["deliveries_counted"]
    assert act(NOW + timedelta(seconds=2)) == 0
    assert act(NOW + timedelta(seconds=3)) == 2
    assert act(NOW + timedelta(seconds=4)) == 0
    with counting.DOORSTEP:
        send(person, found.pk, content(drawn(found, 2)), new_id())
        send(person, found.pk, content(drawn(found, 3)), new_id(), now=NOW + timedelta(seconds=21))
    assert act(NOW + timedelta(seconds=21)) == 2
    assert Score.objects.count() == 4


def test_a_repeat_is_answered_before_the_first_is_counted() -> None:
    """Who sends again is told that it is held, and waits for no counting."""
    person, found = staff(), open_field()
    told, instance = content(drawn(found)), new_id()
    with counting.DOORSTEP:
        send(person, found.pk, told, instance)
    again = send(person, found.pk, told, instance)
    assert (again.outcome, again.state) == ("same", receiving.STORED)
    assert counting.count_waiting(NOW) == 1


def test_a_form_of_odk_says_the_same() -> None:
    """The XML of Collect and the JSON of the app end in the same answers and score."""
    person, found = staff(), open_field()
    one, other = drawn(found), drawn(found, 1)
    send(person, found.pk, xml(one, "uuid:a"), "uuid:a")
    send(person, found.pk, content(other), new_id())
    rows = list(Submission.objects.order_by("id"))
    assert rows[0].answers == rows[1].answers == answers()
    assert rows[0].score.index == rows[1].score.index
    row = Delivery.objects.get(instance_id="uuid:a")
    assert (row.latitude, row.longitude, row.accuracy) == (-2.43, 115.25, 8.5)
    assert row.began_at is not None
    assert row.device == "collect:x1"


def test_the_same_instance_with_other_content_waits_with_both() -> None:
    """Different answers under one number: the first counts, the second waits; none is lost."""
    person, found = staff(), open_field()
    one, instance = drawn(found), new_id()
    send(person, found.pk, content(one), instance)
    changed = content(one, answers=answers(daring_kini=5))
    receipt = send(person, found.pk, changed, instance)
    assert receipt.outcome == "different"
    assert receipt.is_different
    assert Submission.objects.get().answers["daring_kini"] == 0
    held = what_is_held(found.pk, [instance, "uuid:unknown"])
    assert list(held) == [instance]
    assert held[instance].content_hash == receiving.hash_of(content(one))
    assert held[instance].others == (receiving.hash_of(changed),)


def test_a_business_that_answered_waits_as_a_double() -> None:
    """Two instances of one business: the second is kept for the supervisor."""
    person, found = staff(), open_field()
    one = drawn(found)
    send(person, found.pk, content(one), new_id())
    receipt = send(person, found.pk, content(one), new_id())
    assert (receipt.state, receipt.reason) == (receiving.QUARANTINED, receiving.TWICE)
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_correction_replaces_in_whatever_order(order: tuple[int, int]) -> None:
    """`deprecatedID`: the corrected answers count, the earlier bytes stay."""
    person, found = staff(), open_field()
    one = drawn(found)
    sent = [
        ("uuid:old", xml(one, "uuid:old"), ""),
        ("uuid:new", xml(one, "uuid:new", given=answers(daring_kini=9), deprecated="uuid:old"),
         "uuid:old"),
    ]  # fmt: skip
    for number in order:
        instance, told, deprecated = sent[number]
        send(person, found.pk, told, instance, deprecated_id=deprecated)
    assert Submission.objects.get().answers["daring_kini"] == 9
    assert Score.objects.count() == 1
    told_states = dict(Delivery.objects.values_list("instance_id", "state"))
    assert told_states == {"uuid:old": receiving.REPLACED, "uuid:new": receiving.COUNTED}


def test_only_the_sender_corrects() -> None:
    """A correction by another enumerator waits for the supervisor."""
    person, found = staff(), open_field()
    one = drawn(found)
    send(person, found.pk, content(one), "uuid:old")
    receipt = send(staff(), found.pk, content(one, answers=answers(daring_kini=9)), "uuid:new",
                   deprecated_id="uuid:old")  # fmt: skip
    assert receipt.reason == receiving.OTHER_SENDER
    assert Submission.objects.get().answers["daring_kini"] == 0


def test_a_declined_correction_replaces_nothing() -> None:
    """The first answers arrive after their correction was declined: they count."""
    person, found = staff(), open_field()
    one = drawn(found)
    wrong = xml(one, "uuid:new", given=answers(usia_pemilik=400), deprecated="uuid:old")
    send(person, found.pk, wrong, "uuid:new", deprecated_id="uuid:old")
    decide(person, found.pk, Delivery.objects.get().pk, DECLINE, "umur tidak mungkin", now=NOW)
    receipt = send(person, found.pk, xml(one, "uuid:old"), "uuid:old")
    assert receipt.state == receiving.COUNTED
    assert Submission.objects.get().answers == answers()


def test_what_waits_goes_with_the_person_too(
    settings: Any,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """Late, doubled, out of reach, of another round: no content and no photo outlives her."""
    settings.ANSWERS_ROOT = tmp_path
    person, found = staff(), open_field()
    one = drawn(found)
    photo = kept.keep("foto.jpg", [b"her shop"], tmp_path, most=99)
    for number in (1, 1, 2):
        send(person, found.pk, content(one, index=1.0 * Delivery.objects.count()),
             f"uuid:{number}", files=[photo])  # fmt: skip
    Round.objects.filter(pk=found.pk).update(is_assigned=True)
    send(person_of("enumerator", "63.08"), found.pk, content(one, index=3.0), "uuid:3")
    sampled = SampleMember.objects.values("business")
    strange = Business.objects.exclude(pk__in=sampled).earliest("pk")
    send(person, found.pk, written(strange.public_id, answers(), consent=True), "uuid:4")
    Round.objects.filter(pk=found.pk).update(state=states.CLOSED)
    send(person, found.pk, content(one, index=5.0), "uuid:5")
    reasons = set(Delivery.objects.values_list("reason", flat=True))
    assert reasons == {
        "", receiving.OTHER_CONTENT, receiving.TWICE, receiving.OUT_OF_REACH, receiving.NOT_DRAWN,
        receiving.CLOSED,
    }  # fmt: skip
    told = {one.code: one.rows for one in sections([one.business_id, strange.pk])}
    assert len(told["measure.received"]) == 6
    with django_capture_on_commit_callbacks(execute=True):
        erase_drafts([one.business_id, strange.pk])
        assert kept.path_of(tmp_path, photo.sha256).exists()
    assert not kept.path_of(tmp_path, photo.sha256).exists()
    assert {bytes(row.content) for row in Delivery.objects.all()} == {b""}


def test_what_cannot_be_waits_with_its_reason() -> None:
    """Impossible answers, strangers to the sample and missing consent are kept, not counted."""
    person, found = staff(), open_field()
    one = drawn(found)
    wrong = send(person, found.pk, content(one, answers=answers(usia_pemilik=400)), new_id())
    assert wrong.reason == receiving.FAULTY
    assert "usia_pemilik" in Delivery.objects.get(reason=receiving.FAULTY).detail
    strange = send(person, found.pk, xml(None, "uuid:s", business="U999"), "uuid:s")
    assert strange.reason == receiving.NOT_DRAWN
    told = xml(one, "uuid:n", agrees="")
    assert send(person, found.pk, told, "uuid:n").reason == receiving.FAULTY
    assert not Submission.objects.exists()
    assert Delivery.objects.filter(state=receiving.QUARANTINED).count() == 3


def test_a_refusal_at_the_door_is_a_disposition() -> None:
    """“Tidak bersedia” keeps no answers; a visit without answers tells its code."""
    person, found = staff(), open_field()
    one, other = drawn(found), drawn(found, 1)
    send(person, found.pk, xml(one, "uuid:r", agrees="tidak"), "uuid:r")
    send(person, found.pk, content(other, answers={}, disposition="tidak_ditemui",
                                   confirmed=False), new_id())  # fmt: skip
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.disposition, one.reason) == ("menolak", "lain")
    assert (other.disposition, other.is_confirmed) == ("tidak_ditemui", False)
    assert not Submission.objects.exists()


def test_late_ones_are_kept_for_the_supervisor() -> None:
    """A round that closed takes no answers, and loses none; one not yet in the field refuses."""
    person, found = staff(), open_field()
    one = drawn(found)
    actions.move_round(None, found.pk, states.CLOSED, now=NOW)
    receipt = send(person, found.pk, content(one), new_id())
    assert receipt.is_late
    assert Delivery.objects.get().reason == receiving.CLOSED
    assert not Submission.objects.exists()


def test_strangers_send_nothing() -> None:
    """A neighbour does not see the round; an enumerator of no member is set aside."""
    found = open_field()
    one = drawn(found)
    for stranger in (staff("63.09"), person_of(Role.HEAD, "63.08")):
        with pytest.raises(Refusal) as refused:
            send(stranger, found.pk, content(one), new_id())
        assert refused.value.code == "round_out_of_reach"
    assert not Delivery.objects.exists()


def test_files_come_when_they_come(settings: Any, tmp_path: Path) -> None:
    """Named files are missed until they are there, by the hash they were told with."""
    settings.ANSWERS_ROOT = tmp_path
    person, found = staff(), open_field()
    one, instance = drawn(found), new_id()
    told = content(one, files={"a.jpg": "", "b.jpg": receiving.hash_of(b"bb")})
    first = send(person, found.pk, told, instance)
    assert (first.outcome, first.missing) == ("incomplete", ("a.jpg", "b.jpg"))
    assert first.state == receiving.COUNTED
    a, wrong, b = (
        kept.keep(name, kept.pieces(io.BytesIO(data)), tmp_path, most=100)
        for name, data in (("a.jpg", b"a"), ("b.jpg", b"other"), ("b.jpg", b"bb"))
    )
    assert send(person, found.pk, told, instance, files=[a, wrong, a]).missing == ("b.jpg",)
    assert send(person, found.pk, told, instance, files=[b, a]).outcome == "same"
    assert Attachment.objects.count() == 3
    assert kept.path_of(tmp_path, b.sha256).read_bytes() == b"bb"
    with pytest.raises(Refusal):
        kept.keep("c.jpg", [b"x" * 101], tmp_path, most=100)
    assert not list(tmp_path.glob("*.part"))


def test_what_fell_while_counting_is_counted_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault after it was kept loses nothing; one that never can be counted waits for a person."""
    person, found = staff(), open_field()
    one, other = drawn(found), drawn(found, 1)

    def fall(*_told: object, **_more: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(counting, "finish", fall)
        assert send(person, found.pk, content(one), new_id()).state == receiving.STORED
    assert counting.count_waiting(NOW) == 1
    assert Submission.objects.get(member=one).state == "final"

    def wait(*_told: object, **_more: object) -> None:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(counting, "finish", wait)
        send(person, found.pk, content(other), new_id())
        counting.count_waiting(NOW)
    assert Delivery.objects.filter(state=receiving.STORED).count() == 1
    with monkeypatch.context() as broken:
        broken.setattr(counting, "finish", fall)
        counting.count_waiting(NOW)
    assert Delivery.objects.get(reason=receiving.UNREADABLE).detail == "RuntimeError"


def test_a_text_cut_through_a_sign_is_kept_and_counted() -> None:
    """Half an emoji, a NUL, a number that is none: the phone need not send it for ever."""
    person, found = staff(), open_field()
    one = drawn(found)
    told = content(one, paradata={"note": "rajin X", "far": 1.0})
    told = told.replace(b"rajin X", rb"rajin \ud83d\u0000").replace(b'"far":1.0', b'"far":1e999')
    assert send(person, found.pk, told, new_id()).state == receiving.COUNTED
    assert Delivery.objects.get().paradata == {"note": "rajin ", "far": None}


def test_the_clock_removes_photos_that_never_became_whole(settings: Any, tmp_path: Path) -> None:
    """Pieces that nobody went on with for ninety days are no one's any more."""
    settings.ANSWERS_ROOT = tmp_path
    for mark in ("old", "new"):
        halves.add(tmp_path, mark, 0, b"x", most=9)
    os.utime(halves.path_of(tmp_path, "old"), (0, 0))
    assert jobs.TICKS["half_photos_removed"](NOW) == 1
    assert (halves.held(tmp_path, "old"), halves.held(tmp_path, "new")) == (0, 1)


def test_a_draft_at_the_desk_gives_way_and_is_kept() -> None:
    """Who was quicker counts; what was typed on the page stays readable."""
    person, found = staff(), open_field()
    one = drawn(found)
    draft = actions.start_survey(person, one.pk, instance_id=uuid.uuid4(), now=NOW)
    actions.record_consent(person, draft.instance_id, now=NOW)
    actions.save_page(person, draft.instance_id, "usaha", {"usia_pemilik": ["33"]}, now=NOW)
    send(person, found.pk, content(one), new_id())
    assert Submission.objects.get().answers == answers()
    old = Delivery.objects.get(source=receiving.DESK)
    assert receiving.read_json(bytes(old.content)).answers == {"usia_pemilik": 33}


def test_verify_sees_what_stands_uncounted(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A delivery kept an hour ago and not counted, or a file that is gone, is told."""
    settings.ANSWERS_ROOT = tmp_path
    person, found = staff(), open_field()
    assert received().ok
    with monkeypatch.context() as broken:
        broken.setattr(counting, "finish", lambda *_told, **_more: 1 / 0)
        send(person, found.pk, content(drawn(found)), new_id())
    assert not received().ok
    counting.count_waiting(NOW)
    assert received().ok
    lost = kept.keep("a.jpg", [b"x"], tmp_path, most=9)
    send(person, found.pk, content(drawn(found, 1)), new_id(), files=[lost])
    kept.drop(tmp_path, lost.sha256)
    assert not received().ok
