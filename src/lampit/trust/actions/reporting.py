"""Reports of abuse by anybody, without an account and without a trace of who sent them."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.outside import vault
from lampit.shops.rules import texts
from lampit.trust.models import Report
from lampit.trust.queries import Thing
from lampit.trust.rules import reports as rules

CONTACT_KEPT = timedelta(days=90)  # after the decision; then who reported is forgotten
LONGEST_CONTACT = 120


def report(
    thing: Thing,
    reason: str,
    text: str,
    at: datetime,
    *,
    contact: str = "",
    seconds: float | None = None,
) -> Report:
    """Keep a report and return it; its `code` opens the page with the answer.

    `contact` is how the reporter wants to be asked back, sealed; `seconds` passed between opening
    and sending the form.

    Raises:
        Refusal: those of `rules.check_pace` and `rules.check_report`, `sudah_banyak`.
    """
    rules.check_pace(seconds)
    text = texts.cleaned_lines(rules.check_report(reason, text))[: rules.LONGEST_TEXT]
    contact = texts.cleaned(contact)[:LONGEST_CONTACT]
    same = Report.objects.filter(
        maker=thing.maker, product=thing.product, review=thing.review, kind=thing.kind
    )
    with transaction.atomic():
        if same.filter(state=rules.NEW).count() >= rules.PER_SUBJECT:
            raise Refusal(
                "sudah_banyak", "Sudah banyak laporan tentang hal ini. Dinas sedang memeriksanya."
            )
        made = Report(
            code=secrets.token_urlsafe(12),
            region_id=thing.maker.region_id,
            maker=thing.maker,
            product=thing.product,
            review=thing.review,
            kind=thing.kind,
            reason=reason,
            text=text,
            made_at=at,
            due_at=rules.due_at(reason, at),
        )
        made.contact = vault.encrypt(contact, made.contact_context) if contact else None
        made.save(force_insert=True)
    return made


def drop_contacts(now: datetime) -> int:
    """Forget who reported, 90 days after the answer; return how many."""
    old = Report.objects.filter(decided_at__lte=now - CONTACT_KEPT, contact__isnull=False)
    return old.update(contact=None)
