"""Weeks of a maker: names, the first one that counts, what fits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.shops.rules import capacity
from lampit.shops.rules.capacity import Week

MONDAY = date(2026, 12, 7)


def test_weeks_are_iso_weeks() -> None:
    """2026-W50 begins on 7 December; the first days of a year may belong to the year before."""
    assert capacity.read_week("2026-W50") == MONDAY
    assert capacity.iso_name(MONDAY) == "2026-W50"
    assert capacity.iso_name(capacity.week_of(date(2027, 1, 1))) == "2026-W53"
    for wrong in ("2026-50", "2026-W54", "W50", "2026-W00", "x"):
        with pytest.raises(Refusal):
            capacity.read_week(wrong)


def test_the_first_week_holds_the_days_of_making() -> None:
    """Ordered on a Tuesday with 5 days: ready on Sunday, still this week; 6 days: the next."""
    tuesday = MONDAY + timedelta(days=1)
    assert capacity.first_week(tuesday, 5) == MONDAY
    assert capacity.first_week(tuesday, 6) == MONDAY + timedelta(weeks=1)
    told = {"today": tuesday, "lead_days": 5}
    assert capacity.ready_on(MONDAY, is_limited=False, **told) == tuesday + timedelta(days=5)  # type: ignore[arg-type]
    assert capacity.ready_on(MONDAY, is_limited=True, **told) == date(2026, 12, 13)  # type: ignore[arg-type]


@given(st.integers(0, 50), st.integers(1, 300), st.integers(1, 9))
def test_pieces_are_whole_and_never_too_many(free: int, wanted: int, each: int) -> None:
    """What fits takes no more slots than are free, and one more piece would not fit."""
    fit = capacity.pieces_that_fit(Week(MONDAY, free), wanted, each)
    assert 0 <= fit <= wanted
    assert fit * each <= free
    assert fit == wanted or (fit + 1) * each > free
    assert capacity.pieces_that_fit(Week(MONDAY, None), wanted, each) == wanted


def test_no_week_below_what_is_promised() -> None:
    """Fewer slots than used is refused; a week cannot hold a thousand and one."""
    capacity.check_slots(3, 3)
    for slots, used in ((2, 3), (-1, 0), (1_001, 0)):
        with pytest.raises(Refusal):
            capacity.check_slots(slots, used)
