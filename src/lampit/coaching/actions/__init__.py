"""Writes to coaching tables. Each action is one transaction and checks who acts."""

from lampit.coaching.actions.assigning import assign, end_care, hand_over
from lampit.coaching.actions.seeding import SeedVisit, seed
from lampit.coaching.actions.visiting import finish_step, record_visit

__all__ = [
    "SeedVisit",
    "assign",
    "end_care",
    "finish_step",
    "hand_over",
    "record_visit",
    "seed",
]
