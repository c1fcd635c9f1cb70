"""The 3 x 24 hours of UU 27/2022: hours of the calendar, weekends and holidays included. Pure.

Instants come in with their zone and are compared as instants, so it does not matter in which
zone they are written.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

LIMIT = timedelta(hours=72)
WARN_BEFORE = timedelta(hours=24)
ESCALATE_BEFORE = timedelta(hours=6)
CALM, WARN, URGENT, LATE, STOPPED = "tenang", "ingat", "genting", "lewat", "selesai"


@dataclass(frozen=True, slots=True)
class Clock:
    """How a term stands.

    Attributes:
        due_at: when 72 hours are over.
        state: `tenang`, `ingat` (24 hours left), `genting` (6 hours left), `lewat`, `selesai`.
        hours: whole hours left, never below zero; hours late when the state is `lewat`.
        minutes: minutes beside the hours.
    """

    due_at: datetime
    state: str
    hours: int
    minutes: int


def due_at(received_at: datetime) -> datetime:
    """Return when the term ends that began with the receipt."""
    return received_at + LIMIT


def clock(due: datetime, now: datetime, stopped_at: datetime | None = None) -> Clock:
    """Return how a term stands now; an answer or a lawful refusal has stopped it for good."""
    if stopped_at is not None:
        return Clock(due, STOPPED, 0, 0)
    left = due - now
    minutes = int(abs(left).total_seconds() // 60)
    return Clock(due, _state(left), minutes // 60, minutes % 60)


def _state(left: timedelta) -> str:
    if left <= timedelta(0):
        return LATE
    if left <= ESCALATE_BEFORE:
        return URGENT
    return WARN if left <= WARN_BEFORE else CALM
