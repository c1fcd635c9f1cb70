"""Loading many questionnaires: scored as if asked one by one, never doubled, few statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.models import SampleMember, Score, Submission
from lampit.measure.rules import scoring
from tests.measure.fieldwork import NOW, open_field, register
from tests.measure.questionnaires import answers, instrument

pytestmark = pytest.mark.django_db


def test_loading_a_round() -> None:
    """Answers and losses land in the sample; loading again adds nothing."""
    found = open_field(20, wanted=60)
    ids = list(SampleMember.objects.filter(round=found).values_list("business_id", flat=True))
    answered = [
        actions.Answered(pk, answers(daring_kini=i % 4), NOW) for i, pk in enumerate(ids[:50])
    ]
    lost = [actions.Unanswered(ids[50], "menolak", "sibuk", NOW)]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        new = actions.load_answers(
            answered, region="63.08", now=NOW, round_id=found.pk, unanswered=lost
        )
    assert new == 50
    assert len(queries) <= 40
    assert Score.objects.count() == Submission.objects.count() == 50
    counted = SampleMember.objects.filter(round=found)
    assert counted.filter(disposition="selesai").count() == 50
    assert counted.get(business_id=ids[50]).reason == "sibuk"
    expected = scoring.score(instrument(), answers(daring_kini=1)).index
    assert Score.objects.get(business_id=ids[1]).index == pytest.approx(expected)
    assert actions.load_answers(answered, region="63.08", now=NOW, round_id=found.pk) == 0


def test_loading_coaching() -> None:
    """Without a round the questionnaires are from coaching."""
    shops = register(2)
    loaded = [actions.Answered(shop.pk, answers(), NOW) for shop in shops]
    assert actions.load_answers(loaded, region="63.08", now=NOW) == len(shops)
    assert set(Submission.objects.values_list("mode", flat=True)) == {"bimbingan"}


def test_impossible_papers_are_refused_whole() -> None:
    """One impossible answer stops its chunk and names the business and the question."""
    found = open_field()
    ids = list(SampleMember.objects.filter(round=found).values_list("business_id", flat=True))
    bad = [
        actions.Answered(ids[0], answers(), NOW),
        actions.Answered(ids[1], answers(usia_pemilik=7), NOW),
    ]
    with pytest.raises(Refusal, match="usia_pemilik"):
        actions.load_answers(bad, region="63.08", now=NOW, round_id=found.pk)
    assert not Submission.objects.exists()


def test_a_business_that_was_not_drawn_is_refused() -> None:
    """No substitution: only drawn businesses answer a round."""
    found = open_field()
    extra = register(1, districts=1)[0]
    with pytest.raises(Refusal) as refused:
        actions.load_answers(
            [actions.Answered(extra.pk, answers(), NOW)], region="63.08", now=NOW, round_id=found.pk
        )
    assert refused.value.code == "not_drawn"
