"""Writes of the privacy room, and what it asks of the rooms below in one transaction."""

from lampit.privacy.actions.consents import answer as answer_consent
from lampit.privacy.actions.consents import note_answer
from lampit.privacy.actions.copies import JOB as COPY_JOB
from lampit.privacy.actions.copies import ask_copy, delete_copies, fetch, make_copy
from lampit.privacy.actions.requests import (
    About,
    SeedRequest,
    answer,
    ask,
    ask_as_buyer,
    enter,
    refuse,
    seed_requests,
    take,
)

__all__ = [
    "COPY_JOB",
    "About",
    "SeedRequest",
    "answer",
    "answer_consent",
    "ask",
    "ask_as_buyer",
    "ask_copy",
    "delete_copies",
    "enter",
    "fetch",
    "make_copy",
    "note_answer",
    "refuse",
    "seed_requests",
    "take",
]
