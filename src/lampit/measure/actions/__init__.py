"""Writes to the tables of the measure room, one module per kind of deed."""

from lampit.measure.actions.answering import (
    record_consent,
    record_refusal,
    save_page,
    set_disposition,
    start_coaching,
    start_survey,
    submit,
)
from lampit.measure.actions.drawing import draw, move_round, open_and_draw, open_round, plan_for
from lampit.measure.actions.moving import move_scores
from lampit.measure.actions.publishing import publish_instrument
from lampit.measure.actions.receiving import Receipt, add_files, receive_submission
from lampit.measure.actions.scoring import reckon_readiness
from lampit.measure.actions.seeding import Answered, Unanswered, load_answers

__all__ = [
    "Answered",
    "Receipt",
    "Unanswered",
    "add_files",
    "draw",
    "load_answers",
    "move_round",
    "move_scores",
    "open_and_draw",
    "open_round",
    "plan_for",
    "publish_instrument",
    "receive_submission",
    "reckon_readiness",
    "record_consent",
    "record_refusal",
    "save_page",
    "set_disposition",
    "start_coaching",
    "start_survey",
    "submit",
]
