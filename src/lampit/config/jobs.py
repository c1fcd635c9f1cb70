"""The kinds of long work of all rooms, and what has to be done on time."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from lampit.people.models import Job

ROOMS: tuple[str, ...] = ("registry", "aid", "privacy", "measure", "desk", "market")
TICKING = (
    "orders", "trust", "shops", "registry", "aid", "proof", "privacy", "measure", "desk", "market",
)  # fmt: skip
SOON = ("measure", "shops")
Work = Callable[[Job], None]


def work() -> dict[str, Work]:
    """Return the function of each kind of job."""
    found: dict[str, Work] = {}
    for room in ROOMS:
        found |= import_module(f"lampit.{room}.jobs").JOBS
    return found


def ticks() -> dict[str, Callable[[datetime], int]]:
    """Return what is due by the clock: name → function of now, giving how many it handled."""
    found: dict[str, Callable[[datetime], int]] = {}
    for room in TICKING:
        found |= import_module(f"lampit.{room}.jobs").TICKS
    return found


def soon() -> dict[str, Callable[[datetime], int]]:
    """Return what is looked at every second, as `ticks`: cheap when there is nothing to do."""
    found: dict[str, Callable[[datetime], int]] = {}
    for room in SOON:
        found |= import_module(f"lampit.{room}.jobs").SOON
    return found
