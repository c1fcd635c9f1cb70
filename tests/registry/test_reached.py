"""A number that reached nobody is good again once somebody answers; one replaced is not told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.registry import actions
from lampit.registry.actions import Moved
from lampit.registry.models import Business
from lampit.registry.queries import silent
from lampit.registry.queries.silent import SilentAsked
from lampit.registry.rules import alive
from lampit.registry.rules.alive import Sent
from tests.factories import business, member
from tests.registry.test_actions_confirming import OLD, PHONE, asked
from tests.registry.told import NOW

database = pytest.mark.django_db
TODAY = date(2026, 11, 25)
MOMENTS = st.integers(0, 9).map(lambda hours: NOW + timedelta(hours=hours))
MESSAGES = st.lists(
    st.builds(
        Sent, st.integers(1, 2), st.none() | MOMENTS, st.sampled_from(["", *alive.ANSWERS]), MOMENTS
    ),
    max_size=8,
)


def dead() -> list[int]:
    """Return the businesses that the list of dead numbers holds."""
    rows = silent.silent(Business.objects.all(), SilentAsked(news="mati"), TODAY)
    return sorted(row.pk for row in rows)


@given(MESSAGES)
def test_a_good_answer_at_the_end_always_revives(sent: list[Sent]) -> None:
    """Whatever was heard before, in whatever order it is read."""
    last = Sent(1, None, alive.STILL, NOW + timedelta(hours=10))
    assert not alive.reaches_nobody(1, [last, *sent])
    assert alive.reaches_nobody(1, sent) == alive.reaches_nobody(1, sent[::-1])


def test_who_says_not_me_is_answered_by_the_same_business_alone() -> None:
    """Of relatives with one telephone the answer of one does not take the other's "not me" back."""
    wrong = Sent(1, None, alive.NOT_ME, NOW)
    other = Sent(2, None, alive.STILL, NOW + timedelta(hours=1))
    own = Sent(1, None, alive.CLOSED, NOW + timedelta(hours=1))
    assert alive.reaches_nobody(1, [wrong, other])
    assert not alive.reaches_nobody(1, [wrong, own])
    silence = [Sent(1, NOW), Sent(1, NOW + timedelta(minutes=5))]
    assert alive.reaches_nobody(1, silence)
    assert not alive.reaches_nobody(1, [*silence, other])
    assert alive.reaches_nobody(1, [other, Sent(1, NOW + timedelta(hours=2)), *silence[:1],
                                    Sent(2, NOW + timedelta(hours=3))])  # fmt: skip


@database
def test_a_late_answer_makes_the_number_good_again() -> None:
    """Two messages did not arrive, the first one was read after all; a relative's answer counts."""
    staff = member("staff", "63.08")
    one, other = (business("63.08", phone=PHONE, confirmed_on=OLD) for _ in range(2))
    for days in (0, 8):
        asked(staff, one, days)
        actions.note_undelivered(staff, one.public_id, now=NOW + timedelta(days=days))
    assert dead() == [one.pk, other.pk][:1]
    assert silent.news_of(one).is_dead
    _, code = asked(staff, other, 9)
    actions.answer_link(code, "masih", Moved(), now=NOW + timedelta(days=9))
    assert dead() == []
    assert not silent.news_of(one).is_dead
    found = silent.chosen_silent(Business.objects.all(), SilentAsked(), TODAY, regions=["63.08"])
    rows = silent.page(Business.objects.all(), found, TODAY, region="63.08").object_list
    assert {row.is_dead for row in rows} == {False}


@database
def test_a_number_that_was_replaced_is_on_no_list() -> None:
    """The list is about the number of now; the old one back again is dead again."""
    staff, one = member("staff", "63.08"), business("63.08", phone=PHONE)
    for _ in range(2):
        asked(staff, one)
        actions.note_undelivered(staff, one.public_id, now=NOW)
    assert dead() == [one.pk]
    Business.objects.filter(pk=one.pk).update(phone="+6289000000002")
    assert dead() == []
    Business.objects.filter(pk=one.pk).update(phone=PHONE)
    assert dead() == [one.pk]


@database
def test_a_record_that_was_merged_is_told_of_with_its_golden_one() -> None:
    """The question went to the member; the golden record shows its number."""
    staff, one = member("staff", "63.08"), business("63.08", phone=PHONE)
    for _ in range(2):
        asked(staff, one)
        actions.note_undelivered(staff, one.public_id, now=NOW)
    golden = business("63.08", phone=PHONE)
    Business.objects.filter(pk=one.pk).update(golden=golden)
    assert golden.pk in dead()
    assert silent.news_of(golden).is_dead
