"""What surveys keep goes when its term is over: unsent answers, drafts, names, keys (the clock)."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from lampit.measure.actions.erasing import empty
from lampit.measure.actions.holding import hold_delivered
from lampit.measure.models import (
    BackCheck,
    Delivery,
    DeviceKey,
    FieldDevice,
    FieldReport,
    FoundBusiness,
    Invitation,
    Submission,
)
from lampit.measure.rules import keeping, receiving
from lampit.measure.rules.keeping import AT_ONCE
from lampit.people.actions import audit
from lampit.registry.actions.chores import is_due

DONE = "survey_terms_kept"
UNDECIDED = (receiving.QUARANTINED, receiving.DECLINED, receiving.REPLACED)


def keep_terms(now: datetime) -> int:
    """Remove, once a day, what is older than its term; at most 500 of a kind; return how many.

    What is left is taken the next day: terms are months.
    """
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if not is_due(DONE, today, now):
        return 0
    done = Counter({name: work(now) for name, work in WORK.items()})
    if total := done.total():
        told = ", ".join(f"{name} {n}" for name, n in done.items() if n)
        audit(
            None, DONE, subject_kind="retention", subject_id=today.date().isoformat(), reason=told,
            at=now,
        )  # fmt: skip
    return total


def _links(now: datetime) -> int:
    """Empty what was answered by a link that ended before it was sent."""
    over = now - keeping.LINKS
    ended = Q(expires_at__lt=over) | Q(revoked_at__lt=over)
    held = Invitation.objects.filter(ended).exclude(answers={})
    some = list(held.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return Invitation.objects.filter(ended, pk__in=some).update(answers={}, has_consent=False)


def _drafts(now: datetime) -> int:
    """Delete what was begun at the desk and left; who types in this moment keeps it."""
    old = Submission.objects.filter(
        state=Submission.State.DRAFT, changed_at__lt=now - keeping.DRAFTS
    )
    some = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    gone = 0
    for pk in some:
        with transaction.atomic():
            locked = list(old.filter(pk=pk).select_for_update())
            gone += sum(one.delete()[1].get("measure.Submission", 0) for one in locked)
    begun = BackCheck.objects.filter(
        state=BackCheck.State.BEGUN, started_at__lt=now - keeping.DRAFTS
    )
    some = list(begun.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    dropped = BackCheck.objects.filter(pk__in=some, state=BackCheck.State.BEGUN)
    return gone + dropped.update(state=BackCheck.State.DROPPED, answers={})


def _found(now: datetime) -> int:
    """Empty what would recognise businesses that nobody looked for in the register."""
    old = FoundBusiness.objects.filter(
        ~Q(name="", owner_name=""), state=FoundBusiness.State.WAITING,
        received_at__lt=now - keeping.FOUND,
    )  # fmt: skip
    some = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    rows = FoundBusiness.objects.filter(pk__in=some, state=FoundBusiness.State.WAITING)
    return rows.update(
        name="", owner_name="", phone="", note="", latitude=None, longitude=None, accuracy=None
    )


def _sent(now: datetime) -> int:
    """Empty what was sent and does not count, with its photos."""
    old = Delivery.objects.filter(
        state__in=UNDECIDED, emptied_at=None, received_at__lt=now - keeping.SENT
    )
    some = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for pk in some:
        with transaction.atomic():
            hold_delivered(pk)
            locked = old.select_for_update(of=("self",)).defer("content").filter(pk=pk)
            if locked.first() is not None:
                empty(Delivery.objects.filter(pk=pk), now=now)
    return len(some)


def _told(now: datetime) -> int:
    """Empty what phones told besides interviews; proposals that waited are declined."""
    old = FieldReport.objects.filter(received_at__lt=now - keeping.TOLD).exclude(body={}, note="")
    some = list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    rows = FieldReport.objects.filter(pk__in=some)
    rows.filter(state=FieldReport.State.WAITING).update(state=FieldReport.State.DECLINED)
    return rows.update(body={}, note="")


def _keys(now: datetime) -> int:
    """Delete keys of ODK Collect and the secrets of phones that nobody uses any more."""
    over = now - keeping.KEYS
    idle = Q(used_at__lt=over) | Q(used_at=None, made_at__lt=over)
    keys = DeviceKey.objects.filter(Q(revoked_at__lt=over) | idle)
    gone = keys.filter(pk__in=list(keys.values_list("pk", flat=True)[:AT_ONCE])).delete()[0]
    phones = FieldDevice.objects.filter(
        Q(revoked_at__lt=over) | Q(wiped_at__lt=over) | Q(seen_at__lt=over)
    ).exclude(share=b"")
    some = list(phones.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    rows = FieldDevice.objects.filter(pk__in=some)
    rows.filter(revoked_at=None).update(revoked_at=now)
    return gone + rows.update(share=b"", recovery=b"", file_key=b"", name="")


WORK: dict[str, Callable[[datetime], int]] = {
    "tautan": _links,
    "draf": _drafts,
    "temuan": _found,
    "kiriman": _sent,
    "laporan": _told,
    "kunci": _keys,
}
