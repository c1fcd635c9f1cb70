"""Fields that travel: packed and read back, and nothing else is taken for fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.web import held


@given(st.lists(st.tuples(st.sampled_from(["catatan", "langkah"]), st.text(max_size=50))))
def test_packed_fields_come_back(fields: held.Fields) -> None:
    """Order and repeated names are kept."""
    assert held.unpack(held.pack(fields)) == fields


@pytest.mark.parametrize("text", ["", "{", "1", "null", "[1]", '["abc"]', '{"a": 1}', "[" * 5_000])
def test_other_text_is_no_fields(text: str) -> None:
    """Whatever somebody writes into the hidden input, the page stands."""
    assert held.unpack(text) == []


def test_what_must_not_travel_stays() -> None:
    """Passwords and tokens are dropped; a form too large to carry is dropped whole."""
    assert held.unpack('[["password", "x"], ["old", "y"], ["catatan", "z"]]') == [("catatan", "z")]
    assert held.unpack(held.pack([("catatan", "z" * (held.MOST_SIGNS + 1))])) == []
