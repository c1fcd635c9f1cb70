"""Two people, or a person and a phone, at one round in the same moment."""

from pathlib import Path

import pytest

from lampit.measure import actions
from lampit.measure.models import ReserveUnit, SampleMember
from lampit.measure.rules import receiving, states
from tests.factories import member
from tests.measure.deliveries import content, drawn
from tests.measure.fieldwork import NOW, TODAY, open_field, register, staff
from tests.measure.test_actions_processing import closed
from tests.meeting import Met, meet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
DEEDS, ACTIONS = "tests.measure.meetings:", "lampit.measure.actions."


def met(first: str, second: str, *words: object, at: str, look: str, folder: Path) -> Met:
    """Let two deeds meet."""
    return meet(
        DEEDS + first, DEEDS + second, *words, at=ACTIONS + at, look=DEEDS + look, folder=folder
    )


def test_a_round_that_closes_while_a_phone_sends(tmp_path: Path) -> None:
    """Who comes first is first: it counts, or it waits for the supervisor; none falls."""
    found = open_field()
    seen = met(
        "send_one", "move", staff().pk, found.pk, states.CLOSED, drawn(found).pk,
        at="counting._checked", look="answered", folder=tmp_path,
    )  # fmt: skip
    assert seen == Met(receiving.COUNTED, "ok", [states.CLOSED, 1, None])
    later = open_field(name="2026-2", region="63.09")
    seen = met(
        "move", "send_one", staff("63.09").pk, later.pk, states.CLOSED, drawn(later).pk,
        at="drawing.check_drawn", look="answered", folder=tmp_path,
    )  # fmt: skip
    assert (seen.first, seen.after) == ("ok", [states.CLOSED, 0, None])
    assert seen.second == receiving.QUARANTINED


def test_what_is_used_while_the_round_is_processed(tmp_path: Path) -> None:
    """The answers that count are those of the figures, whoever was first."""
    found = closed(12, 40)
    person, late = staff(), SampleMember.objects.filter(round=found, submission=None)[0]
    actions.receive_submission(
        person, found.pk, "uuid:late", content=content(late), source=receiving.APP, now=NOW
    )
    seen = met(
        "use_late", "move", person.pk, found.pk, states.PROCESSED,
        at="counting._checked", look="answered", folder=tmp_path,
    )  # fmt: skip
    state, final, reckoned = seen.after
    assert (seen.first, seen.second, state) == ("ok", "ok", states.PROCESSED)
    assert final == reckoned


def test_two_people_publish_at_once(tmp_path: Path) -> None:
    """One revision is published, the other is told."""
    found = actions.move_round(None, closed(12, 40).pk, states.PROCESSED, now=NOW)
    seen = met(
        "move", "move", staff().pk, found.pk, states.PUBLISHED,
        at="drawing.check_drawn", look="revisions", folder=tmp_path,
    )  # fmt: skip
    assert seen == Met("ok", "round_state", [[1, "terbit"]])


def test_two_people_correct_at_once(tmp_path: Path) -> None:
    """The correction that waits is one; the published figures stay."""
    found = closed(12, 40)
    for state in (states.PROCESSED, states.PUBLISHED):
        actions.move_round(None, found.pk, state, now=NOW)
    seen = met(
        "correct", "correct", member("head", "63.08").pk, found.pk,
        at="processing.reckon", look="revisions", folder=tmp_path,
    )  # fmt: skip
    assert seen.after == [[1, "terbit"], [2, "diolah"]]
    assert (seen.first, seen.second) == ("ok", "ok")


def test_two_people_draw_at_once(tmp_path: Path) -> None:
    """One sample, each business once."""
    register(10)
    opened = actions.open_round(
        None, "63.08", "2026-1", wanted=30, recommendation="V-26.6308.001",
        reference_on=TODAY, now=NOW,
    )  # fmt: skip
    seen = met(
        "draw_again", "draw_again", staff().pk, opened.pk,
        at="drawing.freeze", look="drawn_rows", folder=tmp_path,
    )  # fmt: skip
    rows, businesses, _released = seen.after
    assert (seen.first, seen.second) == ("ok", "round_state")
    assert rows == businesses > 0


def test_two_people_release_the_reserve_at_once(tmp_path: Path) -> None:
    """For each that was lost one comes, however many press."""
    register(10)
    boss = staff()
    opened = actions.open_round(
        None, "63.08", "2026-1", wanted=30, recommendation="V-26.6308.001",
        reference_on=TODAY, now=NOW,
    )  # fmt: skip
    opened.plan = {**opened.plan, "reserve_share": 0.5}
    opened.save(update_fields=["plan"])
    actions.draw(None, opened.pk, seed=7, now=NOW)
    found = actions.move_round(None, opened.pk, states.FIELD, now=NOW)
    assert ReserveUnit.objects.filter(round=found).exists()
    SampleMember.objects.filter(pk=drawn(found).pk).update(disposition="menolak", reason="sibuk")
    seen = met(
        "release", "release", boss.pk, found.pk,
        at="reserving._next", look="drawn_rows", folder=tmp_path,
    )  # fmt: skip
    rows, businesses, released = seen.after
    assert (seen.first, seen.second) == ("1", "reserve_none")
    assert (rows, released) == (businesses, 1)
