"""Notes that whoever started an import has looked at what became of it."""

from datetime import datetime

from lampit.people.models import User
from lampit.registry.models import ImportRun


def note_seen(run: ImportRun, person: User, *, now: datetime) -> None:
    """Note it once, and only for the person who started a run that came to an end."""
    if run.owner_id == person.pk and run.finished_at is not None and run.seen_at is None:
        ImportRun.objects.filter(pk=run.pk, seen_at=None).update(seen_at=now)
