"""Reads of the audit chain."""

from collections.abc import Iterator, Mapping
from datetime import UTC

from django.db.models import QuerySet

from lampit.people.models import AuditEntry, AuditHead
from lampit.people.rules import chain

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


def entries(scope: QuerySet[AuditEntry], *, name: str = "") -> QuerySet[AuditEntry]:
    """Return the entries of `scope`, newest first, of accounts whose name contains `name`."""
    return scope.filter(actor_name__icontains=name) if name else scope


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
