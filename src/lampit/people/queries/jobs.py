"""Reads of long jobs."""

from django.db.models import QuerySet

from lampit.people.models import Job


def job_of(scope: QuerySet[Job], number: int) -> Job | None:
    """Return the job `number` when it lies in `scope`; one query."""
    return scope.filter(pk=number).first()
