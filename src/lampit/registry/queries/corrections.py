"""What was changed in the records of a person since she asked for it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext

from lampit.places import queries as places
from lampit.registry.models import Business, Change, Owner
from lampit.registry.queries.history import said
from lampit.registry.queries.personal import records_of
from lampit.registry.rules import changes, words

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Made:
    """One changed field.

    Attributes:
        id: of the change.
        business: public id of the record in whose history it stands; empty when there is none.
        field: its name for programs.
        label: its name for people.
        old: before, in words; empty is unknown.
        new: after, in words.
        at: when.
        is_secret: whether the values are never repeated.
    """

    id: int
    business: str
    field: str
    label: str
    old: str
    new: str
    at: datetime
    is_secret: bool


def made_since(owner: Owner, since: datetime) -> list[Made]:
    """Return what was changed of a person, newest first, at most fifty; about 14 queries."""
    records = records_of(owner)
    mine = Q(entity="business", entity_id__in=records.business_ids) | Q(
        entity="owner", entity_id__in=records.owner_ids
    )
    found = list(Change.objects.filter(mine, at__gte=since).order_by("-id")[:SHOWN])
    if not found:
        return []
    moved = [change for change in found if change.field == "village"]
    villages = places.names_of([code for c in moved for code in (c.old, c.new)]) if moved else {}
    homes = _homes(records.business_ids)
    return [_made(change, villages, homes) for change in found]


def _homes(business_ids: Collection[int]) -> dict[tuple[str, int], str]:
    """Return in the history of which record a change of a business or an owner stands."""
    rows = Business.objects.filter(pk__in=business_ids, withdrawn_at=None).order_by("-pk")
    homes: dict[tuple[str, int], str] = {}
    for pk, owner, public_id in rows.values_list("pk", "owner", "public_id"):
        homes["business", pk] = public_id
        homes["owner", owner or 0] = public_id
    return homes


def _made(change: Change, villages: dict[str, str], homes: dict[tuple[str, int], str]) -> Made:
    return Made(
        id=change.pk,
        business=homes.get((change.entity, change.entity_id), ""),
        field=change.field,
        label=gettext(words.field_label(change.field)),
        old=said(change.field, change.old, villages),
        new=said(change.field, change.new, villages),
        at=change.at,
        is_secret=change.field in changes.SECRET_FIELDS,
    )
