"""Telling somebody that aid was refused, by WhatsApp where she allowed messages."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from lampit.aid import access
from lampit.aid.models import Grant
from lampit.aid.rules import grants
from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.queries.consents import may_use
from lampit.registry.rules import reminding
from lampit.registry.rules.consents import MESSAGES


def tell_refusal(actor: User, grant: Grant, text: str, *, now: datetime) -> str:
    """Return the WhatsApp address with the text for a refused recipient; it is noted.

    Raises:
        Refusal: `grant_unknown`, `not_refused`, `reminder_hour`, `no_consent`, `no_whatsapp`.
    """
    with transaction.atomic():
        found = access.decidable_grants(actor).filter(pk=grant.pk).first()
        if found is None:
            raise Refusal("grant_unknown", "Bantuan ini tidak ada di wilayah Anda.")
        if found.status != grants.REFUSED:
            raise Refusal("not_refused", "Bantuan ini tidak ditolak.")
        reminding.check_moment(timezone.localtime(now), 0)
        if found.owner_id is None or not may_use(found.owner_id, MESSAGES):
            said = "Penerima belum mengizinkan pesan WhatsApp. Cetak suratnya, atau telepon."
            raise Refusal("no_consent", said)
        link = reminding.whatsapp_link(number_of(found), text)
        audit(
            actor, "aid_refusal_told", subject_kind="aid.grant", subject_id=found.public_id,
            fields=["phone"], region=found.region_id, at=now,
        )  # fmt: skip
    return link


def number_of(grant: Grant) -> str:
    """Return the telephone of the person or the business that a grant is for, empty for none."""
    owner, business = grant.owner, grant.business
    numbers = [grant.phone, *([owner.phone, owner.phone_2] if owner else [])]
    numbers += [business.phone, business.phone_2] if business else []
    return next((number for number in numbers if number.startswith("+628")), "")
