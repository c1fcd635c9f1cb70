"""Reliability against values worked out by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lampit.science import reliability


def test_alpha_by_hand() -> None:
    """Variances 1 and 3, covariance 1.5: alpha = 2 (1 - 4 / 7)."""
    items = np.array([[1.0, 1.0], [2.0, 4.0], [3.0, 4.0]])
    first, second = items.var(axis=0, ddof=1)
    shared = np.cov(items, rowvar=False)[0, 1]
    assert (first, second, shared) == (1.0, 3.0, 1.5)
    assert reliability.alpha(items) == pytest.approx(2 * (1 - 4 / 7))
    same = np.array([[1.0, 1.0, 1.0], [2.0, 2.0, 2.0], [5.0, 5.0, 5.0]])
    assert reliability.alpha(same) == pytest.approx(1.0)


def test_loadings_of_a_known_factor() -> None:
    """Correlations made of loadings 0.8, 0.6, 0.5, 0.4 give the loadings and omega back."""
    known = np.array([0.8, 0.6, 0.5, 0.4])
    correlations = np.outer(known, known)
    np.fill_diagonal(correlations, 1.0)
    found = reliability.loadings(correlations)
    assert found is not None
    assert found == pytest.approx(known, abs=1e-6)


def test_omega_by_hand() -> None:
    """Loadings 0.8, 0.6, 0.5 exactly: omega = 1.9² / (1.9² + 1.75)."""
    known = np.array([0.8, 0.6, 0.5])
    correlations = np.outer(known, known)
    np.fill_diagonal(correlations, 1.0)
    raw = np.random.default_rng(3).normal(size=(50, 3))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw, rowvar=False))).T
    items = white @ np.linalg.cholesky(correlations).T
    assert reliability.omega(items) == pytest.approx(1.9**2 / (1.9**2 + 1.75), abs=1e-6)


def test_two_items_load_with_the_root_of_their_correlation() -> None:
    """With r = 0.5 omega is 2r / (1 + r) = Spearman–Brown; no shared factor: none."""
    raw = np.random.default_rng(5).normal(size=(40, 2))
    raw -= raw.mean(axis=0)
    white = raw @ np.linalg.inv(np.linalg.cholesky(np.cov(raw, rowvar=False))).T
    items = white @ np.linalg.cholesky(np.array([[1.0, 0.5], [0.5, 1.0]])).T
    assert reliability.omega(items) == pytest.approx(2 * 0.5 / 1.5, abs=1e-9)
    assert reliability.omega(items * np.array([1.0, -1.0])) is None


def test_item_rest_by_hand() -> None:
    """Each item against the sum of the others; a constant one has none."""
    items = np.array([[1.0, 2.0, 7.0], [2.0, 1.0, 7.0], [3.0, 3.0, 7.0]])
    found = reliability.item_rest(items)
    assert found[0] == pytest.approx(0.5)
    assert found[1] == pytest.approx(0.5)
    assert found[2] is None


def test_ranks_share_their_mean() -> None:
    """Ties share ranks; the reverse order correlates at -1."""
    assert list(reliability.mean_ranks([10, 20, 20, 5])) == [2.0, 3.5, 3.5, 1.0]
    assert reliability.rank_correlation([1, 2, 3], [30, 20, 10]) == pytest.approx(-1.0)
    assert reliability.rank_correlation([1, 2], [1, 2]) is None


def test_interviewer_effect_by_hand() -> None:
    """Two interviewers, 1 3 and 5 7: MSB 16, MSW 2, m0 2 → 14/18; none at all → at most 0."""
    assert reliability.interviewer_effect([[1, 3], [5, 7]]) == pytest.approx(14 / 18)
    assert reliability.interviewer_effect([[1, 3], [1, 3]]) == pytest.approx(-1.0)
    assert reliability.interviewer_effect([[1, 2, 3]]) is None
    assert reliability.interviewer_effect([[1], [2]]) is None
    assert reliability.interviewer_effect([[2, 2], [2, 2]]) is None


@pytest.mark.parametrize("shape", [(0, 3), (1, 3), (2, 1), (3, 1)])
def test_too_little_is_none(shape: tuple[int, int]) -> None:
    """Never a number out of nothing."""
    items = np.ones(shape)
    assert reliability.alpha(items) is None
    assert reliability.omega(items) is None


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6), scale=st.floats(0.1, 50), cases=st.integers(5, 60))
def test_units_and_order_do_not_matter(seed: int, scale: float, cases: int) -> None:
    """Alpha is the same in other units and in another order of cases and items."""
    random = np.random.default_rng(seed)
    items = random.normal(size=(cases, 4)) + random.normal(size=(cases, 1))
    one = reliability.alpha(items)
    two = reliability.alpha(random.permutation(items)[:, ::-1] * scale + 3)
    assert one is not None
    assert two == pytest.approx(one, abs=1e-9)
    told = reliability.omega(items)
    assert told is None or 0 <= told <= 1
