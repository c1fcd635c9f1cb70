"""Which sure pairs are confirmed together, and which are looked at one by one."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.registry.rules.duplicates import CHAIN_AT_MOST, Ends, chained

RECORDS = st.integers(1, 9)
PAIRS = st.sets(st.tuples(RECORDS, RECORDS).filter(lambda ends: ends[0] < ends[1]))


def whole(*records: int) -> set[Ends]:
    """Return all pairs of some records."""
    return set(combinations(records, 2))


@pytest.mark.parametrize("size", range(2, CHAIN_AT_MOST + 1))
def test_a_small_group_in_which_all_are_alike_is_sure(size: int) -> None:
    """Two records, or up to four each of which resembles each."""
    group = whole(*range(size))
    assert chained(group, group) == set()


def test_a_chain_is_looked_at_pair_by_pair() -> None:
    """A is B and B is C, but A and C are not alike; a pair apart from them stays sure."""
    assert chained({(1, 2), (2, 3), (7, 8)}, {(1, 2), (2, 3), (7, 8)}) == {(1, 2), (2, 3)}


def test_a_likely_pair_inside_holds_a_chain_together() -> None:
    """It need not be sure itself; whoever called it different loosens the chain."""
    sure = {(1, 2), (2, 3)}
    assert chained(sure, {*sure, (1, 3)}) == set()


def test_of_more_than_four_each_is_looked_at() -> None:
    """However alike they are."""
    group = whole(*range(CHAIN_AT_MOST + 1))
    assert chained(group, group) == group


@given(PAIRS, PAIRS)
def test_whole_groups_are_loose_or_none_of_them(sure: set[Ends], more: set[Ends]) -> None:
    """Two sure pairs with a record in common share their fate, in any order."""
    loose = chained(sure, sure | more)
    assert loose == chained(sorted(sure, reverse=True), sure | more)
    assert loose <= sure
    for one in sure:
        for other in sure:
            if set(one) & set(other):
                assert (one in loose) == (other in loose)
