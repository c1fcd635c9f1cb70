"""Sets of numbers: counted, cut, joined and walked as Python's own sets are."""

from itertools import islice

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.registry.rules import numbers
from lampit.registry.rules.numbers import Numbers

SOME = st.sets(st.integers(0, 60))


def of(some: set[int], *, as_bits: bool) -> Numbers:
    """Return a set as numbers, kept one way or the other."""
    ids = np.array(sorted(some), np.int64)
    if not as_bits:
        return Numbers(ids)
    bits = np.zeros(64, np.bool_)
    bits[ids] = True
    return Numbers(bits=bits)


@given(SOME, SOME, st.booleans())
def test_they_are_taken_out_and_put_in_as_in_sets(
    some: set[int], other: set[int], as_bits: bool
) -> None:
    """However they are kept; what they were made from stays as it is."""
    held, more = of(some, as_bits=as_bits), np.array(sorted(other), np.int64)
    assert held.without(more).tolist() == sorted(some - other)
    assert held.joined(more).tolist() == sorted(some | other)
    assert held.common(more).tolist() == sorted(some & other)
    assert held.size == len(some)
    assert held.without(more).size == len(some - other)
    assert held.joined(more).size == len(some | other)
    assert held.tolist() == sorted(some)


@given(SOME, st.integers(-1, 70), st.booleans())
def test_they_are_walked_up_and_down_from_any_number(
    some: set[int], where: int, as_bits: bool
) -> None:
    """From a number that is among them or not, stretch by stretch."""
    held = of(some, as_bits=as_bits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbers, "STRETCH", 7)
        assert list(held.upwards(where)) == sorted(one for one in some if one > where)
        assert list(held.downwards()) == sorted(some, reverse=True)
        below = [one for one in some if one < where]
        assert list(held.downwards(max(where, 0))) == sorted(below, reverse=True)


def test_the_first_of_a_million_do_not_make_a_list_of_all() -> None:
    """Counting, taking out and the first page leave the rest as bits."""
    held = Numbers(bits=np.ones(1_000_000, np.bool_))
    left = held.without(np.array([999_999], np.int64))
    assert list(islice(left.downwards(), 3)) == [999_998, 999_997, 999_996]
    assert (held.size, left.size) == (1_000_000, 999_999)
    assert "ids" not in vars(held)
    assert "ids" not in vars(left)
