"""Reads: bounded in queries, right in what they keep out, withheld where they must be."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from lampit.measure import access, actions, queries
from lampit.measure.models import Round, SampleMember, Score
from lampit.measure.queries import Wish, fieldwork, targets
from lampit.measure.queries.analysis import analysis_rows
from lampit.measure.rules import estimating, states
from lampit.measure.rules.logic import Answer
from lampit.registry.access import visible_businesses
from lampit.registry.actions import give_into_care
from lampit.registry.models import Business
from tests.factories import member
from tests.measure.fieldwork import NOW, TODAY, open_field, register
from tests.measure.questionnaires import answers

pytestmark = pytest.mark.django_db
Queries = Callable[..., AbstractContextManager[object]]


def answered(
    each: int = 40, wanted: int = 120, *, name: str = "2026-1", **changes: Answer
) -> Round:
    """Return a round in which everybody drawn answered, a third of them online."""
    found = open_field(each, wanted=wanted, name=name)
    ids = SampleMember.objects.filter(round=found).values_list("business_id", flat=True)
    loaded = [
        actions.Answered(pk, answers(daring_kini=3 * (i % 3 == 0), **changes), NOW)
        for i, pk in enumerate(ids.order_by("id"))
    ]
    actions.load_answers(loaded, region="63.08", now=NOW, round_id=found.pk)
    return found


def test_results_of_a_round(django_assert_num_queries: Queries) -> None:
    """Index, share online, levels and kecamatan come in two queries, with n and interval."""
    found = Round.objects.select_related("instrument", "region").get(pk=answered().pk)
    with django_assert_num_queries(2):
        outcome = queries.outcome(found)
    assert outcome.index is not None
    assert outcome.online is not None
    assert outcome.index.n == outcome.answers == outcome.drawn == 142
    assert outcome.online.value == pytest.approx(34, abs=4)
    assert outcome.online.low is not None
    assert outcome.online.low < (outcome.online.value or 0) < (outcome.online.high or 0)
    assert [f.code for f in outcome.places] == ["63.08.01", "63.08.02"]
    assert sum(f.value or 0 for f in outcome.levels if f.value) == pytest.approx(100, abs=1)
    assert not outcome.is_final


def test_coaching_is_in_no_estimate() -> None:
    """A hundred questionnaires from coaching change nothing (negative control: they exist)."""
    found = Round.objects.select_related("instrument", "region").get(pk=answered().pk)
    before = queries.outcome(found).index
    drawn = SampleMember.objects.filter(round=found).values_list("business_id", flat=True)
    loaded = [actions.Answered(pk, answers(catatan="aplikasi"), NOW) for pk in drawn]
    assert actions.load_answers(loaded, region="63.08", now=NOW) == 142
    assert queries.outcome(found).index == before


def test_negative_control_of_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every weight taken for 1 the total of the population is missed."""
    found = Round.objects.select_related("instrument", "region").get(pk=answered().pk)
    weighing = estimating.weigh(analysis_rows(found))
    sample = estimating.make_sample(weighing.rows, weighing.layout)
    assert sample is not None
    assert sum(sample.design.weights) == pytest.approx(240)
    monkeypatch.setattr(SampleMember, "probability", 1.0)
    rows = analysis_rows(found)
    weighing = estimating.weigh([type(r)(**{**vars(r), "weight": 1.0}) for r in rows])
    plain = estimating.make_sample(weighing.rows, weighing.layout)
    assert plain is not None
    assert sum(plain.design.weights) != pytest.approx(240)


def test_latest_answer_prefers_a_closed_round() -> None:
    """A finished round speaks before one still in the field; a future one not at all."""
    assert queries.latest_answer("63.08", TODAY) is None
    found = answered(10, 30)
    provisional = queries.latest_answer("63.08", TODAY)
    assert provisional is not None
    assert not provisional.is_final
    assert queries.latest_answer("63.08", date(2026, 1, 1)) is None
    actions.move_round(None, found.pk, states.CLOSED, now=NOW)
    closed = queries.latest_answer("63.08", TODAY)
    assert closed is not None
    assert closed.is_final
    assert queries.latest_answer("63.09", TODAY) is None
    # A later round that is not due yet does not silence the one before it.
    Round.objects.create(
        region=found.region, name="2027-1", instrument=found.instrument, state=states.CLOSED,
        reference_on=date(2027, 6, 1), wanted_count=30, opened_at=NOW, recommendation="uji",
    )  # fmt: skip
    assert queries.latest_answer("63.08", TODAY) == closed


