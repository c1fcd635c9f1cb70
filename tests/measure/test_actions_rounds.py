"""Rounds: opened with a recommendation, drawn once and repeatably, moved by the right people."""

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.models import Instrument, Round, SampleMember
from lampit.measure.queries import instruments
from lampit.measure.rules import states
from lampit.people.models import AuditEntry
from tests.factories import member
from tests.measure.fieldwork import NOW, TODAY, first_member, open_field, register, staff
from tests.measure.questionnaires import answers

pytestmark = pytest.mark.django_db
PLAN = {"wanted": 30, "recommendation": "belum: uji coba", "reference_on": TODAY, "now": NOW}


def test_the_instrument_is_published_once() -> None:
    """Publishing twice gives the same row; changed files under the same version are refused."""
    first = actions.publish_instrument(now=NOW)
    assert actions.publish_instrument(now=NOW).pk == first.pk
    assert instruments.reading_of(first).instrument.id == "lampit-digital"
    Instrument.objects.filter(pk=first.pk).update(fingerprint="x" * 64)
    with pytest.raises(Refusal) as refused:
        actions.publish_instrument(now=NOW)
    assert refused.value.code == "instrument_changed"


def test_a_stored_version_is_read_from_its_row() -> None:
    """A round keeps asking with the version it was opened with."""
    row = actions.publish_instrument(now=NOW)
    row.fingerprint = "y" * 64
    row.save()
    assert len(instruments.reading_of(row).instrument.questions) == 24


def test_opening_and_drawing() -> None:
    """Every stratum is sampled with its probability; the receipt is kept; the deed is audited."""
    person = staff()
    register(10)
    drawn = actions.open_and_draw(person, "63.08", "2026-1", seed=5, **PLAN)  # type: ignore[arg-type]
    rows = list(SampleMember.objects.filter(round=drawn))
    assert drawn.state == states.DRAWN
    assert (drawn.frame_count, drawn.drawn_count) == (60, len(rows))
    assert len(rows) == 36  # 30 wanted at an expected response of 85 %
    for row in rows:
        assert row.stratum_size == 10
        assert row.probability == pytest.approx(
            sum(r.subdistrict == row.subdistrict and r.sector == row.sector for r in rows) / 10
        )
    assert len(drawn.receipt) == 64
    deeds = list(AuditEntry.objects.order_by("number").values_list("deed", flat=True))
    assert deeds == ["survey_round_opened", "survey_sample_drawn"]


def test_the_same_seed_draws_the_same_businesses() -> None:
    """An auditor who draws again from the same register finds the same sample."""
    register(10)
    found = []
    for name in ("a", "b"):
        opened = actions.open_round(None, "63.08", name, **PLAN)  # type: ignore[arg-type]
        found.append(actions.draw(None, opened.pk, seed=99, now=NOW))
    drawn = [
        list(SampleMember.objects.filter(round=r).order_by("business").values_list("business"))
        for r in found
    ]
    assert drawn[0] == drawn[1]
    assert found[0].receipt == found[1].receipt


def test_a_round_is_drawn_once() -> None:
    """A second draw is refused and adds nobody."""
    found = open_field()
    before = SampleMember.objects.count()
    with pytest.raises(Refusal) as refused:
        actions.draw(None, found.pk, seed=1, now=NOW)
    assert refused.value.code == "round_state"
    assert SampleMember.objects.count() == before


def test_a_state_cannot_be_pushed_without_a_draw() -> None:
    """`ditarik` comes from the draw only."""
    register(5)
    opened = actions.open_round(None, "63.08", "a", **PLAN)  # type: ignore[arg-type]
    with pytest.raises(Refusal):
        actions.move_round(None, opened.pk, states.DRAWN, now=NOW)


def test_an_empty_register_opens_no_round() -> None:
    """Nothing to draw from: refused, and no half round is left."""
    person = staff()
    with pytest.raises(Refusal) as refused:
        actions.open_and_draw(person, "63.08", "2026-1", seed=5, **PLAN)  # type: ignore[arg-type]
    assert refused.value.code == "frame_empty"
    assert not Round.objects.exists()


def test_a_name_is_used_once_per_kabupaten() -> None:
    """The same name is refused here and free next door."""
    register(5)
    register(5, region="63.09")
    actions.open_round(None, "63.08", "a", **PLAN)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as refused:
        actions.open_round(None, "63.08", "a", **PLAN)  # type: ignore[arg-type]
    assert refused.value.code == "round_exists"
    actions.open_round(None, "63.09", "a", **PLAN)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("role", "code"), [("staff", "63.09"), ("mentor", "63.08"), ("province", "63")]
)
def test_only_the_office_of_the_kabupaten_plans(role: str, code: str) -> None:
    """Neighbours, mentors and the province neither open nor move a round of HSU."""
    found = open_field()
    stranger = member(role, code)
    with pytest.raises(Refusal) as refused:
        actions.open_round(stranger, "63.08", "b", **PLAN)  # type: ignore[arg-type]
    assert refused.value.code == "region_unknown"
    with pytest.raises(Refusal) as moved:
        actions.move_round(stranger, found.pk, states.CLOSED, now=NOW)
    assert moved.value.code == "round_out_of_reach"


def test_a_published_round_stays() -> None:
    """After `terbit` nothing moves any more."""
    found = open_field()
    one = actions.Answered(first_member(found).business_id, answers(), NOW)
    actions.load_answers([one], region="63.08", now=NOW, round_id=found.pk)
    for state in (states.CLOSED, states.PROCESSED, states.PUBLISHED):
        found = actions.move_round(None, found.pk, state, now=NOW)
    assert found.published_at == NOW
    with pytest.raises(Refusal):
        actions.move_round(None, found.pk, states.FIELD, now=NOW)
