"""Decisions of the API: marks of a state, preconditions, dates."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.registry.rules import exchange
from tests.factories import NOW


def test_the_mark_follows_business_and_owner() -> None:
    """Whatever changed, the mark is another one."""
    owner = (1, NOW)
    marks = {
        exchange.etag(1, NOW, owner),
        exchange.etag(2, NOW, owner),
        exchange.etag(1, NOW + timedelta(seconds=1), owner),
        exchange.etag(1, NOW, (2, NOW)),
        exchange.etag(1, NOW, None),
    }
    assert len(marks) == 5
    assert all(mark.startswith('"') and mark.endswith('"') for mark in marks)


@pytest.mark.parametrize(
    ("header", "needed", "code"),
    [("", True, "precondition_needed"), ('"b"', True, "changed_meanwhile"),
     ('"b"', False, "changed_meanwhile"), ("", False, ""), ('"x", W/"a"', True, ""),
     ("*", True, "")],
)  # fmt: skip
def test_a_change_says_on_what_it_is_based(header: str, needed: bool, code: str) -> None:
    """428 without, 412 on an old state."""
    if not code:
        exchange.check_match(header, '"a"', is_needed=needed)
        return
    with pytest.raises(Refusal) as refused:
        exchange.check_match(header, '"a"', is_needed=needed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "told"),
    [("", (None, "")), ("2015", (date(2015, 1, 1), "year")),
     ("2015-03", (date(2015, 3, 1), "month")), ("2015-03-20", (date(2015, 3, 20), "day"))],
)  # fmt: skip
def test_a_start_keeps_its_precision(text: str, told: tuple[date | None, str]) -> None:
    """A year is no first of January."""
    assert exchange.start_of(text) == told
    assert exchange.start_text(*told) == text


@given(st.text(alphabet="0123456789-", max_size=12))
def test_a_wrong_day_is_refused_and_nothing_else(text: str) -> None:
    """A date or a refusal, never another error."""
    with contextlib.suppress(Refusal):
        assert exchange.day_of(text).isoformat().replace("-", "") == text.replace("-", "")
