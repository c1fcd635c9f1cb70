"""Writes of the trust room. Each action is one transaction and checks who acts."""

from lampit.trust.actions.answering import reckon_answering
from lampit.trust.actions.appealing import appeal, decide_appeal
from lampit.trust.actions.deciding import (
    confirm_closing,
    decide,
    judge_pledge,
    judge_review,
)
from lampit.trust.actions.erasing import erase_buyer_reviews, erase_maker_answers
from lampit.trust.actions.junking import put_aside
from lampit.trust.actions.noticing import end_notice, escalate, say_fixed
from lampit.trust.actions.reporting import drop_contacts, forget_senders, report
from lampit.trust.actions.reviewing import answer_review, withdraw_review, write_review
from lampit.trust.actions.seeding import seed_demo_trust
from lampit.trust.actions.sweeping import sweep_pictures

__all__ = [
    "answer_review",
    "appeal",
    "confirm_closing",
    "decide",
    "decide_appeal",
    "drop_contacts",
    "end_notice",
    "erase_buyer_reviews",
    "erase_maker_answers",
    "escalate",
    "forget_senders",
    "judge_pledge",
    "judge_review",
    "put_aside",
    "reckon_answering",
    "report",
    "say_fixed",
    "seed_demo_trust",
    "sweep_pictures",
    "withdraw_review",
    "write_review",
]
