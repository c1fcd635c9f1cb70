"""Writes of the privacy room, and what it asks of the rooms below in one transaction."""

from lampit.privacy.actions._outcomes import Correction, Deletion
from lampit.privacy.actions.breaches import (
    BreachTold,
    change_breach,
    enter_breach,
    note_names_read,
    note_told,
    seed_breaches,
)
from lampit.privacy.actions.consents import answer as answer_consent
from lampit.privacy.actions.consents import note_answer
from lampit.privacy.actions.copies import JOB as COPY_JOB
from lampit.privacy.actions.copies import ask_copy, delete_copies, fetch, make_copy
from lampit.privacy.actions.erasing import confirm as confirm_erasure
from lampit.privacy.actions.erasing import drop_addressees, drop_retained, open_addressee
from lampit.privacy.actions.erasing import propose as propose_erasure
from lampit.privacy.actions.keys import rotate_keys
from lampit.privacy.actions.letterheads import put_letterhead
from lampit.privacy.actions.meanwhile import ask_back, reply, withdraw
from lampit.privacy.actions.requests import (
    About,
    answer,
    ask,
    ask_as_buyer,
    enter,
    refuse,
    take,
)
from lampit.privacy.actions.retaining import carry_out_retention, plan_retention
from lampit.privacy.actions.seeding import SeedRequest, seed_requests

__all__ = [
    "COPY_JOB",
    "About",
    "BreachTold",
    "Correction",
    "Deletion",
    "SeedRequest",
    "answer",
    "answer_consent",
    "ask",
    "ask_as_buyer",
    "ask_back",
    "ask_copy",
    "carry_out_retention",
    "change_breach",
    "confirm_erasure",
    "delete_copies",
    "drop_addressees",
    "drop_retained",
    "enter",
    "enter_breach",
    "fetch",
    "make_copy",
    "note_answer",
    "note_names_read",
    "note_told",
    "open_addressee",
    "plan_retention",
    "propose_erasure",
    "put_letterhead",
    "refuse",
    "reply",
    "rotate_keys",
    "seed_breaches",
    "seed_requests",
    "take",
    "withdraw",
]
