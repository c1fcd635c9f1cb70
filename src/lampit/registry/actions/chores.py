"""Remembers which work over whole tables was done when."""

from datetime import datetime

from lampit.registry.models import Chore


def is_due(name: str, since: datetime, now: datetime) -> bool:
    """Say whether work was not done since an instant, and note that it is done now.

    Of two who ask at once one does it. One query where it was done, two where it is due.
    """
    if Chore.objects.filter(pk=name, done_at__gte=since).exists():
        return False
    Chore.objects.get_or_create(name=name)
    undone = Chore.objects.filter(pk=name).exclude(done_at__gte=since)
    return bool(undone.update(done_at=now))
