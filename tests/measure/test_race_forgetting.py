"""An erasure and a phone that sends at the same moment: nothing of the person stays between."""

import os
from pathlib import Path

import pytest
from django.conf import settings

from lampit.measure import actions
from lampit.measure.models import Delivery, SampleMember
from lampit.measure.rules import receiving
from lampit.outside import kept
from lampit.people.models import User
from lampit.registry.models import Business, Owner
from tests.measure.deliveries import content, drawn, new_id
from tests.measure.fieldwork import NOW, open_field, staff
from tests.measure.meetings import PHOTO
from tests.meeting import Met, meet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DEEDS, ACTIONS = "tests.measure.meetings:", "lampit.measure.actions."


def asked() -> tuple[User, SampleMember, Owner]:
    """Return who asks, a drawn business, and its owner."""
    one = drawn(open_field())
    owner = Owner.objects.create(
        public_id="O1", region_id="63.08", name="Siti", created_at=NOW, updated_at=NOW
    )
    Business.objects.filter(pk=one.business_id).update(owner=owner)
    return staff(), one, owner


def met(first: str, second: str, *words: object, at: str, look: str, folder: Path) -> Met:
    """Let two deeds meet."""
    return meet(
        DEEDS + first, DEEDS + second, *words, at=ACTIONS + at, look=DEEDS + look, folder=folder
    )


@pytest.mark.parametrize(
    ("first", "second", "at"),
    [("erase", "send", "erasing.hold_businesses"), ("send", "erase", "receiving.hold_told")],
)
def test_an_interview_of_this_moment_does_not_outlive_her(
    first: str, second: str, at: str, tmp_path: Path
) -> None:
    """The first interview of a business arrives while its person is erased."""
    person, one, owner = asked()
    seen = met(
        first, second, person.pk, one.pk, owner.pk, new_id(), at=at, look="left", folder=tmp_path
    )
    assert seen.after[:3] == [0, 0, 0]
    assert {seen.first, seen.second} <= {"ok", "gone", "new"}


@pytest.mark.parametrize("first", ["send", "erase"])
def test_a_repeat_of_this_moment_brings_nothing_back(first: str, tmp_path: Path) -> None:
    """The same content once more, with its photo, while the instance is erased."""
    person, one, owner = asked()
    instance = new_id()
    actions.receive_submission(
        person, one.round_id, instance, content=content(one), source=receiving.APP, now=NOW
    )
    second, at = ("erase", "receiving.hold_told") if first == "send" else (
        "send", "erasing.hold_businesses")  # fmt: skip
    seen = met(
        first, second, person.pk, one.pk, owner.pk, instance, at=at, look="left", folder=tmp_path
    )
    assert seen.after == [0, 0, 0, 1]
    assert {seen.first, seen.second} <= {"ok", "gone", "same"}


@pytest.mark.parametrize("first", ["count", "erase"])
def test_what_is_counted_in_this_moment(first: str, tmp_path: Path) -> None:
    """Counting and erasing take turns, and neither falls over the other."""
    person, one, owner = asked()
    instance = new_id()
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr("lampit.measure.actions.receiving.count_soon", lambda found, **_: found)
        actions.receive_submission(
            person, one.round_id, instance, content=content(one), source=receiving.APP, now=NOW
        )
    assert Delivery.objects.get().state == receiving.STORED
    second, at = ("erase", "counting.hold_delivered") if first == "count" else (
        "count", "erasing.hold_businesses")  # fmt: skip
    seen = met(
        first, second, person.pk, one.pk, owner.pk, instance, at=at, look="left", folder=tmp_path
    )
    assert (seen.first, seen.second, seen.after[:3]) == ("ok", "ok", [0, 0, 0])


def test_a_photo_that_is_sent_while_the_clock_sweeps_stays(tmp_path: Path) -> None:
    """The sweep has seen that nobody names it; then an interview with the same photo arrives."""
    person, one, owner = asked()
    settings.ANSWERS_ROOT, before = tmp_path / "answers", settings.ANSWERS_ROOT
    try:
        orphan = kept.keep("foto.jpg", [PHOTO], settings.ANSWERS_ROOT, most=99)
        os.utime(kept.path_of(settings.ANSWERS_ROOT, orphan.sha256), (0, 0))
    finally:
        settings.ANSWERS_ROOT = before
    seen = met(
        "sweep", "send", person.pk, one.pk, owner.pk, new_id(),
        at="photos._named", look="left", folder=tmp_path,
    )  # fmt: skip
    assert (seen.second, seen.after) == ("new", [1, 1, 1, 1])


def test_two_people_decide_one_delivery(tmp_path: Path) -> None:
    """One uses it, the other declines it at the same moment: one word counts, the other is told."""
    person, one, owner = asked()
    other = staff()
    for number in (1, 2):
        actions.receive_submission(
            person, one.round_id, new_id(), content=content(one, index=float(number)),
            source=receiving.APP, now=NOW,
        )  # fmt: skip
    seen = met(
        "use", "decline", person.pk, one.pk, owner.pk, "-", other.pk,
        at="deciding.hold_delivered", look="decided", folder=tmp_path,
    )  # fmt: skip
    assert (seen.first, seen.second) == ("ok", "decided")
    assert seen.after == [[receiving.REPLACED, receiving.COUNTED], 1]
