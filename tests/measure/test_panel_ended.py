"""A panel whose members ended before the draw: they are told, and lessen nothing twice."""

import pytest
from django.test import Client
from django.urls import reverse

from lampit.measure import actions
from lampit.measure.models import MemberWeight, Revision, Round, SampleMember
from lampit.measure.queries import analysis, margins
from lampit.measure.rules import states
from lampit.measure.rules.estimating import population, weigh
from lampit.registry.models import Business
from tests.measure.fieldwork import NOW, staff
from tests.measure.questionnaires import answers
from tests.measure.test_drawing import drawn, failing, villages

pytestmark = pytest.mark.django_db


def answered(found: Round) -> Round:
    """Let everybody who runs answer, and process the round."""
    actions.move_round(None, found.pk, states.FIELD, now=NOW)
    ids = SampleMember.objects.filter(round=found, disposition="").order_by("id")
    told = [
        actions.Answered(pk, answers(daring_kini=3 * (pk % 3 == 0)), NOW)
        for pk in ids.values_list("business_id", flat=True)
    ]
    actions.load_answers(told, region="63.08", now=NOW, round_id=found.pk)
    for state in (states.CLOSED, states.PROCESSED):
        found = actions.move_round(None, found.pk, state, now=NOW)
    return found


@pytest.mark.parametrize("design", ["satu", "dua"])
def test_who_ended_before_the_draw_is_not_taken_off_the_frame_again(
    design: str, client: Client
) -> None:
    """The frame holds who runs; all met in it run: weights sum to it, without error."""
    villages()
    first = drawn(design=design, per_village=8)
    gone = list(Business.objects.order_by("id").values_list("pk", flat=True))[::4]
    Business.objects.filter(pk__in=gone).update(status="tutup")
    found = answered(drawn("2026-2", seed=12, after=first, design=design, per_village=8))
    ended = SampleMember.objects.filter(round=found, disposition="tutup_tetap")
    assert ended.exists()
    revision = Revision.objects.get(round=found)
    rows = MemberWeight.objects.filter(revision=revision)
    assert sum(row.final for row in rows) == pytest.approx(found.frame_count)
    weighing = weigh(analysis.analysis_rows(found), margins.register_of(found))
    assert population.eligibility_error(weighing.rows, weighing.layout) == 0
    assert {row.weights[0] for row in rows if row.outcome == "ineligible"} == {0.0}
    assert failing() == set()
    client.force_login(staff())
    assert client.get(reverse("measure:weights", args=[found.pk])).status_code == 200


def test_an_end_is_told_by_one_round_only() -> None:
    """Ended before the second draw: the third round does not tell of it again."""
    villages()
    first = drawn()
    asked = SampleMember.objects.filter(round=first).order_by("id")
    gone = set(asked.values_list("business_id", flat=True)[:12])
    Business.objects.filter(pk__in=gone).update(status="tutup")
    second = drawn("2026-2", seed=12, after=first)
    told = SampleMember.objects.filter(round=second, disposition="tutup_tetap")
    assert set(told.values_list("business_id", flat=True)) & gone
    third = drawn("2026-3", seed=13, after=second)
    assert not SampleMember.objects.filter(round=third, business__in=gone).exists()
