"""The 72 hours: instants in any zone, weekends, and the edges of warning and escalation."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.privacy.rules import clock

WITA = ZoneInfo("Asia/Makassar")
FRIDAY = datetime(2026, 11, 27, 17, 0, tzinfo=WITA)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (timedelta(hours=72), clock.CALM),
        (timedelta(hours=24, seconds=1), clock.CALM),
        (timedelta(hours=24), clock.WARN),
        (timedelta(hours=6, seconds=1), clock.WARN),
        (timedelta(hours=6), clock.URGENT),
        (timedelta(seconds=1), clock.URGENT),
        (timedelta(0), clock.LATE),
        (timedelta(hours=-5), clock.LATE),
    ],
)
def test_the_edges(left: timedelta, state: str) -> None:
    """Warned with 24 hours left, escalated with 6, late at the very instant."""
    due = clock.due_at(FRIDAY)
    assert clock.clock(due, due - left).state == state


def test_a_request_on_friday_evening_is_due_on_monday_evening() -> None:
    """Calendar hours: the weekend counts (domain.md section 14, case 27)."""
    due = clock.due_at(FRIDAY)
    assert due == datetime(2026, 11, 30, 17, 0, tzinfo=WITA)
    told = clock.clock(due, datetime(2026, 11, 29, 12, 30, tzinfo=WITA))
    assert (told.hours, told.minutes, told.state) == (28, 30, clock.CALM)
    late = clock.clock(due, due + timedelta(hours=2, minutes=5))
    assert (late.hours, late.minutes, late.state) == (2, 5, clock.LATE)


@given(
    st.integers(0, 3 * 365 * 24 * 60).map(lambda m: FRIDAY.astimezone(UTC) + timedelta(minutes=m)),
    st.integers(-14, 14),
    st.integers(-100, 100),
)
def test_the_zone_in_which_an_instant_is_written_does_not_matter(
    received: datetime, zone: int, hours: int
) -> None:
    """The same instants in UTC, WIB, WITA or anywhere give the same clock."""
    other = timezone(zone * HOUR)
    now = received + hours * HOUR
    here = clock.clock(clock.due_at(received), now)
    there = clock.clock(clock.due_at(received.astimezone(other)), now.astimezone(other))
    assert (here.state, here.hours, here.minutes) == (there.state, there.hours, there.minutes)
    assert here.due_at == there.due_at


def test_an_answer_stops_it_for_good() -> None:
    """Nothing is late that was answered."""
    due = clock.due_at(FRIDAY)
    assert clock.clock(due, due + 100 * HOUR, stopped_at=due - HOUR).state == clock.STOPPED
