"""A yes or no of an owner, with what follows from it at once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from lampit.basics.refusal import Refusal
from lampit.people.models import User
from lampit.privacy import access
from lampit.privacy.actions import requests
from lampit.registry import actions as registry
from lampit.registry.models import Consent, Owner
from lampit.registry.rules import consents
from lampit.shops.actions import follow_consent
from lampit.shops.actions.portraits import drop_portraits


def answer(
    actor: User, owner: Owner, purpose: str, is_given: bool, *, version: str, now: datetime
) -> Consent:
    """Take the answer of a person about her own data, on her own screen.

    Raises:
        Refusal: `not_yours`, `words_changed`, or what `registry.actions.record_consent` refuses.
    """
    if not access.own_owners(actor).filter(pk=owner.pk).exists():
        raise Refusal("not_yours", "Izin ini bukan milik Anda.")
    return _record(actor, owner, purpose, is_given, version=version, now=now, is_owner=True)


def note_answer(
    actor: User,
    owner: Owner,
    purpose: str,
    is_given: bool,
    *,
    version: str,
    channel: str,
    proof: str,
    now: datetime,
    scan: bytes = b"",
) -> Consent:
    """Write down what an owner said on paper, in a message or aloud; a note or a file proves it.

    Raises:
        Refusal: `words_changed`, or what `registry.actions.record_consent` refuses.
    """
    if channel not in consents.OFFICE_CHANNELS:
        raise Refusal("channel_unknown", "Pilih bagaimana izin itu disampaikan.")
    return _record(
        actor, owner, purpose, is_given, version=version, now=now, channel=channel, proof=proof,
        scan=scan,
    )  # fmt: skip


def _record(
    actor: User, owner: Owner, purpose: str, is_given: bool, *, version: str, now: datetime,
    channel: str = consents.SCREEN, proof: str = "", scan: bytes = b"", is_owner: bool = False,
) -> Consent:  # fmt: skip
    """Add the answer to the ledger; the shop opens or closes in the same transaction."""
    words = gettext(consents.check_purpose(purpose).words)
    if version != consents.version_of(words):
        # A page that was open while the text changed: nobody says yes to words not seen.
        raise Refusal("words_changed", "Kalimat izinnya sudah berubah. Baca lagi, lalu jawab.")
    with transaction.atomic():
        row = registry.record_consent(
            actor, owner, purpose, is_given, words=words, channel=channel, proof=proof, now=now,
            scan=scan, is_owner=is_owner,
        )  # fmt: skip
        if purpose == consents.MARKET:
            follow_consent(owner, is_given)
        if purpose == consents.PHOTO and not is_given:
            drop_portraits(owner)
        if purpose == consents.REGISTER and not is_given and row.at == now:
            requests.object_to_register(actor, owner, is_owner=is_owner, now=now)
    return row
