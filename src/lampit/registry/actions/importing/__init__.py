"""Import of office lists: a run is opened, checked, written in blocks, cancelled and undone."""

from lampit.registry.actions.importing.doubting import answer_values
from lampit.registry.actions.importing.filling import open_filling
from lampit.registry.actions.importing.noticing import note_seen
from lampit.registry.actions.importing.queueing import queue_run, start_all_next, start_next
from lampit.registry.actions.importing.reporting import CleanedFile, write_problems
from lampit.registry.actions.importing.running import (
    Preview,
    check_run,
    preview_tables,
    resume_run,
    start_run,
)
from lampit.registry.actions.importing.runs import (
    cancel_run,
    draft_run,
    fail_run,
    is_long,
    open_run,
    open_upload,
    point_heading,
    queue_check,
    remember_columns,
    stop_run,
    take_up,
)
from lampit.registry.actions.importing.sourcing import lists_of
from lampit.registry.actions.importing.taking import (
    REPORT_JOB,
    note_report,
    problems_known,
    whole_report,
)
from lampit.registry.actions.importing.undoing import Kept, Undone, undo_run
from lampit.registry.actions.importing.walking import Report

__all__ = [
    "REPORT_JOB",
    "CleanedFile",
    "Kept",
    "Preview",
    "Report",
    "Undone",
    "answer_values",
    "cancel_run",
    "check_run",
    "draft_run",
    "fail_run",
    "is_long",
    "lists_of",
    "note_report",
    "note_seen",
    "open_filling",
    "open_run",
    "open_upload",
    "point_heading",
    "preview_tables",
    "problems_known",
    "queue_check",
    "queue_run",
    "remember_columns",
    "resume_run",
    "start_all_next",
    "start_next",
    "start_run",
    "stop_run",
    "take_up",
    "undo_run",
    "whole_report",
    "write_problems",
]
