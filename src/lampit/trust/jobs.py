"""What the clock does to trust: names as `lampit tick` tells them."""

from collections.abc import Callable
from datetime import datetime

from lampit.people.models import Job
from lampit.trust import actions

JOBS: dict[str, Callable[[Job], None]] = {}
TICKS: dict[str, Callable[[datetime], int]] = {
    "reporters_forgotten": actions.drop_contacts,
    "senders_forgotten": actions.forget_senders,
    "pictures_swept": actions.sweep_pictures,
    "answering_reckoned": actions.reckon_answering,
}
