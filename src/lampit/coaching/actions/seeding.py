"""Loading invented coaching history for the demo, in blocks, without checks person by person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import TypeVar

from django.db import transaction

from lampit.coaching.models import Assignment, Visit
from lampit.registry.actions import give_many_into_care

BLOCK = 1_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SeedVisit:
    """One invented visit; ids are those of existing businesses and accounts."""

    business_id: int
    mentor_id: int
    on: date
    topic: str
    result: str
    condition: str
    minutes: int
    note: str = ""
    next_step: str = ""
    due_on: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many assignments and visits were written."""

    assignments: int
    visits: int


def _blocks(rows: Iterable[T]) -> Iterator[list[T]]:
    """Yield rows in blocks."""
    source = iter(rows)
    while block := list(islice(source, BLOCK)):
        yield block


def seed(assignments: Iterable[tuple[int, int, date]], visits: Iterable[SeedVisit]) -> Seeded:
    """Write (mentor id, business id, from) and visits; what is already there stays."""
    counts = [0, 0]
    with transaction.atomic():
        for block in _blocks(assignments):
            rows = [Assignment(mentor_id=m, business_id=b, from_on=on) for m, b, on in block]
            Assignment.objects.bulk_create(rows, ignore_conflicts=True)
            give_many_into_care({row.business_id: row.mentor_id for row in rows})
            counts[0] += len(rows)
        for told in _blocks(visits):
            Visit.objects.bulk_create([_visit(one) for one in told], ignore_conflicts=True)
            counts[1] += len(told)
    return Seeded(*counts)


def _visit(told: SeedVisit) -> Visit:
    """Return the row of an invented visit, recorded on the evening of its day."""
    evening = datetime.combine(told.on, time(10), UTC)
    return Visit(
        business_id=told.business_id,
        mentor_id=told.mentor_id,
        on=told.on,
        topic=told.topic,
        result=told.result,
        condition=told.condition,
        minutes=told.minutes,
        note=told.note,
        next_step=told.next_step,
        due_on=told.due_on,
        done_on=told.done_on,
        recorded_at=evening,
    )
