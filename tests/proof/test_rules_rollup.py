"""Roll-up: weighted by size, honest about who is missing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.proof.rules.rollup import Estimated, combine, may_show_index, pooled


def test_combination_by_hand() -> None:
    """Two boards of 300 and 100 businesses: (300·40 + 100·20) / 400 = 35, se by hand."""
    found = combine([Estimated(40, 2, 200, 300), Estimated(20, 3, 90, 100)])
    assert found.value == 35
    assert found.se == pytest.approx(math.sqrt(600**2 + 300**2) / 400)
    assert (found.n, found.boards) == (290, 2)
    assert found.low == pytest.approx(35 - 1.959964 * (found.se or 0), abs=1e-5)


def test_nothing_known_is_nothing_and_not_zero() -> None:
    """No board, or boards without businesses: no value."""
    assert combine([]).value is None
    assert combine([Estimated(40, 2, 50, 0)]).value is None
    assert pooled([]).value is None


BOARDS = st.lists(
    st.builds(
        Estimated, st.floats(0, 100), st.floats(0, 20), st.integers(1, 900), st.integers(1, 10**5)
    ),
    min_size=1,
    max_size=30,
)


@given(BOARDS)
def test_the_whole_lies_between_its_boards(boards: list[Estimated]) -> None:
    """No combination is above its best or below its worst board, or less sure than the least."""
    found = combine(boards)
    assert found.value is not None
    assert found.se is not None
    values = [board.value for board in boards]
    assert min(values) - 1e-9 <= found.value <= max(values) + 1e-9
    assert found.se <= max(board.se for board in boards) + 1e-9


def test_small_or_suppressed_indexes_stay_at_home() -> None:
    """29 answers are too few, and a suppressed index stays suppressed however many answers."""
    assert [may_show_index(n, "ok") for n in (29, 30)] == [False, True]
    assert not may_show_index(400, "suppressed")
    assert may_show_index(31, "caution")


def test_shares_are_pooled_by_counts() -> None:
    """88 of 100 and 10 of 100 are 98 of 200, not the mean of something else."""
    assert pooled([(88, 100), (10, 100)]).value == 0.49
