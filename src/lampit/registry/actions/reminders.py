"""Reminders of papers that end: made by the clock, sent by a person, neither ever twice."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry import access
from lampit.registry.models import Business, Permit, PermitReminder
from lampit.registry.queries.consents import may_use
from lampit.registry.queries.messages import sent_this_week
from lampit.registry.queries.papers import running, whatsapp_of
from lampit.registry.rules import permits, reminding
from lampit.registry.rules.consents import MESSAGES

CHUNK = 1_000
TAKEN_BACK_WITHIN = timedelta(days=1)


def make_reminders(now: datetime) -> int:
    """Note the reminders that are due today and return how many are new."""
    today = timezone.localdate(now)
    windows = permits.reminder_windows(today)
    return sum(_make(step, first, last, now) for step, first, last in windows)


def _make(step: int, first: date, last: date, now: datetime) -> int:
    known = PermitReminder.objects.filter(
        permit=OuterRef("pk"), valid_until=OuterRef("valid_until"), step=step
    )
    due = (
        Permit.objects.filter(running("business__"), valid_until__range=(first, last))
        .exclude(number="")
        .filter(~Exists(known))
        .order_by("pk")
    )
    made = 0
    while rows := list(due.values_list("pk", "valid_until")[:CHUNK]):
        PermitReminder.objects.bulk_create(
            [
                PermitReminder(permit_id=pk, valid_until=until, step=step, made_at=now)
                for pk, until in rows
                if until is not None
            ],
            ignore_conflicts=True,  # another worker looked at the same moment
        )
        made += len(rows)
    return made


def send_reminder(actor: User, permit_id: int, *, now: datetime) -> str:
    """Mark the open reminder of a paper as sent and return the WhatsApp address that sends it.

    Raises:
        Refusal: `paper_unknown`, `reminder_none`, `no_whatsapp`, `reminder_hour`,
            `reminder_often`, `no_consent`.
    """
    local = timezone.localtime(now)
    with transaction.atomic():
        rows = access.changeable_permits(actor).select_for_update(of=("self",))
        rows = rows.select_related("business__owner", "business__golden__owner")
        permit = rows.filter(pk=permit_id).first()
        if permit is None:
            raise Refusal("paper_unknown", "Surat ini sudah tidak ada.")
        business = permit.business.golden or permit.business
        # Reminders of one business queue here, so that two papers cannot pass the limit at once.
        Business.objects.select_for_update().get(pk=business.pk)
        until = permit.valid_until
        open_ones = permit.reminders.filter(valid_until=until or date.min, sent_at=None)
        if until is None or not open_ones.exists():
            raise Refusal("reminder_none", "Surat ini sudah diingatkan, atau belum waktunya.")
        reminding.check_moment(local, sent_this_week(business, now))
        text = _text(permit, business, until, local.date())
        link = reminding.whatsapp_link(whatsapp_of(business), text)
        if not may_use(business.owner_id, MESSAGES):
            told = "Pemilik belum mengizinkan pesan WhatsApp. Telepon dulu, lalu catat izinnya."
            raise Refusal("no_consent", told)
        open_ones.update(sent_at=now, sent_by=actor)
        audit(
            actor,
            "reveal_phone",
            subject_kind="business",
            subject_id=business.public_id,
            fields=["phone"],
            reason="mengingatkan surat usaha yang habis",
            region=business.region_id,
            at=now,
        )
    return link


def take_back_reminder(actor: User, permit_id: int, *, now: datetime) -> None:
    """Open a reminder again that WhatsApp was opened for but that was not sent.

    Only by the one who opened it, within a day.

    Raises:
        Refusal: `paper_unknown`, `reminder_none`.
    """
    with transaction.atomic():
        rows = access.changeable_permits(actor).select_for_update(of=("self",))
        permit = rows.select_related("business").filter(pk=permit_id).first()
        if permit is None:
            raise Refusal("paper_unknown", "Surat ini sudah tidak ada.")
        mine = permit.reminders.filter(sent_by=actor, sent_at__gt=now - TAKEN_BACK_WITHIN)
        if not mine.update(sent_at=None, sent_by=None):
            raise Refusal("reminder_none", "Tidak ada pengingat Anda sejak kemarin.")
        audit(
            actor, "reminder_not_sent", subject_kind="business",
            subject_id=permit.business.public_id, region=permit.business.region_id, at=now,
        )  # fmt: skip


def _text(permit: Permit, business: Business, until: date, today: date) -> str:
    owner = business.owner.name if business.owner else ""
    kind = permits.KINDS.get(permit.kind, permit.kind)
    return reminding.message(owner, kind, business.name or owner, permit.kind, until, today)
