"""Who goes where: villages whole, loads balanced, short ways, Sundays off, boats half as fast."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.measure.rules.routes import Stop, Walker, divide, length, schedule, tour

VISITS = st.lists(st.integers(1, 30), min_size=1, max_size=60)


@given(VISITS, st.lists(st.integers(1, 20), min_size=1, max_size=6))
def test_every_village_goes_to_one_person_and_loads_are_balanced(
    visits: list[int], days: list[int]
) -> None:
    """Nobody is further from her part than the largest village."""
    stops = [Stop(f"63.08.01.{2000 + n}", count) for n, count in enumerate(visits)]
    walkers = [Walker(n, per_day) for n, per_day in enumerate(days, 1)]
    given_out = divide(stops, walkers)
    assert sorted(s.code for part in given_out.values() for s in part) == [s.code for s in stops]
    for walker in walkers:
        fair = sum(visits) * walker.per_day / sum(days)
        load = sum(stop.visits for stop in given_out[walker.person])
        assert abs(load - fair) <= max(visits)


def test_who_lives_near_goes_near() -> None:
    """Pieces go to whose base lies there, whatever the order of people."""
    stops = [Stop(f"63.08.01.{2000 + n}", 10, (-2.0, 115.0 + n / 10)) for n in range(6)]
    east, west = Walker(1, 8, (-2.0, 115.5)), Walker(2, 8, (-2.0, 115.0))
    parts = divide(stops, [east, west])
    assert [s.code[-1] for s in parts[2]] == ["0", "1", "2"]
    with pytest.raises(Refusal):
        divide(stops, [])


@given(st.lists(st.tuples(st.floats(-3, -2), st.floats(115, 116)), min_size=2, max_size=9))
def test_a_tour_visits_all_and_is_no_longer_than_as_listed(
    points: list[tuple[float, float]],
) -> None:
    """2-opt leaves no pair of legs that would be shorter the other way round."""
    stops = [Stop(f"63.08.01.{2000 + n}", 3, point) for n, point in enumerate(points)]
    stops.append(Stop("63.08.01.2999", 3))
    found = tour(stops, (-2.5, 115.5))
    assert sorted(s.code for s in found) == [s.code for s in stops]
    assert found[-1].point is None, "an unknown place comes last"
    found.pop()
    whole = length(found, (-2.5, 115.5))
    for i in range(len(points)):
        for k in range(i + 1, len(points)):
            turned = found[:i] + found[i : k + 1][::-1] + found[k + 1 :]
            assert whole <= length(turned, (-2.5, 115.5)) + 1e-6


def test_days_hold_so_many_visits_and_no_sunday() -> None:
    """Saturday is followed by Monday; a boat day takes half."""
    saturday = date(2026, 11, 28)
    legs = schedule([Stop("a", 10), Stop("b", 4), Stop("c", 9, by_boat=True)], 8, saturday)
    assert [(leg.day.day, leg.code, leg.count) for leg in legs] == [
        (28, "a", 8), (30, "a", 2), (30, "b", 4), (1, "c", 4), (2, "c", 4), (3, "c", 1),
    ]  # fmt: skip
