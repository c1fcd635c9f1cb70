"""Cohen's kappa against a worked example and at its ends."""

import random
import statistics

import pytest

from lampit.science.agreement import cohen

# The worked example of many textbooks: 50 cases, 35 judged alike.
COUNTS = {("ya", "ya"): 20, ("ya", "tidak"): 5, ("tidak", "ya"): 10, ("tidak", "tidak"): 15}


def test_the_worked_example() -> None:
    """Kappa is 0.4; the interval is that of Fleiss, Cohen and Everitt."""
    found = cohen(COUNTS)
    assert (found.n, found.agreed) == (50, 35)
    assert found.kappa == pytest.approx(0.4)
    assert found.low == pytest.approx(0.1511, abs=1e-4)
    assert found.high == pytest.approx(0.6489, abs=1e-4)


def test_the_interval_is_about_what_resampling_gives() -> None:
    """Half its width is 1.96 times the spread of kappa over resampled cases, within a tenth."""
    cells = [both for both, count in COUNTS.items() for _ in range(count)]
    chance = random.Random(7)
    drawn = []
    for _ in range(1500):
        counts: dict[tuple[str, str], int] = {}
        for _ in range(50):
            both = chance.choice(cells)
            counts[both] = counts.get(both, 0) + 1
        drawn.append(cohen(counts).kappa or 0.0)
    found = cohen(COUNTS)
    assert found.low is not None
    assert found.kappa is not None
    half = found.kappa - found.low
    assert half == pytest.approx(1.96 * statistics.stdev(drawn), rel=0.1)


def test_ends() -> None:
    """Full agreement is 1, none by turns is -1, and one answer alone tells nothing."""
    assert cohen({("a", "a"): 5, ("b", "b"): 5}).kappa == pytest.approx(1)
    assert cohen({("a", "b"): 5, ("b", "a"): 5}).kappa == pytest.approx(-1)
    assert cohen({("a", "a"): 9}).kappa is None
    assert cohen({}).n == 0
