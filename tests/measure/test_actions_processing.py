"""A processed round is frozen, a published one stays, a correction is a revision with a reason."""

from datetime import datetime

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure import actions, jobs, queries
from lampit.measure.actions import freezing_older, processing
from lampit.measure.models import MemberWeight, Revision, Round, RoundFigure, SampleMember, Score
from lampit.measure.queries import frozen, results
from lampit.measure.queries.analysis import analysis_rows, names_for
from lampit.measure.rules import estimating, states
from lampit.people.models import AuditEntry
from lampit.proof.queries import sources
from tests.factories import member
from tests.measure.fieldwork import NOW, TODAY, open_field
from tests.measure.questionnaires import answers

pytestmark = pytest.mark.django_db


def closed(each: int = 40, wanted: int = 150) -> Round:
    """Return a closed round in which all but a few answered, a third of them online."""
    found = open_field(each, wanted=wanted)
    ids = list(
        SampleMember.objects.filter(round=found)
        .order_by("id")
        .values_list("business_id", flat=True)
    )
    told = [
        actions.Answered(
            pk, answers(daring_kini=3 * (i % 3 == 0), usia_pemilik=25 + i % 50,
                        catatan="aplikasi" if i % 4 == 0 else "tidak"), NOW,
        )
        for i, pk in enumerate(ids[6:])
    ]  # fmt: skip
    silent = [actions.Unanswered(pk, "menolak", "sibuk", NOW) for pk in ids[:6]]
    actions.load_answers(told, region="63.08", now=NOW, round_id=found.pk, unanswered=silent)
    return actions.move_round(None, found.pk, states.CLOSED, now=NOW)


def published() -> Round:
    """Return a published round."""
    found = closed()
    for state in (states.PROCESSED, states.PUBLISHED):
        found = actions.move_round(None, found.pk, state, now=NOW)
    return Round.objects.select_related("instrument", "region").get(pk=found.pk)


def numbers(found: Round) -> list[object]:
    """Return every number that a reader of a round gets."""
    return [f.estimate.as_contract() for f in results.reckoned(found).figures]


def spoil() -> None:
    """Change the scores and the register behind the back of every published figure."""
    Score.objects.update(index=1.0)
    for row in Score.objects.all():
        row.indicators = dict.fromkeys(row.indicators, False)
        row.save(update_fields=["indicators"])


def test_processing_freezes_weights_and_figures() -> None:
    """Every drawn business has its weight after each step; the steps end at what is known."""
    found = actions.move_round(None, closed().pk, states.PROCESSED, now=NOW)
    revision = Revision.objects.get(round=found)
    assert (revision.number, revision.state) == (1, "diolah")
    assert revision.drawn_count == MemberWeight.objects.filter(revision=revision).count()
    assert revision.answer_count == revision.drawn_count - 6
    steps = frozen.steps_of(revision)
    assert [s.kind for s in steps] == [
        "base", "multiplicity", "eligibility", "response", "calibration", "trimming", "final",
    ]  # fmt: skip
    assert steps[-1].total == pytest.approx(240)
    one = MemberWeight.objects.filter(revision=revision, final__gt=0)[0]
    assert len(one.weights) == len(steps)
    assert one.weights[-1] == one.final
    refused = MemberWeight.objects.filter(revision=revision, outcome="nonrespondent")[0]
    assert refused.final == 0
    assert refused.weights[0] > 0


def test_processing_again_gives_the_same() -> None:
    """The same answers give the same fingerprint; an unpublished revision is replaced."""
    found = actions.move_round(None, closed().pk, states.PROCESSED, now=NOW)
    first = Revision.objects.get(round=found).fingerprint
    for state in (states.FIELD, states.CLOSED, states.PROCESSED):
        actions.move_round(None, found.pk, state, now=NOW)
    again = Revision.objects.get(round=found)
    assert (again.fingerprint, again.number) == (first, 1)


def test_a_published_figure_never_changes() -> None:
    """Scores change behind its back: page, board, proof and command line say what they said."""
    found = published()
    before = (numbers(found), queries.outcome(found), queries.round_figures())
    weights = sources.survey_sample("63.08", TODAY)
    assert before[0]
    spoil()
    again = Round.objects.select_related("instrument", "region").get(pk=found.pk)
    assert (numbers(again), queries.outcome(again), queries.round_figures()) == before
    after = sources.survey_sample("63.08", TODAY)
    assert weights is not None
    assert after is not None
    assert list(after.design.weights) == list(weights.design.weights)


def test_without_freezing_it_would_change() -> None:
    """Negative control: frozen once more, the spoilt scores are what is read; till then nothing."""
    found = published()
    before = queries.outcome(found).index
    spoil()
    Revision.objects.all().delete()
    assert queries.outcome(found).index is None
    assert jobs.TICKS["older_rounds_frozen"](NOW) == 1
    after = queries.outcome(found).index
    assert after is not None
    assert after != before