def test_small_kecamatan_are_withheld() -> None:
    """Fewer than 30 answers in a kecamatan: no number in what pages get."""
    found = answered(10, 30)
    outcome = queries.outcome(Round.objects.select_related("instrument").get(pk=found.pk))
    assert outcome.index is not None
    assert not outcome.index.is_suppressed
    for figure in outcome.places:
        assert figure.n < 30
        assert (figure.value, figure.low, figure.high) == (None, None, None)


def test_figures_for_the_nation(django_assert_max_num_queries: Queries) -> None:
    """Only published rounds, the newest of each kabupaten, in three queries."""
    found = answered(10, 30)
    for state in (states.CLOSED, states.PROCESSED, states.PUBLISHED):
        assert queries.round_figures() == []
        assert queries.latest_answer("63.08", TODAY, published=True) is None
        actions.move_round(None, found.pk, state, now=NOW)
    with django_assert_max_num_queries(3):
        figures = queries.round_figures()
    assert [(f.region, f.answers) for f in figures] == [("63.08", 36)]
    assert figures[0].index.se is not None
    assert queries.round_figures(Round.objects.filter(region_id="63.09")) == []


def test_progress_counts_every_disposition(django_assert_num_queries: Queries) -> None:
    """Drawn, answered, lost and left add up, per kecamatan and per stratum, in one query."""
    found = open_field()
    ids = list(SampleMember.objects.filter(round=found).values_list("business_id", flat=True))
    actions.load_answers(
        [actions.Answered(pk, answers(), NOW) for pk in ids[:10]],
        region="63.08",
        now=NOW,
        round_id=found.pk,
        unanswered=[actions.Unanswered(ids[10], "tutup_tetap", "", NOW)],
    )
    with django_assert_num_queries(1):
        whole, parts = fieldwork.progress(found.pk)
    assert (whole.figures.drawn, whole.figures.respondents) == (36, 10)
    assert (whole.lost, whole.to_visit) == (1, 25)
    assert sum(p.figures.drawn for p in parts) == 36
    assert len(fieldwork.progress(found.pk, by_sector=True)[1]) == 6


def test_who_next_shuts_nobody_out(django_assert_num_queries: Queries) -> None:
    """Young and offline first by gain; the old and the unknown are on the other list."""
    kinds: list[dict[str, Answer]] = [
        {"usia_pemilik": 30},
        {"usia_pemilik": 30, "akun": ["wa", "wa_bisnis"]},
        {"usia_pemilik": 71},
        {"usia_pemilik": -99},
        {"usia_pemilik": 30, "daring_kini": 5},
        {"usia_pemilik": 30, "hambatan": ["cukup"]},
    ]
    shops = register(len(kinds), districts=1)[: len(kinds)]
    loaded = [actions.Answered(s.pk, answers(**k), NOW) for s, k in zip(shops, kinds, strict=True)]
    actions.load_answers(loaded, region="63.08", now=NOW)
    scores = Score.objects.all()
    with django_assert_num_queries(1):
        target = [row.business_id for row in targets.who_next(scores)]
    assert target[0] in {shops[0].pk, shops[1].pk}
    assert set(target) == {shops[0].pk, shops[1].pk}
    gains = [row.next_gain or 0 for row in targets.who_next(scores)]
    assert gains == sorted(gains, reverse=True)
    near = {row.business_id for row in targets.who_next(scores, Wish(targets.NEAR))}
    assert near == {shop.pk for shop in shops[:4]}, "online or content: not pushed"
    others = {row.business_id for row in targets.who_next(scores, Wish(targets.OTHERS))}
    assert others == {shops[5].pk}, "who is in no group is still on the list"
    counts = {"sasaran": 2, "hampir": 4, "halangan": 4, "lainnya": 1}
    with django_assert_num_queries(1):
        assert targets.who_next_counts(scores) == counts
    elsewhere = targets.who_next(scores, Wish(subdistrict="63.08.09"))
    assert list(elsewhere) == []
    # Whoever closed, moved away or was taken out of the register needs no visit.
    first, second = Business.objects.filter(pk__in=target)
    Business.objects.filter(pk=first.pk).update(status="tutup")
    Business.objects.filter(pk=second.pk).update(withdrawn_at=NOW)
    left = access.visible_scores(member("staff", "63.08"))
    assert targets.who_next_counts(left)["sasaran"] == 0
    assert targets.who_next_counts(left)["hampir"] == 2
    assert not targets.who_next(left)


