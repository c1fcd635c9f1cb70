"""Who changed what, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from lampit.national import phone as phones
from lampit.places import queries as places
from lampit.registry.models import Business, Change, Claim
from lampit.registry.rules import changes, freshness, owning, words
from lampit.registry.rules.seeing import Sight
from lampit.trades.rules import SECTOR_LABELS
from lampit.web.paging import SIZE, Page, page_of

# What can be put back with one button; papers and members have their own.
REVERTABLE = frozenset(
    {
        "name",
        "kind",
        "activity",
        "kbli",
        "status",
        "village",
        "rt",
        "rw",
        "address",
        "workers_male",
        "workers_female",
        "workers_total",
        "channels",
        "nib",
        "note",
        "email",
        "phone",
        "phone_2",
        "started_on",
        "owner_name",
        "sex",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One changed field as the history shows it."""

    id: int
    field: str
    label: str
    old: str
    new: str
    actor: str
    source: str
    at: datetime
    is_secret: bool
    can_revert: bool


def changes_of(business: Business) -> QuerySet[Change]:
    """Return the changes of a business and of its owner."""
    condition = Q(entity="business", entity_id=business.pk)
    if business.owner_id:
        condition |= Q(entity="owner", entity_id=business.owner_id)
    return Change.objects.filter(condition).order_by("-id")


def _rows_of(business: Business) -> QuerySet[Change]:
    below = Business.objects.filter(golden=business)
    merged = Change.objects.filter(entity="business", entity_id__in=below.values("pk"))
    return (changes_of(business) | merged).order_by("-id")


def page_with(business: Business, asked: str) -> str | None:
    """Return on which page of the history a change stands, None for no number; one query."""
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return str(1 + _rows_of(business).filter(pk__gt=int(asked)).count() // SIZE)


def history(business: Business, asked_page: str | None, sight: Sight) -> Page[Line]:
    """Return one page of the history with that of merged records, newest first; two queries.

    Of fields that somebody does not see it tells only that they changed.
    """
    rows = _rows_of(business)
    found = page_of(rows.select_related("actor", "run"), asked_page)
    moved = [c for c in found.object_list if c.field == "village"]
    villages = places.names_of([code for c in moved for code in (c.old, c.new)]) if moved else {}
    lines = [_line(change, villages, sight) for change in found.object_list]
    return Page(lines, found.number, found.size, found.more)


def shown_value(field: str, value: str) -> str:
    """Return a kept value of any field but the village in words; no query."""
    return said(field, value, {})


def _line(change: Change, villages: dict[str, str], sight: Sight) -> Line:
    secret = change.field in changes.SECRET_FIELDS or not sight.sees(change.field)
    return Line(
        id=change.pk,
        field=change.field,
        label=gettext(words.field_label(change.field)),
        old="" if secret else said(change.field, change.old, villages),
        new="" if secret else said(change.field, change.new, villages),
        actor=str(change.actor.get_full_name() or change.actor) if change.actor else "",
        source=source_of(change, with_actor=False),
        at=change.at,
        is_secret=secret,
        can_revert=change.field in REVERTABLE and not secret,
    )


def said(field: str, value: str, villages: Mapping[str, str]) -> str:
    """Return a kept value in words: codes of states, channels and places have names."""
    if not value:
        return ""
    if field in ("phone", "phone_2"):
        # Read whole on the profile, with a reason that is noted; never in passing here.
        return phones.mask(value)
    if field == "extras":
        return gettext("isi kolom yang tidak dibaca")  # veiled on the profile, not in passing here
    if field == "village":
        return villages.get(value, value)
    if field == "workers":
        return gettext("%(people)s orang seluruhnya, dengan pemilik") % {"people": value}
    if field == "channels":
        parts = (words.CHANNEL_LABELS.get(code, code) for code in value.split(";"))
        return ", ".join(gettext(part) for part in parts)
    known: dict[str, dict[str, Any]] = {
        "status": dict(Business.Status.choices),
        "kind": dict(Business.Kind.choices),
        "sector": dict(SECTOR_LABELS),
        "confirmed_by": dict(freshness.CONFIRMATIONS),
        "owner": dict(owning.REASONS),
    }
    found = known.get(field, {}).get(value)
    return value if found is None else gettext(str(found))


def source_of(change: Change | Claim, *, with_actor: bool = True) -> str:
    """Return where a value came from: kind of source, file and row, person."""
    parts = [gettext(words.source_label(change.source))]
    if change.run is not None:
        row = gettext("baris %(number)d") % {"number": change.row} if change.row else ""
        parts.append(", ".join(part for part in (change.run.file_name, row) if part))
    if with_actor and change.actor is not None:
        parts.append(change.actor.get_full_name() or change.actor.username)
    return " · ".join(parts)
