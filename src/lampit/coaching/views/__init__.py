"""Pages of the coaching room: thin; they ask, act and render."""

from lampit.coaching.views.assigning import assignments, hand_over
from lampit.coaching.views.exporting import export
from lampit.coaching.views.overview import business, history, photo, visits
from lampit.coaching.views.recording import finish_step, record

__all__ = [
    "assignments",
    "business",
    "export",
    "finish_step",
    "hand_over",
    "history",
    "photo",
    "record",
    "visits",
]
