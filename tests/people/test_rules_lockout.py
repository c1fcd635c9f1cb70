"""When a name or an address has failed too often."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lampit.people.rules import lockout

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
NEW = lockout.Counter(0, None, None)


def failed(times: int, limit: lockout.Limit = lockout.NAME) -> lockout.Counter:
    """Return the counter after `times` wrong passwords at once."""
    counter = NEW
    for _ in range(times):
        counter = lockout.after_failure(counter, NOW, limit)
    return counter


def test_four_failures_are_free() -> None:
    """People mistype; only the fifth locks."""
    assert not lockout.is_locked(failed(4), NOW)
    assert lockout.is_locked(failed(5), NOW)


def test_the_lock_doubles_up_to_an_hour() -> None:
    """Five minutes, ten, twenty, forty, then an hour, never more."""
    waits = [lockout.minutes_left(failed(n), NOW) for n in range(5, 12)]
    assert waits == [5, 10, 20, 40, 60, 60, 60]


def test_an_address_may_fail_more_often() -> None:
    """A whole office behind one address is not locked out by a few typing errors."""
    assert not lockout.is_locked(failed(59, lockout.ADDRESS), NOW)
    assert lockout.is_locked(failed(60, lockout.ADDRESS), NOW)


def test_a_quiet_day_forgets() -> None:
    """After a day without failures the count begins anew."""
    later = NOW + timedelta(hours=24, seconds=1)
    assert lockout.after_failure(failed(9), later) == lockout.Counter(1, later, None)


@given(st.integers(0, 3_700))
def test_minutes_left_never_say_zero_while_locked(seconds: int) -> None:
    """The sentence never tells somebody to wait 0 minutes, and waiting that long is enough."""
    counter = failed(20)
    at = NOW + timedelta(seconds=seconds)
    left = lockout.minutes_left(counter, at)
    assert left >= 1
    assert not lockout.is_locked(counter, at + timedelta(minutes=left))
