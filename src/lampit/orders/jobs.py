"""What the clock does to orders: names as `lampit tick` tells them."""

from collections.abc import Callable
from datetime import datetime

from lampit.orders import actions
from lampit.people.models import Job

JOBS: dict[str, Callable[[Job], None]] = {}
TICKS: dict[str, Callable[[datetime], int]] = {
    "expired": actions.expire_due,
    "finished": actions.finish_due,
    "forgotten": actions.forget_due,
}
