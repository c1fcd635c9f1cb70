"""Reads for coaching: bounded, ready to show, the number of queries in each docstring."""

from lampit.coaching.queries.counting import (
    NotVisited,
    VisitCounts,
    not_visited,
    not_visited_of,
    unseen_tallied,
    visit_counts,
    visits_tallied,
)
from lampit.coaching.queries.needs import Need, by_need, choices, coached, free, need_of
from lampit.coaching.queries.visits import (
    MentorLoad,
    Step,
    Steps,
    history,
    loads,
    mentor_choices,
    open_steps,
    page,
    recap,
    week,
)

__all__ = [
    "MentorLoad",
    "Need",
    "NotVisited",
    "Step",
    "Steps",
    "VisitCounts",
    "by_need",
    "choices",
    "coached",
    "free",
    "history",
    "loads",
    "mentor_choices",
    "need_of",
    "not_visited",
    "not_visited_of",
    "open_steps",
    "page",
    "recap",
    "unseen_tallied",
    "visit_counts",
    "visits_tallied",
    "week",
]
