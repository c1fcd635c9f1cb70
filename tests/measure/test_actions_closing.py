"""A round closes: what phones were told is there counts, what has no count yet bars the way."""

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.actions import drawing
from lampit.measure.actions.counting import DOORSTEP
from lampit.measure.models import Delivery, Round, Submission
from lampit.measure.rules import receiving, states
from tests.measure.deliveries import content, drawn, new_id
from tests.measure.fieldwork import NOW, open_field, staff

pytestmark = pytest.mark.django_db


def crowded(found: Round, count: int) -> None:
    """Let so many interviews come in while others stand at the door: kept, counted later."""
    person = staff()
    with DOORSTEP:
        for number in range(count):
            receipt = actions.receive_submission(
                person, found.pk, new_id(), content=content(drawn(found, number)),
                source=receiving.APP, now=NOW,
            )  # fmt: skip
            assert receipt.state == receiving.STORED


def test_what_was_kept_counts_before_the_round_closes() -> None:
    """Its sender was told that it is there: it does not wait for the supervisor."""
    found = open_field()
    crowded(found, 2)
    assert actions.move_round(None, found.pk, states.CLOSED, now=NOW).state == states.CLOSED
    assert set(Delivery.objects.values_list("state", "reason")) == {(receiving.COUNTED, "")}
    assert Submission.objects.filter(round=found, state="final").count() == 2


def test_a_round_waits_for_more_than_can_be_counted_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is said, the round stays open, and nothing of another round is waited for."""
    found = open_field()
    crowded(found, 1)
    monkeypatch.setattr(drawing, "LAST_COUNT", 0.0)
    with pytest.raises(Refusal) as refused:
        actions.move_round(None, found.pk, states.CLOSED, now=NOW)
    assert refused.value.code == "deliveries_uncounted"
    assert Round.objects.get(pk=found.pk).state == states.FIELD
    other = open_field(region="63.09")
    assert actions.move_round(None, other.pk, states.CLOSED, now=NOW).state == states.CLOSED
    assert Delivery.objects.get().state == receiving.STORED
