"""What the clock does to published figures: a new set every local day."""

from collections.abc import Callable
from datetime import datetime

from lampit.people.models import Job
from lampit.proof import actions

JOBS: dict[str, Callable[[Job], None]] = {}
TICKS: dict[str, Callable[[datetime], int]] = {"published_boards": actions.refresh_due}
