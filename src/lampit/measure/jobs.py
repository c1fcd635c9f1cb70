"""What the clock does in the measure room: readiness anew, and what was received is counted."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from lampit.measure import actions
from lampit.measure.actions.counting import count_waiting, count_when_calm
from lampit.measure.actions.keeping import DONE, keep_terms
from lampit.measure.actions.margins import freeze_waiting
from lampit.measure.actions.photos import SWEPT, sweep_photos
from lampit.measure.actions.showing import narrow_shared
from lampit.outside import halves


def _readiness(_now: datetime) -> int:
    """Reckon readiness anew where its rules changed since."""
    return actions.reckon_readiness()


def _halves(_now: datetime) -> int:
    """Remove photos that never became whole."""
    return halves.sweep(settings.ANSWERS_ROOT)


TICKS: dict[str, Callable[[datetime], int]] = {
    "deliveries_counted": count_waiting,
    "field_tasks_narrowed": narrow_shared,
    "half_photos_removed": _halves,
    "margins_frozen": freeze_waiting,
    SWEPT: sweep_photos,
    DONE: keep_terms,
    "measure_readiness": _readiness,
}
# Looked at each second while the worker has no long job in hand.
SOON: dict[str, Callable[[datetime], int]] = {"deliveries_counted": count_when_calm}
