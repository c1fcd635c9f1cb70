"""How many duplicates are missed: an estimate with its interval, or unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.registry.rules.sampling import Judged, recall


def test_what_is_missed_is_the_share_of_each_stratum() -> None:
    """10 of 40 of 200 and none of 30 of 1,000: 50 missed; of 250 duplicates 200 were proposed."""
    found = recall(200, [Judged(0.2, 0.6, 200, 40, 10), Judged(0.0, 0.2, 1000, 30, 0)])
    assert found.missed == pytest.approx(50)
    assert found.share == pytest.approx(0.8)
    assert (found.missed_low or 0) == pytest.approx(50 - 200 * (0.25 - 0.1419), abs=0.2)
    # Wilson of 0/30 reaches to 11.35 %: 113.5 of 1,000; 25 % of 40 to 40.2 %.
    assert (found.missed_high or 0) == pytest.approx(50 + (113.5**2 + 30.4**2) ** 0.5, abs=0.5)
    assert found.answered == 70


def test_few_answers_tell_nothing() -> None:
    """Nine answers in one stratum are too few, whatever the others have."""
    found = recall(200, [Judged(0.2, 0.6, 200, 40, 10), Judged(0.0, 0.2, 1000, 9, 0)])
    assert (found.share, found.missed, found.answered) == (None, None, 49)


def test_a_stratum_asked_whole_has_no_doubt() -> None:
    """Three pairs, all answered: exactly one was missed."""
    found = recall(9, [Judged(0.2, 0.6, 3, 3, 1), Judged(0.0, 0.2, 0, 0, 0)])
    assert (found.share, found.low, found.high) == (0.9, 0.9, 0.9)


def test_where_nothing_is_double_there_is_no_share() -> None:
    """No duplicate found and none missed: a share of nothing is not told."""
    assert recall(0, [Judged(0.0, 0.6, 0, 0, 0)]).share is None


@given(
    st.integers(0, 500),
    st.lists(st.tuples(st.integers(10, 10_000), st.integers(10, 100), st.integers(0, 100)),
             min_size=1, max_size=4),
)  # fmt: skip
def test_the_interval_holds_the_estimate(found: int, told: list[tuple[int, int, int]]) -> None:
    """Both ends within 0 and 1, the estimate between them."""
    strata = [
        Judged(0.0, 0.6, pairs, min(n, pairs), min(same, n, pairs)) for pairs, n, same in told
    ]
    one = recall(found, strata)
    if one.share is not None:
        assert 0 <= (one.low or 0) <= one.share + 1e-9
        assert one.share <= (one.high if one.high is not None else 1) + 1e-9 <= 1 + 2e-9
