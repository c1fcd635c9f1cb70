"""Columns of office lists that were kept as they came, as the page of a business shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lampit.registry.models import Business, Change, ImportRun
from lampit.registry.queries.history import source_of
from lampit.registry.rules.importing.veiling import veiled_kept

TELLING = ("extras", "registered")
CHANGES_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class UnreadColumn:
    """One kept column: the office's heading, its content veiled, and which list told it when."""

    header: str
    text: str
    source: str
    at: datetime | None


def unread_columns(business: Business) -> list[UnreadColumn]:
    """Return the kept columns of a business; one query when it has some.

    NIK, telephones, birth dates and sums are veiled: they are read as fields or not at all.
    """
    if not business.extras:
        return []
    changes = list(
        Change.objects.filter(entity="business", entity_id=business.pk, field__in=TELLING)
        .exclude(run__state=ImportRun.State.UNDONE)
        .select_related("actor", "run")
        .order_by("-id")[:CHANGES_AT_MOST]
    )
    return [_column(header, text, changes) for header, text in business.extras.items()]


def _column(header: str, text: str, changes: Sequence[Change]) -> UnreadColumn:
    told = next((one for one in changes if _tells(one, header, text)), None)
    source, at = (source_of(told), told.at) if told is not None else ("", None)
    return UnreadColumn(header, veiled_kept(header, text), source, at)


def _tells(change: Change, header: str, text: str) -> bool:
    """Say whether a change wrote this column: later lists keep those of earlier ones."""
    if change.field == "registered":
        return True
    written = f"{header!r}: {text!r}"
    return written in change.new and written not in change.old
