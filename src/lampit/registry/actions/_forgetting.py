"""What an erasure still finds of a person outside her own records: with others, and in files."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from lampit.registry.actions.requesting import drop_file
from lampit.registry.models import (
    Business,
    Change,
    ExportRequest,
    LeftPart,
    MergeEvent,
    Owner,
    OwnerMerge,
)
from lampit.registry.rules import merging
from lampit.registry.rules.bits import SIZE, holds
from lampit.registry.rules.exporting import BUSINESSES

SHOWN = (merging.MERGED, merging.PARTED)


def empty_parted(
    business_ids: Collection[int], owner_ids: Collection[int], *, only: Collection[str] = ()
) -> int:
    """Empty what the journals of others tell of her, merged with them by mistake and parted since.

    Call it before her own journal is emptied: it tells of which record hers was part, and when.
    Returns how many lines were emptied.

    Args:
        business_ids: her records of businesses.
        owner_ids: her records of herself.
        only: the fields that are emptied; all where none is named.
    """
    shown = Change.objects.filter(source__in=SHOWN)
    shown = shown.filter(field__in=only) if only else shown
    return _businesses(business_ids, shown) + _owners(owner_ids, shown)


def _businesses(ids: Collection[int], told_by: QuerySet[Change]) -> int:
    links = Change.objects.filter(entity="business", entity_id__in=ids, field="golden")
    told = links.order_by("id").values_list("old", "new", "at")
    tops = {name for old, new, _at in told for name in (old, new) if name}
    others = dict(
        Business.objects.filter(public_id__in=tops)
        .exclude(pk__in=ids)
        .values_list("public_id", "pk")
    )
    shown = told_by.filter(entity="business")
    emptied = 0
    for name, pk in others.items():
        rows = shown.filter(entity_id=pk)
        if begun := [at for _old, new, at in told if new == name]:
            rows = rows.filter(at__gte=min(begun))
        if ended := [at for old, _new, at in told if old == name]:
            rows = rows.filter(at__lte=max(ended))
        emptied += rows.update(old="", new="")
    # A merge that was taken back is never looked at again; what it put aside may be hers.
    over = MergeEvent.objects.filter(golden__in=others.values(), undone_by__isnull=False)
    over.update(written={})
    return emptied


def _owners(ids: Collection[int], told_by: QuerySet[Change]) -> int:
    """Empty the journals of owners that were called one person with her, from then on."""
    mine, first = set(ids), dict[int, datetime]()
    regions = Owner.objects.filter(pk__in=ids).values("region")
    log = OwnerMerge.objects.filter(region__in=regions).order_by("id")
    for person, members, at in log.values_list("person", "members", "at"):
        family = {person, *members}
        if family & (mine | first.keys()):
            for other in family - mine:
                first.setdefault(other, at)
    shown = told_by.filter(entity="owner")
    return sum(
        shown.filter(entity_id=pk, at__gte=at).update(old="", new="") for pk, at in first.items()
    )


def end_files(business_ids: Collection[int], regions: Collection[str]) -> int:
    """End the lists with her that wait to be fetched, and take their files away; return how many.

    Of a list of another room nobody knows who stands in it: all of her kabupaten go.
    """
    ready = ExportRequest.objects.filter(state=ExportRequest.State.READY)
    ready = ready.exclude(wanted__kind="geojson").select_for_update()
    here = ready.filter(Q(writer=BUSINESSES) | Q(region__in=regions) | Q(region=None))
    ended = [row for row in here if row.writer != BUSINESSES or _holds(row.number, business_ids)]
    for row in ended:
        row.state = ExportRequest.State.OVER
        row.save(update_fields=["state"])
        transaction.on_commit(lambda row=row: drop_file(row))  # type: ignore[misc]  # bound now
    return len(ended)


def _holds(number: str, ids: Collection[int]) -> bool:
    blocks = {one // SIZE for one in ids}
    parts = LeftPart.objects.filter(left__number=number, block__in=blocks)
    told = dict(parts.values_list("block", "bits"))
    return any(one // SIZE in told and holds(bytes(told[one // SIZE]), one) for one in ids)
