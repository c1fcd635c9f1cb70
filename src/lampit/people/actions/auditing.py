"""The audit trail: one chained entry per deed, written inside the deed's transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from lampit.people.access import role_of
from lampit.people.models import AuditEntry, AuditHead, User
from lampit.people.queries.auditing import words_of
from lampit.people.rules import chain


def audit(
    actor: User | None,
    deed: str,
    *,
    subject_kind: str,
    subject_id: str | int,
    at: datetime,
    fields: Sequence[str] = (),
    reason: str = "",
    region: str = "",
) -> AuditEntry:
    """Append one entry to the chain and return it.

    The head row is locked until the caller's transaction ends, so entries are numbered
    without gaps even when several processes write. Where the entry cannot be written, nothing of
    that transaction can: no deed without its note.
    """
    with transaction.atomic(savepoint=False):
        head = AuditHead.objects.select_for_update().filter(pk=1).first()
        if head is None:
            AuditHead.objects.bulk_create([AuditHead(pk=1)], ignore_conflicts=True)
            head = AuditHead.objects.select_for_update().get(pk=1)
        entry = AuditEntry(
            number=head.number + 1,
            at=at,
            actor=actor,
            actor_name=actor.username if actor else "",
            role=role_of(actor) if actor else "",
            deed=deed[:40],
            subject_kind=subject_kind[:40],
            subject_id=str(subject_id)[:64],
            fields=",".join(fields)[:255],
            reason=reason[:255],
            region=region,
            previous=head.digest,
        )
        entry.digest = chain.digest(entry.previous, words_of(entry))
        entry.save(force_insert=True)
        AuditHead.objects.filter(pk=1).update(number=entry.number, digest=entry.digest)
    return entry
