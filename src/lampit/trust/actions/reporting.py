"""Reports of abuse by anybody, without an account and without a trace of who sent them."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

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
    senders: Sequence[str] = (),
) -> Report:
    """Keep a report and return it; its `code` opens the page with the answer.

    `contact` is how the reporter wants to be asked back, sealed; `seconds` passed between opening
    and sending the form. `senders` are the fingerprints of the place it came from, of now and of
    an hour ago: one place writes five reports an hour, whatever process serves it, and one about
    each thing a day; so that nobody can fill the queue of a thing for others.

    Raises:
        Refusal: those of `rules.check_pace` and `rules.check_report`, `terlalu_sering`,
            `sudah_lapor`, `sudah_banyak`.
    """
    rules.check_pace(seconds)
    text = texts.cleaned_lines(rules.check_report(reason, text))[: rules.LONGEST_TEXT]
    contact = texts.cleaned(contact)[:LONGEST_CONTACT]
    same = Report.objects.filter(
        maker=thing.maker, product=thing.product, review=thing.review, kind=thing.kind
    )
    with transaction.atomic():
        if senders:
            _check_sender(same, senders, at)
        if same.filter(state=rules.NEW).count() >= rules.MOST_OPEN:
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
            sender=senders[0] if senders else "",
            made_at=at,
            due_at=rules.due_at(reason, at),
        )
        made.contact = vault.encrypt(contact, made.contact_context) if contact else None
        made.save(force_insert=True)
    return made


def _check_sender(same: QuerySet[Report], senders: Sequence[str], at: datetime) -> None:
    lately = Report.objects.filter(sender__in=senders, made_at__gt=at - timedelta(hours=1))
    if lately.count() >= rules.PER_HOUR:
        raise Refusal(
            "terlalu_sering", "Terlalu banyak laporan dari tempat Anda. Coba lagi satu jam lagi."
        )
    if same.filter(state=rules.NEW, sender=senders[0]).exists():
        raise Refusal(
            "sudah_lapor",
            "Hari ini sudah ada laporan tentang hal ini dari tempat Anda. Dinas memeriksanya.",
        )


def forget_senders(now: datetime) -> int:
    """Forget after a week which reports came from one place; return how many."""
    old = Report.objects.filter(made_at__lte=now - rules.SENDER_KEPT).exclude(sender="")
    return old.update(sender="")


def drop_contacts(now: datetime) -> int:
    """Forget who reported, 90 days after the answer; return how many."""
    old = Report.objects.filter(decided_at__lte=now - CONTACT_KEPT, contact__isnull=False)
    return old.update(contact=None)
