"""The list that is taken along: its days, and what a second person cannot let out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.desk.rules import pushing
from lampit.measure.rules.calendar import Holiday, Marked, calendar


def test_a_village_stays_on_one_day_when_it_fits() -> None:
    """Three of A, three of B, five a day: B goes to the second day as a whole."""
    assert pushing.days(["A"] * 3 + ["B"] * 3, 5) == [0, 0, 0, 1, 1, 1]
    assert pushing.days(["A"] * 7, 5) == [0, 0, 0, 0, 0, 1, 1]
    assert pushing.days([], 5) == []


@given(st.lists(st.sampled_from("ABC")).map(sorted), st.integers(1, 9))
def test_no_day_is_overfull_and_none_goes_back(villages: list[str], each: int) -> None:
    """At most `each` a day, days in order and without a hole."""
    found = pushing.days(villages, each)
    assert found == sorted(found)
    assert all(found.count(day) <= each for day in set(found))
    assert set(found) == set(range(max(found, default=-1) + 1))


def test_sundays_are_left_out() -> None:
    """Saturday 28 November 2026, then Monday."""
    told = pushing.by_day(["a", "b"], [0, 1], date(2026, 11, 28))
    assert [day for day, _ in told] == [date(2026, 11, 28), date(2026, 11, 30)]
    assert pushing.by_day(["a"], [0], date(2026, 11, 29))[0][0] == date(2026, 11, 30)


def test_holidays_and_days_off_are_left_out() -> None:
    """A plan over Christmas 2026 goes on after it, and past a day off of the office."""
    christmas = Holiday(date(2026, 12, 25), "Natal", False, "SKB")
    told = calendar([christmas], [Marked("libur", date(2026, 12, 26), None)])
    days = pushing.by_day(["a", "b"], [0, 1], date(2026, 12, 24), told)
    assert [day for day, _ in days] == [date(2026, 12, 24), date(2026, 12, 28)]


def test_a_long_list_is_a_file_and_not_endless() -> None:
    """Nobody prints past the second person; more than 500 are filtered first."""
    for count, is_printed, code in ((101, True, "not_printed"), (501, False, "too_long")):
        with pytest.raises(Refusal) as caught:
            pushing.check_long(count, is_printed=is_printed)
        assert caught.value.code == code
    pushing.check_long(101, is_printed=False)
