"""How a token of the API is written and what it opens."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.people.rules import tokens
from tests.factories import NOW


def test_a_token_is_read_as_it_is_written() -> None:
    """Round trip through the header; upper and lower case of the word do not matter."""
    text = tokens.written("ab12", "f" * 64)
    assert tokens.read(f"Bearer {text}") == ("ab12", "f" * 64)
    assert tokens.read(f"bearer  {text} ") == ("ab12", "f" * 64)


@given(st.text(max_size=300))
def test_any_other_header_is_no_token(text: str) -> None:
    """Never an error, and only three parts with our prefix count."""
    found = tokens.read(text)
    assert found is None or text.strip().lower().startswith("bearer lampit_"[:6])


def test_only_the_secret_itself_fits() -> None:
    """What is kept is a hash."""
    kept = tokens.digest("rahasia")
    assert "rahasia" not in kept
    assert tokens.fits("rahasia", kept)
    assert not tokens.fits("rahasia2", kept)


def test_a_token_ends() -> None:
    """By its day, or when revoked."""
    ends = tokens.expiry(1, NOW)
    assert tokens.is_live(ends, None, NOW)
    assert not tokens.is_live(ends, None, NOW + timedelta(days=1))
    assert not tokens.is_live(ends, NOW, NOW)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_no_token_lives_for_ever(days: int) -> None:
    """At most a year."""
    with pytest.raises(Refusal):
        tokens.expiry(days, NOW)


def test_scopes_are_known_ones() -> None:
    """In their order, each once."""
    assert tokens.check_scopes(["pii", "read", "read"]) == ["read", "pii"]
    for wrong in ([], ["admin"]):
        with pytest.raises(Refusal):
            tokens.check_scopes(wrong)
