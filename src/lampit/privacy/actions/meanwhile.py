"""What happens to an open request before its answer: asked back, replied to, taken back."""

from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.privacy import access
from lampit.privacy.actions.requests import locked, note
from lampit.privacy.models import Request
from lampit.privacy.rules import requests as rules


def ask_back(actor: User, request: Request, words: str, *, now: datetime) -> Request:
    """Ask the person what the office needs to know; the clock goes on (UU 27/2022 knows no pause).

    Raises:
        Refusal: `not_allowed`, `request_closed`, `words_missing`.
    """
    asked = rules.check_question(words)
    with transaction.atomic():
        found = locked(actor, request)
        found.question, found.question_at, found.state = asked, now, rules.WORK
        found.taken_by = found.taken_by or actor
        found.save(update_fields=["question", "question_at", "state", "taken_by"])
        note(actor, "request_asked_back", found, now)
    return found


def reply(actor: User | None, request: Request, words: str, *, now: datetime) -> Request:
    """Take what a person answers to the question of the office; it joins what she asked.

    Args:
        actor: the person; None is the buyer who holds the address of the order.
        request: one of her own.
        words: her answer.
        now: when.

    Raises:
        Refusal: `not_yours`, `request_closed`, `words_missing`, `too_long`.
    """
    told = " ".join(words.split())
    if not told:
        raise Refusal("words_missing", "Tulis jawaban Anda.")
    with transaction.atomic():
        found = _locked_own(actor, request)
        wish = f"{found.wish}\n{told}".strip()
        if len(wish) > rules.LONGEST_WISH:
            raise Refusal("too_long", "Keterangannya terlalu panjang. Tulis lebih pendek.")
        found.wish, found.question, found.question_at = wish, "", None
        found.save(update_fields=["wish", "question", "question_at"])
        note(actor, "request_replied", found, now)
    return found


def withdraw(actor: User | None, request: Request, *, now: datetime) -> Request:
    """Let a person take her own request back; the clock stops and no letter is due.

    Raises:
        Refusal: `not_yours`, `request_closed`.
    """
    with transaction.atomic():
        found = _locked_own(actor, request)
        found.state, found.answered_at = rules.WITHDRAWN, now
        found.save(update_fields=["state", "answered_at"])
        note(actor, "request_withdrawn", found, now)
    return found


def _locked_own(actor: User | None, request: Request) -> Request:
    """Return an open request of the person herself, locked; a buyer has shown her address."""
    rows = Request.objects.filter(order=request.order) if actor is None else Request.objects.none()
    if actor is not None:
        rows = Request.objects.filter(pk__in=access.own_requests(actor).values("pk"))
    found = rows.select_for_update(of=("self",)).filter(pk=request.pk).first()
    if found is None or (actor is None and found.order_id is None):
        raise Refusal("not_yours", "Permintaan ini bukan milik Anda.")
    rules.check_open(found.state)
    return found
