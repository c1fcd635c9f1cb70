"""Reads of long jobs."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from lampit.people.models import Job, User


def job_of(scope: QuerySet[Job], number: int) -> Job | None:
    """Return the job `number` when it lies in `scope`; one query."""
    return scope.filter(pk=number).first()


def open_job(owner: User, kind: str, parameters: Mapping[str, Any]) -> Job | None:
    """Return the open job of a person with these parameters, the newest; one query."""
    states = (Job.State.WAITING, Job.State.RUNNING)
    rows = Job.objects.filter(owner=owner, kind=kind, state__in=states).order_by("-id")[:50]
    return next((row for row in rows if row.parameters == dict(parameters)), None)
