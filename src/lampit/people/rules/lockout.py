"""When a sign-in is refused for having failed too often. Pure.

Five wrong passwords lock the name for five minutes, each further one doubles the time up
to an hour; a quiet day forgets. Numbers are house settings (no law names them).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

FREE_FAILURES = 5
FIRST_LOCK = timedelta(minutes=5)
LONGEST_LOCK = timedelta(hours=1)
FORGET_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Counter:
    """Failures so far, the last one's instant, and until when the name is locked."""

    failures: int
    last_at: datetime | None
    locked_until: datetime | None


def is_locked(counter: Counter, now: datetime) -> bool:
    """Say whether a sign-in is refused at `now` without looking at the password."""
    return counter.locked_until is not None and now < counter.locked_until


def after_failure(counter: Counter, now: datetime) -> Counter:
    """Return the counter after one more wrong password at `now`."""
    stale = counter.last_at is not None and now - counter.last_at > FORGET_AFTER
    failures = (0 if stale else counter.failures) + 1
    if failures < FREE_FAILURES:
        return Counter(failures, now, None)
    doublings = min(failures - FREE_FAILURES, 6)
    return Counter(failures, now, now + min(FIRST_LOCK * (2**doublings), LONGEST_LOCK))


def minutes_left(counter: Counter, now: datetime) -> int:
    """Return the whole minutes until the lock opens, rounded up, at least 1."""
    if counter.locked_until is None:
        return 1
    return max(1, -int(-(counter.locked_until - now).total_seconds() // 60))
