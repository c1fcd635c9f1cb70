"""What two offices may say of one person in both registers, and when that is decided."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.registry.rules import across
from lampit.registry.rules.across import Answer
from tests.factories import NOW

REGIONS = ("63.08", "63.09")
ANSWERS = [Answer(), Answer("lain"), *(Answer(w, r) for w in ("sama", "pindah") for r in REGIONS)]


@given(st.sampled_from(ANSWERS), st.sampled_from(ANSWERS))
def test_only_what_both_say_is_decided(left: Answer, right: Answer) -> None:
    """Both spoke, and both keep the same business in the same place, or each its own."""
    told = across.agreed(left, right)
    assert told == across.agreed(right, left)
    if told is None:
        is_one_place = left.keeper == right.keeper != ""
        assert not left.what or not right.what or (left != right and not is_one_place)
    else:
        assert left.keeper == right.keeper == told.keeper
        assert (told.what == "lain") == (left.what == "lain") == (right.what == "lain")


@pytest.mark.parametrize(
    ("what", "keeper", "code"),
    [("", "", "answer_unknown"), ("satu", "63.08", "answer_unknown"),
     ("sama", "", "keeper_missing"), ("pindah", "63.10", "keeper_missing")],
)  # fmt: skip
def test_an_answer_names_one_of_both_offices(what: str, keeper: str, code: str) -> None:
    """Of one business somebody keeps the record."""
    with pytest.raises(Refusal) as refused:
        across.answer_checked(what, keeper, REGIONS)
    assert refused.value.code == code


def test_two_businesses_stay_where_they_are() -> None:
    """Whatever kabupaten was chosen beside it."""
    assert across.answer_checked("lain", "63.08", REGIONS) == Answer("lain")


@pytest.mark.parametrize("state", list(across.STATES))
def test_what_waits_too_long_is_over(state: str) -> None:
    """A question and a comparison end; what was decided stays."""
    ended = across.state_at(state, NOW, NOW)
    assert ended == ("lewat" if state in ("ditanyakan", "dibandingkan") else state)
    assert across.state_at(state, NOW + timedelta(days=1), NOW) == state
