"""Reads of the measure room; the names other rooms use are re-exported here."""

from lampit.measure.queries.assignments import Assignment, assignments_for
from lampit.measure.queries.checks import Check, checks
from lampit.measure.queries.results import (
    Outcome,
    RoundFigure,
    latest_answer,
    latest_round,
    outcome,
    published_sample,
    round_figures,
)
from lampit.measure.queries.targets import (
    ScoreLine,
    Wish,
    blocking,
    first_to_help,
    scores_of,
    who_next,
    who_next_counts,
)

__all__ = [
    "Assignment",
    "Check",
    "Outcome",
    "RoundFigure",
    "ScoreLine",
    "Wish",
    "assignments_for",
    "blocking",
    "checks",
    "first_to_help",
    "latest_answer",
    "latest_round",
    "outcome",
    "published_sample",
    "round_figures",
    "scores_of",
    "who_next",
    "who_next_counts",
]
