"""Files of answers typed from paper: kept and checked, brought in, undone, dropped."""

from lampit.measure.actions.answerfiles.bringing import JOB, bring_in, start
from lampit.measure.actions.answerfiles.dropping import drop_old_files, forget_people
from lampit.measure.actions.answerfiles.opening import choose_columns, open_file
from lampit.measure.actions.answerfiles.undoing import UNDO_JOB, start_undo, undo

__all__ = [
    "JOB",
    "UNDO_JOB",
    "bring_in",
    "choose_columns",
    "drop_old_files",
    "forget_people",
    "open_file",
    "start",
    "start_undo",
    "undo",
]
