"""How makers answer their orders, reckoned once a day."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lampit.orders.queries.answering import first_steps
from lampit.trust.models import Answering
from lampit.trust.rules import answering as rules


def reckon_answering(now: datetime) -> int:
    """Reckon anew how each shop answers; return how many rows changed. Once a day."""
    today = timezone.localdate(now)
    newest = Answering.objects.order_by("-reckoned_on").values_list("reckoned_on", flat=True)
    if newest.first() == today:
        return 0
    waits: dict[int, list[float]] = defaultdict(list)
    finished: Counter[int] = Counter()
    for step in first_steps(now - timedelta(days=rules.WINDOW_DAYS)):
        if step.waited is not None:
            waits[step.maker_id].append(step.waited)
        finished[step.maker_id] += step.is_received
    known = {row.maker_id: row for row in Answering.objects.all()}
    fresh = []
    for maker_id in sorted({*waits, *finished}):
        told = rules.answering(waits[maker_id], finished[maker_id])
        row = known.get(maker_id)
        if row is None or (row.n, row.hours, row.finished) != (told.n, told.hours, told.finished):
            fresh.append(
                Answering(
                    maker_id=maker_id, n=told.n, hours=told.hours, finished=told.finished,
                    reckoned_on=today,
                )
            )  # fmt: skip
    with transaction.atomic():
        Answering.objects.bulk_create(
            fresh,
            batch_size=500,
            update_conflicts=True,
            unique_fields=["maker"],
            update_fields=["n", "hours", "finished", "reckoned_on"],
        )
        # One row tells that this day was reckoned, also when nothing changed.
        first = Answering.objects.order_by("pk").first()
        if first is not None:
            Answering.objects.filter(pk=first.pk).update(reckoned_on=today)
    return len(fresh)