def test_merged_records_count_once_by_their_newest_score() -> None:
    """Two records of one business are one line; what the newer questionnaire says holds."""
    shops = register(4, districts=1)[:4]
    now = [actions.Answered(s.pk, answers(usia_pemilik=30), NOW) for s in shops[:3]]
    actions.load_answers(now, region="63.08", now=NOW)
    later = NOW + timedelta(days=1)
    newer = actions.Answered(shops[1].pk, answers(usia_pemilik=30, daring_kini=5), later)
    actions.load_answers([newer], region="63.08", now=later)
    scores = Score.objects.all()

    def listed() -> set[int]:
        return {row.business_id for row in targets.who_next(scores)}

    assert listed() == {shops[0].pk, shops[2].pk}
    Business.objects.filter(pk__in=[shops[1].pk, shops[2].pk]).update(golden=shops[0])
    assert listed() == set(), "it sells online by now"
    assert targets.who_next_counts(scores)["sasaran"] == 0
    top = shops[0].pk
    assert queries.scores_of([top])[top].sells_online
    Business.objects.filter(pk=shops[1].pk).update(golden=None)
    assert len(listed()) == 1, "two offline records of one business are one line"
    Business.objects.update(golden=None)
    assert listed() == {shops[0].pk, shops[2].pk}


def test_scores_of_businesses(django_assert_num_queries: Queries) -> None:
    """One query for a list; a business that nobody asked is not in the answer."""
    shops = register(1)
    actions.load_answers([actions.Answered(shops[0].pk, answers(), NOW)], region="63.08", now=NOW)
    with django_assert_num_queries(1):
        found = queries.scores_of([shop.pk for shop in shops])
    assert list(found) == [shops[0].pk]
    assert found[shops[0].pk].next_step == "akun.wa_bisnis"


def test_the_enumerators_task_ends_with_the_field_work() -> None:
    """Open: she looks up whom to ask; closed: nobody; opened again: they are back."""
    found, hers = open_field(), member("enumerator", "63.08")
    assert access.visible_members(hers).count() == visible_businesses(hers).count() == 36
    actions.move_round(None, found.pk, states.CLOSED, now=NOW)
    assert not access.visible_members(hers).exists()
    assert not visible_businesses(hers).exists()
    actions.move_round(None, found.pk, states.FIELD, now=NOW)
    assert visible_businesses(hers).count() == 36


@pytest.mark.parametrize(
    ("role", "code", "rounds_seen", "members_seen", "scores_seen"),
    [
        ("staff", "63.08", 1, 36, 1),
        ("head", "63.08", 1, 36, 1),
        ("mentor", "63.08", 1, 1, 1),
        ("board", "63.08", 1, 0, 0),
        ("enumerator", "63.08", 1, 36, 0),
        ("maker", "63.08", 0, 0, 0),
        ("buyer", "63.08", 0, 0, 0),
        ("province", "63", 0, 0, 0),
        ("staff", "63.09", 0, 0, 0),
    ],
)
def test_who_sees_which_rows(
    role: str, code: str, rounds_seen: int, members_seen: int, scores_seen: int
) -> None:
    """Rows by role and region, a mentor those in his care; the neighbour sees nothing at all."""
    found = open_field()
    one = SampleMember.objects.filter(round=found)[0]
    actions.load_answers(
        [actions.Answered(one.business_id, answers(), NOW)],
        region="63.08",
        now=NOW,
        round_id=found.pk,
    )
    person = member(role, code)
    if role == "mentor":
        assert not access.visible_members(person).exists()
        give_into_care(person.pk, [one.business_id])
    assert access.visible_rounds(person).count() == rounds_seen
    assert access.visible_members(person).count() == members_seen
    assert access.visible_scores(person).count() == scores_seen


def test_strangers_see_nothing() -> None:
    """Somebody without an account has no rows anywhere."""
    open_field()
    nobody = AnonymousUser()
    for visible in (
        access.visible_rounds,
        access.visible_members,
        access.visible_scores,
        access.open_drafts,
        access.sent_submissions,
        access.askable_businesses,
        access.plannable_rounds,
    ):
        assert visible(nobody).count() == 0


def test_verify_notices_a_changed_sample() -> None:
    """The receipt holds until somebody swaps a drawn business for another."""
    found = answered(10, 30)
    assert wrong() == set()
    drawn = SampleMember.objects.filter(round=found).values("business")
    spare = Business.objects.exclude(pk__in=drawn)[0]
    one = SampleMember.objects.filter(round=found)[0]
    SampleMember.objects.filter(pk=one.pk).update(business=spare)
    assert wrong() == {"survey_receipts"}
    Score.objects.filter(business_id=one.business_id).update(is_latest=False)
    assert wrong() == {"survey_receipts", "survey_scores"}


def wrong() -> set[str]:
    """Return the checks that fail."""
    return {check.name for check in queries.checks() if not check.ok}
