"""What the clock does in the measure room."""

from collections.abc import Callable
from datetime import datetime

from lampit.measure import actions


def _readiness(_now: datetime) -> int:
    """Reckon readiness anew where its rules changed since."""
    return actions.reckon_readiness()


TICKS: dict[str, Callable[[datetime], int]] = {"measure_readiness": _readiness}
