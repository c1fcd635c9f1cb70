"""Reads of the audit chain."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from lampit.people.models import AuditEntry, AuditHead
from lampit.people.rules import chain, deeds

Words = Mapping[str, str | int | None]


def words_of(entry: AuditEntry) -> dict[str, str | int | None]:
    """Return what the digest of `entry` covers; instants in UTC with microseconds."""
    return {
        "number": entry.number,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "role": entry.role,
        "deed": entry.deed,
        "subject_kind": entry.subject_kind,
        "subject_id": entry.subject_id,
        "fields": entry.fields,
        "reason": entry.reason,
        "region": entry.region,
    }


def links() -> Iterator[tuple[int, str, str, Words]]:
    """Yield the chain from its start, streamed: number, previous digest, digest, words."""
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2_000):
        yield entry.number, entry.previous, entry.digest, words_of(entry)


def last_entry(kind: str, number: int, deed: str, *, since: datetime) -> AuditEntry | None:
    """Return who did a deed last upon a thing, not before `since`; one query."""
    known = AuditEntry.objects.filter(subject_kind=kind, subject_id=str(number), deed=deed)
    return known.filter(at__gte=since).order_by("-number").first()


def entries(
    scope: QuerySet[AuditEntry],
    *,
    name: str = "",
    deed: str = "",
    span: tuple[datetime, datetime] | None = None,
) -> QuerySet[AuditEntry]:
    """Return the entries of `scope`, newest first.

    Args:
        scope: what exists for who asks.
        name: part of the name of an account.
        deed: code of a deed, or `nik_utuh`: every way by which a NIK was read whole.
        span: from the first instant on, before the second.
    """
    found = scope.filter(actor_name__icontains=name) if name else scope
    if deed == deeds.WHOLE_NIK:
        # Names of fields stand between commas; no other field has "nik" in its name.
        listed = Q(deed__in=deeds.LISTED_WHOLE, fields__contains="nik")
        found = found.filter(Q(deed__in=deeds.READ_WHOLE) | listed)
    elif deed:
        found = found.filter(deed=deed)
    return found.filter(at__gte=span[0], at__lt=span[1]) if span else found


def whole_nik_count(scope: QuerySet[AuditEntry], span: tuple[datetime, datetime]) -> int:
    """Return how often a NIK was read whole, or taken out whole; one query."""
    return whole_niks(scope, span).count()


def whole_niks(
    scope: QuerySet[AuditEntry], span: tuple[datetime, datetime]
) -> QuerySet[AuditEntry]:
    """Return the entries of NIK that were read whole, or taken out whole; no query yet."""
    return entries(scope, deed=deeds.WHOLE_NIK, span=span)


def month_span(month: date) -> tuple[datetime, datetime]:
    """Return the first instant of a month here, and that of the next."""
    first = month.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    begin, end = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (first, following)
    )
    return begin, end


def role_history(username: str) -> list[AuditEntry]:
    """Return what was given to an account and ended, newest first, at most 50; one query."""
    wanted = ("account_made", "password_reset", "role_given", "role_ended")
    rows = AuditEntry.objects.filter(subject_kind="user", subject_id=username, deed__in=wanted)
    return list(rows.order_by("-number")[:50])


def first_break() -> chain.Break | None:
    """Return where the chain of this instance breaks, or None when it holds; two queries.

    The head row remembers the last link, so that a chain cut off at its end is found as well.
    """
    number, digest = 0, chain.START

    def walked() -> Iterator[tuple[int, str, str, Words]]:
        nonlocal number, digest
        for link in links():
            number, _previous, digest, _words = link
            yield link

    found = chain.first_break(walked())
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    if found is None and (head.number, head.digest) != (number, digest):
        return chain.Break(number + 1, f"the chain ends here, its head says {head.number}")
    return found
