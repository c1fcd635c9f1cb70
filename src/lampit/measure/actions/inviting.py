"""Links by which a drawn business answers by itself, in its own time, on its own telephone.

The link alone shows nothing of anybody: a code, told apart from it, opens it. Five wrong codes
shut it, two weeks end it, a new link ends the one before. What is answered stands with the link
until it is sent by the one way in (`actions.receiving`).
"""

import hmac
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from lampit.basics.refusal import Refusal
from lampit.measure import access
from lampit.measure.actions.odk_keys import hash_of_token
from lampit.measure.actions.receiving import Receipt, receive_submission
from lampit.measure.models import Invitation, Submission
from lampit.measure.queries.instruments import reading_of
from lampit.measure.rules import answers as flow
from lampit.measure.rules import consent, receiving, states
from lampit.people.actions import audit
from lampit.people.models import User

TOKEN_BYTES, CODE_DIGITS = 36, 6
VALID = timedelta(days=14)
MOST_TRIES = 5
GONE = "Tautan ini tidak berlaku lagi. Minta tautan baru ke dinas atau pendamping."


@dataclass(frozen=True)
class MadeInvitation:
    """A new link with what nobody can read again: its token and its code."""

    invitation: Invitation
    token: str
    code: str


def invite(actor: User, member_id: int, *, is_helping: bool, now: datetime) -> MadeInvitation:
    """Return a new link for a drawn business; `is_helping`: the actor sits beside and helps.

    Raises:
        Refusal: `member_out_of_reach`, `round_not_open`, `already_answered`.
    """
    member = access.askable_members(actor).select_related("round").filter(pk=member_id).first()
    if member is None:
        raise Refusal("member_out_of_reach", "Usaha contoh ini di luar wilayah Anda.")
    states.check_open(member.round.state)
    final = Submission.objects.filter(member=member, state=Submission.State.FINAL)
    if final.exists():
        raise Refusal("already_answered", "Usaha ini sudah menjawab; jawabannya sudah terkirim.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    with transaction.atomic():
        Invitation.objects.filter(member=member, revoked_at=None).update(revoked_at=now)
        made = Invitation.objects.create(
            round=member.round,
            member=member,
            token_hash=hash_of_token(token),
            code_hash=_hash_of_code(token, code),
            instance_id=uuid.uuid4(),
            helper=actor if is_helping else None,
            made_by=actor,
            made_at=now,
            expires_at=now + VALID,
        )
        audit(
            actor,
            "survey_link_made",
            subject_kind="measure.member",
            subject_id=member.pk,
            region=member.round.region_id,
            at=now,
        )
    return MadeInvitation(made, token, code)


def open_invitation(token: str, code: str, *, now: datetime) -> Invitation:
    """Return the link that token and code open; a wrong code is counted.

    Raises:
        Refusal: `link_gone`, `code_wrong`.
    """
    with transaction.atomic():
        found = _live(token, now)
        given = "".join(sign for sign in code if sign.isdigit())
        fits = hmac.compare_digest(found.code_hash, _hash_of_code(token, given))
        if fits and found.opened_at is None:
            found.opened_at = now
            found.save(update_fields=["opened_at"])
        if not fits:
            Invitation.objects.filter(pk=found.pk).update(tries=F("tries") + 1)
    if not fits:
        raise Refusal("code_wrong", "Kodenya tidak cocok. Periksa enam angka dari petugas.")
    return found


def agree(token: str, *, now: datetime) -> Invitation:
    """Keep that the respondent agreed."""
    with transaction.atomic():
        found = _live(token, now)
        found.has_consent, found.changed_at = True, now
        found.consent_version = consent.VERSION
        found.save(update_fields=["has_consent", "consent_version", "changed_at"])
        return found


def keep_page(
    token: str, page: str, typed: Mapping[str, Sequence[str]], *, now: datetime
) -> tuple[Invitation, list[flow.Fault]]:
    """Keep what a page holds, also when part of it is wrong; return what must be put right.

    Raises:
        Refusal: `link_gone`, `page_unknown`, `consent_missing`.
    """
    with transaction.atomic():
        found = _live(token, now)
        if not found.has_consent:
            raise Refusal("consent_missing", "Jawab dahulu apakah Anda bersedia.")
        instrument = reading_of(found.round.instrument).instrument
        found.answers, faults = flow.taken_page(instrument, page, found.answers, typed)
        found.changed_at = now
        found.save(update_fields=["answers", "changed_at"])
    return found, faults


def send_invitation(token: str, *, now: datetime, agrees: bool = True) -> Receipt:
    """Send what was answered; without consent only that is sent. The draft is emptied.

    Raises:
        Refusal: `link_gone`, `unfinished`; as `receive_submission`.
    """
    found = _live(token, now)
    instrument = reading_of(found.round.instrument).instrument
    if agrees and flow.first_open_page(instrument, found.answers) is not None:
        raise Refusal("unfinished", "Masih ada pertanyaan yang belum dijawab.")
    content = receiving.written(
        found.member.business.public_id,
        found.answers if agrees else {},
        agrees,
        consent_version=found.consent_version,
        paradata={
            "began": (found.opened_at or now).isoformat(),
            "ended": (found.changed_at or now).isoformat(),
        },
    )
    receipt = receive_submission(
        None,
        found.round_id,
        f"uuid:{found.instance_id}",
        content=content,
        source=receiving.HELPED if found.helper_id else receiving.LINK,
        helper=found.helper,
        now=now,
    )
    Invitation.objects.filter(pk=found.pk).update(
        sent_at=now, answers={}, changed_at=now, has_consent=agrees
    )
    return receipt


def _live(token: str, now: datetime) -> Invitation:
    """Return the link that still works.

    Raises:
        Refusal: `link_gone`, whatever the cause: who tries learns nothing.
    """
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(
        "round__instrument", "member__business", "helper"
    )
    live = rows.filter(revoked_at=None, sent_at=None, expires_at__gt=now, tries__lt=MOST_TRIES)
    with transaction.atomic():
        found = live.filter(token_hash=hash_of_token(token[:100])).first()
    if found is None or found.round.state != states.FIELD:
        raise Refusal("link_gone", GONE)
    return found


def _hash_of_code(token: str, code: str) -> str:
    """Return what is kept of a code: useless without token and key of the house."""
    words = f"{token}|{code}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), words, "sha256").hexdigest()
