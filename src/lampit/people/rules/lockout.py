"""When a sign-in is refused for having failed too often. Pure.

Five wrong passwords lock the name for five minutes, each further one doubles the time up
to an hour; a quiet day forgets. An address may fail sixty times in an hour whatever the
names: an office shares one address, a guesser tries many names. Numbers are house settings
(no law names them).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lampit.national import phone

FIRST_LOCK = timedelta(minutes=5)
LONGEST_LOCK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures stay free, and after which quiet time they are forgotten."""

    free_failures: int
    forget_after: timedelta


NAME = Limit(5, timedelta(hours=24))
ADDRESS = Limit(60, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Counter:
    """Failures so far, the last one's instant, and until when the name is locked."""

    failures: int
    last_at: datetime | None
    locked_until: datetime | None


def counted_name(typed: str) -> str:
    """Return the name that guesses are counted under: a telephone is one, however written."""
    numbers = phone.read(typed).mobiles if any(sign.isdigit() for sign in typed) else ()
    return numbers[0] if numbers else typed.strip().lower()


def is_locked(counter: Counter, now: datetime) -> bool:
    """Say whether a sign-in is refused at `now` without looking at the password."""
    return counter.locked_until is not None and now < counter.locked_until


def after_failure(counter: Counter, now: datetime, limit: Limit = NAME) -> Counter:
    """Return the counter after one more wrong password at `now`."""
    stale = counter.last_at is not None and now - counter.last_at > limit.forget_after
    failures = (0 if stale else counter.failures) + 1
    if failures < limit.free_failures:
        return Counter(failures, now, None)
    doublings = min(failures - limit.free_failures, 6)
    return Counter(failures, now, now + min(FIRST_LOCK * (2**doublings), LONGEST_LOCK))


def minutes_left(counter: Counter, now: datetime) -> int:
    """Return the whole minutes until the lock opens, rounded up, at least 1."""
    if counter.locked_until is None:
        return 1
    return max(1, -int(-(counter.locked_until - now).total_seconds() // 60))
