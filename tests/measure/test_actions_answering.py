"""Questionnaires: drafts kept, sent once, refusals with reasons, everything settled."""

import uuid
from collections.abc import Sequence

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.models import Answer, SampleMember, Score, Submission
from lampit.measure.rules import answers as flow
from lampit.measure.rules import states
from lampit.measure.rules.columns import COLUMNS
from lampit.measure.rules.logic import Answer as Given
from lampit.people.models import User
from lampit.registry.actions import give_into_care
from tests.factories import member
from tests.measure.fieldwork import NOW, first_member, open_field, register, staff
from tests.measure.questionnaires import answers, instrument

pytestmark = pytest.mark.django_db


def begun(person: User, drawn: SampleMember) -> Submission:
    """Start a questionnaire with consent."""
    found = actions.start_survey(person, drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    return actions.record_consent(person, found.instance_id, now=NOW)


def typed(given: dict[str, Given], page: str) -> dict[str, Sequence[str]]:
    """Return one page as a browser sends it."""
    found: dict[str, Sequence[str]] = {}
    for code in flow.page_of(instrument(), page).questions:
        answer = given.get(code)
        if answer is not None:
            found[code] = [str(a) for a in answer] if isinstance(answer, list) else [str(answer)]
    return found


def fill(person: User, found: Submission, given: dict[str, Given]) -> None:
    """Answer every page."""
    for page in flow.page_codes(instrument()):
        _, faults = actions.save_page(person, found.instance_id, page, typed(given, page), now=NOW)
        assert faults == []


def test_a_whole_interview() -> None:
    """From the sample list to score, typed answers and disposition."""
    person, drawn = staff(), first_member(open_field())
    found = begun(person, drawn)
    fill(person, found, answers(daring_kini=4))
    score = actions.submit(person, found.instance_id, now=NOW)
    drawn.refresh_from_db()
    assert drawn.disposition == "selesai"
    assert drawn.disposed_by == person
    assert score.index is not None
    assert score.sells_online is True
    assert score.is_target is True
    assert score.next_step == "akun.wa_bisnis"
    assert score.is_latest
    assert score.subdistrict == drawn.subdistrict
    drawn.business.refresh_from_db()
    assert drawn.business.confirmed_by == "survei"
    kept = Answer.objects.get(submission=found)
    assert (kept.owner_age, kept.online_now, kept.helper_age) == (40, 4, None)
    found.refresh_from_db()
    assert found.answers == answers(daring_kini=4)


def test_a_stopped_business_is_not_taken_for_running() -> None:
    """“Masih berhenti” is an answer, not a sign of life."""
    person, drawn = staff(), first_member(open_field())
    found = begun(person, drawn)
    fill(person, found, answers(pulih="berhenti"))
    actions.submit(person, found.instance_id, now=NOW)
    drawn.business.refresh_from_db()
    assert drawn.business.confirmed_on is None


def test_a_page_is_kept_also_when_part_of_it_is_wrong() -> None:
    """Drafts are kept at every step; the wrong answer is told, the right ones stay."""
    person, drawn = staff(), first_member(open_field())
    found = begun(person, drawn)
    sent = {"usia_pemilik": ["400"], "pekerja_kini": ["3"], "pekerja_lalu": ["1"]}
    _, faults = actions.save_page(person, found.instance_id, "usaha", sent, now=NOW)
    assert [(f.question, f.code) for f in faults] == [("usia_pemilik", "out_of_range")]
    found.refresh_from_db()
    assert found.answers == {"pekerja_kini": 3, "pekerja_lalu": 1}
    again = actions.start_survey(person, drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    assert again.pk == found.pk


def test_nothing_is_asked_without_consent() -> None:
    """Pages and sending are closed until the respondent agreed."""
    person, drawn = staff(), first_member(open_field())
    found = actions.start_survey(person, drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    for deed in (
        lambda: actions.save_page(person, found.instance_id, "usaha", {}, now=NOW),
        lambda: actions.submit(person, found.instance_id, now=NOW),
    ):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "consent_missing"


def test_a_refusal_keeps_its_reason_and_nothing_else() -> None:
    """Not willing: the draft is gone, the sample row says why."""
    person, drawn = staff(), first_member(open_field())
    found = actions.start_survey(person, drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.record_refusal(person, found.instance_id, "", now=NOW)
    assert refused.value.code == "reason_missing"
    actions.record_refusal(person, found.instance_id, "sibuk", now=NOW)
    drawn.refresh_from_db()
    assert (drawn.disposition, drawn.reason) == ("menolak", "sibuk")
    assert not Submission.objects.exists()


def test_sending_twice_is_refused() -> None:
    """A final questionnaire never changes, and there is one score."""
    person, drawn = staff(), first_member(open_field())
    found = begun(person, drawn)
    fill(person, found, answers())
    actions.submit(person, found.instance_id, now=NOW)
    with pytest.raises(Refusal):
        actions.submit(person, found.instance_id, now=NOW)
    with pytest.raises(Refusal):
        actions.save_page(person, found.instance_id, "usaha", {}, now=NOW)
    with pytest.raises(Refusal) as again:
        actions.start_survey(person, drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    assert again.value.code == "already_answered"
    with pytest.raises(Refusal) as disposed:
        actions.set_disposition(person, drawn.pk, "pindah", "", confirmed=True, now=NOW)
    assert disposed.value.code == "already_answered"
    assert Score.objects.count() == 1


def test_open_questions_are_not_sent_by_accident() -> None:
    """Unfinished is refused; partly is possible from 80 % of the points, and is marked so."""
    person, drawn = staff(), first_member(open_field())
    found = begun(person, drawn)
    given = answers()
    for page in flow.page_codes(instrument())[:-1]:
        actions.save_page(person, found.instance_id, page, typed(given, page), now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.submit(person, found.instance_id, now=NOW)
    assert refused.value.code == "unfinished"
    actions.submit(person, found.instance_id, now=NOW, partly=True)
    drawn.refresh_from_db()
    assert drawn.disposition == "sebagian"


def test_a_closed_round_takes_nothing() -> None:
    """After field work drafts cannot grow and nobody is disposed of."""
    person, drawn = staff(), first_member(open_field())
    found = begun(person, drawn)
    actions.move_round(None, drawn.round_id, states.CLOSED, now=NOW)
    for deed in (
        lambda: actions.save_page(person, found.instance_id, "usaha", {}, now=NOW),
        lambda: actions.set_disposition(person, drawn.pk, "pindah", "", confirmed=True, now=NOW),
        lambda: actions.start_survey(person, drawn.pk, instance_id=uuid.uuid4(), now=NOW),
    ):
        with pytest.raises(Refusal) as refused:
            deed()
        assert refused.value.code == "round_not_open"


def test_neighbours_and_others_do_not_reach_a_draft() -> None:
    """Staff of Tabalong never; another enumerator is told that somebody is at it."""
    drawn = first_member(open_field())
    owner, other = member("enumerator", "63.08"), member("enumerator", "63.08")
    neighbour = staff("63.09")
    found = begun(owner, drawn)
    with pytest.raises(Refusal) as far:
        actions.start_survey(neighbour, drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    assert far.value.code == "member_out_of_reach"
    with pytest.raises(Refusal) as near:
        actions.start_survey(other, drawn.pk, instance_id=uuid.uuid4(), now=NOW)
    assert near.value.code == "draft_of_other"
    with pytest.raises(Refusal):
        actions.save_page(other, found.instance_id, "usaha", {}, now=NOW)
    # The office may take over: an enumerator may fall ill.
    actions.save_page(staff(), found.instance_id, "usaha", typed(answers(), "usaha"), now=NOW)


def test_coaching_answers_any_business_and_becomes_the_latest() -> None:
    """Outside the sample: scored, the newest of the business, tied to no round."""
    mentor = member("mentor", "63.08")
    business, foreign = register(2)[:2]
    give_into_care(mentor.pk, [business.pk])
    with pytest.raises(Refusal):
        actions.start_coaching(mentor, foreign.public_id, instance_id=uuid.uuid4(), now=NOW)
    sent = []
    for index in (1, 2):
        found = actions.start_coaching(
            mentor, business.public_id, instance_id=uuid.uuid4(), now=NOW
        )
        sent.append(found)
        actions.record_consent(mentor, found.instance_id, now=NOW)
        fill(mentor, found, answers(daring_kini=index))
        actions.submit(mentor, found.instance_id, now=NOW)
    scores = Score.objects.filter(business=business)
    assert scores.count() == 2
    assert scores.get(is_latest=True).submission == sent[1]
    assert {s.mode for s in sent} == {"bimbingan"}
    assert {s.round_id for s in sent} == {None}


def test_enumerators_do_not_ask_outside_the_sample() -> None:
    """Coaching is for mentors and staff."""
    business = register(1)[0]
    with pytest.raises(Refusal) as refused:
        actions.start_coaching(
            member("enumerator", "63.08"), business.public_id, instance_id=uuid.uuid4(), now=NOW
        )
    assert refused.value.code == "business_out_of_reach"


def test_columns_and_schema_agree() -> None:
    """ADR 0003: the list of typed answers is the table's columns."""
    fields = {f.name for f in Answer._meta.get_fields()} - {"id", "submission"}
    assert fields == {column.name for column in COLUMNS}