def test_one_that_cannot_be_frozen_keeps_none_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first ones refuse each time: those behind them are frozen all the same."""
    found = published()
    Revision.objects.filter(round=found).delete()
    tried: list[int] = []
    honest = freezing_older._freeze

    def refuse_first(pk: int, now: datetime) -> int:
        tried.append(pk)
        return honest(pk, now) if pk == found.pk else 0

    monkeypatch.setattr(freezing_older, "_freeze", refuse_first)
    monkeypatch.setattr(freezing_older, "waiting", lambda: [*range(-5, 0), found.pk])
    assert jobs.TICKS["older_rounds_frozen"](NOW) == 1
    assert len(tried) == 6


def test_an_older_round_is_frozen_as_readers_had_it() -> None:
    """Published before figures were frozen: weighted as then, once, and the revision says so."""
    found = published()
    Revision.objects.all().delete()
    rows = estimating.weigh(analysis_rows(found))
    sample = estimating.make_sample(rows.rows, rows.layout)
    assert sample is not None
    had = estimating.estimate(sample, names_for(found)[:1])[0]
    assert jobs.TICKS["older_rounds_frozen"](NOW) == 1
    assert jobs.TICKS["older_rounds_frozen"](NOW) == 0
    one = Revision.objects.get(round=found)
    assert (one.number, one.state) == (1, "terbit")
    assert "sebelum angka dibekukan" in one.reason
    told = results.reckoned(found).one("index")
    assert told is not None
    assert told.estimate.estimate == pytest.approx(had.estimate)
    Round.objects.filter(pk=found.pk).update(state=states.CLOSED)
    Revision.objects.all().delete()
    assert jobs.TICKS["older_rounds_frozen"](NOW) == 0, "not processed yet: still provisional"


def test_a_correction_is_a_revision_with_a_reason() -> None:
    """r1 is read until r2 is published; r1 stays readable; both stand in the trail."""
    found, head = published(), member("head", "63.08")
    first = numbers(found)
    Score.objects.update(index=50.0)
    with pytest.raises(Refusal) as refused:
        actions.revise(head, found.pk, "ada", now=NOW)
    assert refused.value.code == "reason_missing"
    second = actions.revise(head, found.pk, "Nilai dihitung ulang setelah salah ketik", now=NOW)
    assert (second.number, numbers(found)) == (2, first)
    actions.publish_revision(head, found.pk, now=NOW)
    assert numbers(found) != first
    assert results.reckoned(found).revision == 2
    old = Revision.objects.get(round=found, number=1)
    assert [f.estimate.as_contract() for f in frozen.figures_of(old)] == first
    deeds = AuditEntry.objects.filter(deed__startswith="survey_revision")
    assert deeds.count() == 2


def test_a_correction_may_be_dropped() -> None:
    """Thrown away before anybody read it; a published one cannot be."""
    found = published()
    actions.revise(None, found.pk, "Percobaan perhitungan ulang", now=NOW)
    actions.drop_revision(None, found.pk, now=NOW)
    assert [r.number for r in Revision.objects.filter(round=found)] == [1]
    with pytest.raises(Refusal):
        actions.drop_revision(None, found.pk, now=NOW)


@pytest.mark.parametrize(("role", "code"), [("staff", "63.09"), ("mentor", "63.08")])
def test_only_the_office_corrects(role: str, code: str) -> None:
    """Neighbours and mentors do not; a round that is not published has nothing to correct."""
    found = published()
    stranger = member(role, code)
    with pytest.raises(Refusal) as refused:
        actions.revise(stranger, found.pk, "Alasan yang cukup panjang", now=NOW)
    assert refused.value.code == "round_out_of_reach"
    Round.objects.update(state=states.PROCESSED)
    with pytest.raises(Refusal) as early:
        actions.revise(None, found.pk, "Alasan yang cukup panjang", now=NOW)
    assert early.value.code == "round_state"


def test_a_round_without_answers_is_not_processed() -> None:
    """Nothing to weigh: a sentence, and the round stays closed."""
    found = actions.move_round(None, open_field().pk, states.CLOSED, now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.move_round(None, found.pk, states.PROCESSED, now=NOW)
    assert refused.value.code == "round_without_answers"
    found.refresh_from_db()
    assert found.state == states.CLOSED


def test_withheld_figures_are_stored_empty() -> None:
    """No number of a withheld figure lies in the database, whoever looks."""
    published()
    hidden = RoundFigure.objects.filter(quality="suppressed")
    assert hidden.exists()
    for name in ("value", "se", "low", "high", "deff"):
        assert not hidden.exclude(**{name: None}).exists()
    assert processing.fingerprint_of([]) != ""
