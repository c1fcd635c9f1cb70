"""Quality in the field: what a supervisor sees of a round, and interviews held once more."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from lampit.basics.refusal import Refusal
from lampit.measure import actions
from lampit.measure.models import BackCheck, Round, SampleMember, Score, Submission
from lampit.measure.queries import fieldquality as looking
from lampit.measure.queries.instruments import current
from lampit.measure.rules import answers as flow
from lampit.measure.rules import backchecks as rules
from lampit.measure.rules.logic import Answer as Given
from lampit.people.models import User
from tests.factories import member
from tests.measure.fieldwork import NOW, open_field, place, staff
from tests.measure.questionnaires import answers

pytestmark = pytest.mark.django_db


def interviewed(
    person: User, drawn: SampleMember, given: dict[str, Given], minutes: int, at: datetime = NOW
) -> None:
    """Hold one interview on the pages of the desk, from consent to sending."""
    found = actions.start_survey(person, drawn.pk, instance_id=uuid.uuid4(), now=at)
    actions.record_consent(person, found.instance_id, now=at)
    for page in current().instrument.pages:
        actions.save_page(person, found.instance_id, page.code, typed(given, page.questions),
                          now=at)  # fmt: skip
    actions.submit(person, found.instance_id, now=at + timedelta(minutes=minutes))


def typed(given: dict[str, Given], codes: Sequence[str]) -> dict[str, Sequence[str]]:
    """Return answers as a browser sends them."""
    told = {code: given[code] for code in codes if code in given}
    return {code: [str(a) for a in x] if isinstance(x, list) else [str(x)]
            for code, x in told.items()}  # fmt: skip


def held(person: User, count: int = 4, minutes: int = 20, at: datetime = NOW) -> Round:
    """Return a round in the field with some interviews of one person, all different."""
    found = open_field()
    for number, drawn in enumerate(SampleMember.objects.filter(round=found).order_by("id")[:count]):
        chance = random.Random(number)
        own = answers(
            usia_pemilik=30 + 7 * number, daring_kini=chance.randint(0, 4),
            omzet=f"b{chance.randint(1, 5)}", bisa=[chance.choice(["chat", "foto", "unggah"])],
        )  # fmt: skip
        interviewed(person, drawn, own, minutes, at)
    return found


def page_at(client: Client, person: User, name: str, *args: object) -> str:
    """Return a page as this person sees it."""
    client.force_login(person)
    answer = client.get(reverse(f"measure:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_quick_interview_is_shown_with_its_minutes(client: Client) -> None:
    """The page names the sign, the sentence and the person; nothing is changed by it."""
    person = staff()
    found = held(person, count=2, minutes=3)
    before = list(Score.objects.order_by("id").values_list("index", flat=True))
    page = page_at(client, person, "field_quality", found.pk)
    assert "Terlalu cepat" in page
    assert "3 menit 0 detik" in page
    assert "2 wawancara dilihat" in page
    assert list(Score.objects.order_by("id").values_list("index", flat=True)) == before


def test_interviews_that_nobody_is_named_for(client: Client) -> None:
    """Papers typed elsewhere name no enumerator: their signs are shown all the same."""
    person = staff()
    found = held(person, count=2, minutes=3)
    Submission.objects.filter(round=found).update(started_by=None)
    assert "Terlalu cepat" in page_at(client, person, "field_quality", found.pk)
    assert actions.draw_backchecks(person, found.pk, share=0.5, seed=1, now=NOW) == 1
    assert "paling lambat" in page_at(client, person, "backchecks", found.pk)


def test_papers_loaded_at_once_are_not_quick() -> None:
    """One time for beginning and end is no length."""
    person = staff()
    found = held(person, count=2, minutes=0)
    assert looking.look(found).signs == []
    assert looking.look(found).work[0].median_minutes is None


def test_looking_asks_a_bounded_number_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    """However many interviews, the signs take eight queries; the second look three."""
    found = held(staff(), count=5)
    with django_assert_max_num_queries(8):
        assert looking.look(found).interviews == 5
    with django_assert_max_num_queries(3):
        assert looking.look(found).interviews == 5


def test_another_interview_is_seen_at_once() -> None:
    """What is remembered is thrown away when an interview arrives."""
    person = staff()
    found = held(person, count=2)
    assert looking.look(found).interviews == 2
    drawn = SampleMember.objects.filter(round=found, disposition="").order_by("id")[0]
    interviewed(person, drawn, answers(), 20)
    looked = looking.look(found)
    assert looked.interviews == 3
    assert looking.look(found).counts() == looked.counts()
    one = Submission.objects.filter(round=found).order_by("id")[0]
    Submission.objects.filter(pk=one.pk).update(submitted_at=one.started_at + timedelta(minutes=1))
    assert looking.look(found).counts() != looked.counts()


def chosen(person: User, *, first: User) -> BackCheck:
    """Return an interview of `first` that was chosen to be held again."""
    found = held(first, count=3)
    assert actions.draw_backchecks(person, found.pk, share=0.05, seed=1, now=NOW) == 1
    return BackCheck.objects.select_related("submission").get(round=found)


def answered_again(person: User, check: BackCheck, **changes: Given) -> None:
    """Hold a chosen interview once more with the first answers, but for some."""
    given: dict[str, Given] = check.submission.answers | changes
    actions.begin_backcheck(person, check.instance_id, now=NOW)
    for page in current().instrument.pages:
        _, faults = actions.save_backcheck_page(
            person, check.instance_id, page.code, typed(given, page.questions)
        )
        assert faults == []
    actions.finish_backcheck(person, check.instance_id, now=NOW)


def test_an_interview_is_held_again_and_no_figure_changes() -> None:
    """The second answers stand apart; score, disposition and first answers stay."""
    office, first = staff(), member("enumerator", "63.08")
    check = chosen(office, first=first)
    scores = list(Score.objects.order_by("id").values())
    told = dict(check.submission.answers)
    other = "buku" if told["catatan"] == "tidak" else "tidak"
    answered_again(office, check, catatan=other)
    check.refresh_from_db()
    assert (check.state, check.asked_by) == (BackCheck.State.DONE, office)
    assert list(Score.objects.order_by("id").values()) == scores
    assert Submission.objects.get(pk=check.submission_id).answers == told
    poor = {
        item.question.id: item.agreement.agreed
        for item in looking.agreements_of(check.round)
        if item.pairs and item.agreement.agreed < item.agreement.n
    }
    assert poor == {"catatan": 0}


def test_nobody_checks_his_own_interview() -> None:
    """Neither given by the office nor taken by himself."""
    office, first = staff(), member("enumerator", "63.08")
    check = chosen(office, first=first)
    with pytest.raises(Refusal) as refused:
        actions.assign_backcheck(office, check.instance_id, first.pk)
    assert refused.value.code == "same_person"
    with pytest.raises(Refusal) as refused:
        actions.begin_backcheck(first, check.instance_id, now=NOW)
    assert refused.value.code == "backcheck_out_of_reach"


def test_an_enumerator_holds_what_was_given_to_her_and_sees_no_first_answer(
    client: Client,
) -> None:
    """Others see nothing; the one it was given to asks, with empty pages before her."""
    office, first = staff(), member("enumerator", "63.08")
    second, third = member("enumerator", "63.08"), member("enumerator", "63.08")
    check = chosen(office, first=first)
    actions.assign_backcheck(office, check.instance_id, second.pk)
    client.force_login(third)
    assert client.get(reverse("measure:again", args=[check.instance_id])).status_code == 404
    client.force_login(second)
    begun = client.post(reverse("measure:again", args=[check.instance_id]), {"agrees": "ya"})
    assert begun.status_code == 302
    page = client.get(begun["Location"]).content.decode()
    assert 'value="30"' not in page
    assert "checked" not in page


def test_the_neighbour_finds_nothing(client: Client) -> None:
    """Neither signs nor second askings of another kabupaten exist."""
    check = chosen(staff(), first=member("enumerator", "63.08"))
    place("63.09")
    client.force_login(member("staff", "63.09"))
    for name, args in (
        ("field_quality", [check.round_id]), ("backchecks", [check.round_id]),
        ("again", [check.instance_id]),
    ):  # fmt: skip
        assert client.get(reverse(f"measure:{name}", args=args)).status_code == 404


def test_who_does_not_want_to_answer_again() -> None:
    """What was begun goes, the reason stays, and nothing is left to ask."""
    office = staff()
    check = chosen(office, first=member("enumerator", "63.08"))
    actions.begin_backcheck(office, check.instance_id, now=NOW)
    page = current().instrument.pages[0]
    actions.save_backcheck_page(
        office, check.instance_id, page.code, typed(answers(), page.questions)
    )
    with pytest.raises(Refusal):
        actions.drop_backcheck(office, check.instance_id, "entah", now=NOW)
    actions.drop_backcheck(office, check.instance_id, "sibuk", now=NOW)
    check.refresh_from_db()
    assert (check.state, check.reason, check.answers) == ("batal", "sibuk", {})


def test_an_unfinished_second_asking_is_not_closed() -> None:
    """Every question that is asked must have been answered."""
    office = staff()
    check = chosen(office, first=member("enumerator", "63.08"))
    actions.begin_backcheck(office, check.instance_id, now=NOW)
    with pytest.raises(Refusal) as refused:
        actions.finish_backcheck(office, check.instance_id, now=NOW)
    assert refused.value.code == "unfinished"


def test_old_interviews_are_not_chosen() -> None:
    """After 14 days the business itself may have changed."""
    office = staff()
    found = held(office, count=2)
    with pytest.raises(Refusal) as refused:
        actions.draw_backchecks(
            office, found.pk, share=1, seed=1, now=NOW + rules.WITHIN + timedelta(hours=1)
        )
    assert refused.value.code == "nobody_to_choose"


def test_drawing_twice_chooses_nobody_twice(client: Client) -> None:
    """A second draw of the same share finds nobody; a larger one adds."""
    office = staff()
    found = held(office, count=4, at=timezone.now() - timedelta(hours=1))
    client.force_login(office)
    address = reverse("measure:draw_again", args=[found.pk])
    assert client.post(address, {"percent": "25"}).status_code == 302
    again = client.post(address, {"percent": "25"})
    assert again.status_code == 422
    assert "Belum ada wawancara lain" in again.content.decode()
    assert client.post(address, {"percent": "50"}).status_code == 302
    assert BackCheck.objects.filter(round=found).count() == 2
    assert client.post(address, {"percent": "0"}).status_code == 422


def test_first_page_is_the_instruments_first() -> None:
    """The pages asked again are those of the version the interview was held with."""
    check = chosen(staff(), first=member("enumerator", "63.08"))
    first = flow.page_codes(current().instrument)[0]
    office = staff()
    actions.begin_backcheck(office, check.instance_id, now=NOW)
    found, faults = actions.save_backcheck_page(office, check.instance_id, first, {})
    assert found.answers == {}
    assert faults
