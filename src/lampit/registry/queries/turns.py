"""Which imports of a kabupaten wait for their turn, and what comes before one."""

from django.db.models import Q, QuerySet

from lampit.registry.models import ImportRun
from lampit.registry.queries.importing import running_in


def waiting_in(region: str) -> QuerySet[ImportRun]:
    """Return the runs that wait for their turn in a region, first come first; no query yet."""
    rows = ImportRun.objects.filter(region_id=region, state=ImportRun.State.WAITING)
    return rows.order_by("queued_at", "pk")


def waiting_before(run: ImportRun) -> QuerySet[ImportRun]:
    """Return the runs that wait before a run, or before who comes now; no query yet."""
    rows = waiting_in(run.region_id).exclude(pk=run.pk).select_related("owner", "job")
    if run.queued_at is None or run.state != ImportRun.State.WAITING:
        return rows
    earlier = Q(queued_at__lt=run.queued_at) | Q(queued_at=run.queued_at, pk__lt=run.pk)
    return rows.filter(earlier)


def ahead_in_line(run: ImportRun) -> list[ImportRun]:
    """Return what comes before a run that waits, the one at work first; none of another run."""
    if run.state != ImportRun.State.WAITING:
        return []
    first = running_in(run.region_id)
    return [*([first] if first is not None else []), *waiting_before(run)]
