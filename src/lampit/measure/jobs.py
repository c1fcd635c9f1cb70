"""What the clock does in the measure room: readiness anew, and what was received is counted."""

from collections.abc import Callable
from datetime import datetime

from lampit.measure import actions
from lampit.measure.actions.counting import count_waiting


def _readiness(_now: datetime) -> int:
    """Reckon readiness anew where its rules changed since."""
    return actions.reckon_readiness()


TICKS: dict[str, Callable[[datetime], int]] = {
    "deliveries_counted": count_waiting,
    "measure_readiness": _readiness,
}
