"""Carries a business with all that hangs on it into another kabupaten."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from lampit.outside import vault
from lampit.people.models import User
from lampit.places import queries as places
from lampit.places.rules import subdistrict_of
from lampit.registry.actions import _values
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions.linking import forget_index
from lampit.registry.actions.numbering import follow_place
from lampit.registry.models import (
    AcrossPair,
    Business,
    ConfirmLink,
    Consent,
    EndReport,
    MergeEvent,
    Owner,
    Pair,
)
from lampit.registry.rules import across, alive, consents
from lampit.registry.rules.changes import differences
from lampit.registry.rules.records import context

SOURCE = "serah"
# What is true of the old place only.
LEFT_BEHIND = ("address", "rt", "rw", "external_id")


def hold_both(public_id: str, here: str, to: str) -> None:
    """Lock both kabupaten and the family of a business that is to move, as everybody locks them.

    Kabupaten by code before records by number: an erasure, a merge or a hand-over of this moment
    comes before or after it, and neither waits for the other.
    """
    for code in sorted({here, to}):
        places.held(code)
    family = Business.objects.filter(Q(public_id=public_id) | Q(golden__public_id=public_id))
    list(family.order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def carry_along(business: Business, old: str, actor: User, now: datetime) -> None:
    """Let what hangs on a business follow it out of a kabupaten, as a hand-over does.

    Call it where `hold_both` was called. Records merged into it go to its village and can be
    parted there; its owner goes along, or gets a second record there; numbers of programs stay.

    Args:
        business: saved in its new place.
        old: code of the kabupaten it left.
        actor: who moved it.
        now: when.
    """
    to, place = business.region_id, business.village_id or ""
    family = [business, *business.merged.select_related("owner").order_by("pk")]
    let_go([row.pk for row in family], to, now)
    forget_index([old], now=now)
    owners = move_owners(family, to, now)
    follow_place(business)
    for row in family[1:]:
        move(row, owners, to, place, actor, now)
    business.mentor_id, business.external_id = None, ""
    if business.owner_id is not None:
        business.owner = owners[business.owner_id]
    business.save(update_fields=["mentor", "external_id", "owner"])


def let_go(ids: Collection[int], to: str, now: datetime) -> dict[str, int]:
    """End what only the old office could go on with, and return how much it was."""
    ends = Q(left__in=ids) | Q(right__in=ids)
    open_pairs = Pair.objects.filter(ends, state__in=(Pair.State.NEW, Pair.State.UNSURE))
    links = ConfirmLink.objects.filter(business__in=ids, answered_at=None, expires_at__gt=now)
    counts = {
        "pairs": open_pairs.update(state=Pair.State.GONE, mark=""),
        "links": links.update(expires_at=now),
    }
    beside = AcrossPair.objects.filter(ends).exclude(state=across.SETTLED)
    beside.update(state=across.GONE, shown={})  # both records are in one register soon
    moved = EndReport.objects.filter(business__in=ids, what=alive.MOVED, void_at=None)
    moved.update(void_at=now)
    # Who has the records takes their merges back; the log itself stays as it is.
    MergeEvent.objects.filter(golden__in=ids).update(region_id=to)
    return counts


def move_owners(family: Sequence[Business], to: str, now: datetime) -> dict[int, Owner]:
    """Return for each owner of the family who owns it there.

    Who keeps another business in the old kabupaten gets a second record in the new one.
    """
    ids = [row.pk for row in family]
    found: dict[int, Owner] = {}
    for pk in sorted({row.owner_id for row in family if row.owner_id}):
        owner = Owner.objects.select_for_update().get(pk=pk)
        left = Business.objects.filter(owner=owner, withdrawn_at=None).exclude(pk__in=ids)
        if left.exists():
            found[pk] = _copied(owner, to, now)
            continue
        owner.region_id, owner.updated_at = to, now
        owner.version += 1
        owner.save(update_fields=["region", "updated_at", "version"])
        found[pk] = owner
    return found


def _copied(owner: Owner, to: str, now: datetime) -> Owner:
    """Return a record of the same person in another kabupaten, with her answers on consent."""
    new = Owner.objects.get(pk=owner.pk)
    new.pk, new._state.adding = None, True
    new.public_id, new.region_id, new.version = _values.fresh_id(), to, 1
    new.created_at = new.updated_at = now
    for name in ("nik", "birth"):
        sealed = getattr(owner, f"{name}_sealed")
        if sealed:
            text = vault.decrypt(bytes(sealed), context("owner", owner.public_id, name))
            setattr(new, f"{name}_sealed", _values.seal("owner", new.public_id, name, text))
    new.save(force_insert=True)
    last = {row.purpose: row for row in Consent.objects.filter(owner=owner).order_by("id")}
    Consent.objects.bulk_create(
        Consent(
            public_id=_values.fresh_id(), owner=new, purpose=row.purpose, is_given=row.is_given,
            text_id=row.text_id, channel=consents.HANDED, at=now,
        )
        for row in last.values()
    )  # fmt: skip
    return new


def move(
    row: Business, owners: Mapping[int, Owner], to: str, place: str, actor: User, now: datetime
) -> None:
    """Write one record into the new kabupaten, with what changes told in the journal."""
    before = _shown(row)
    row.region_id = to
    row.village_id = place or None
    row.district_id = subdistrict_of(place) or None
    row.mentor_id = None
    for name in LEFT_BEHIND:
        setattr(row, name, "")
    if row.status == Business.Status.MOVED:
        row.status = Business.Status.ACTIVE
    if row.owner_id is not None:
        row.owner = owners[row.owner_id]
    row.version += 1
    row.updated_at = now
    row.save()
    note_changes(
        "business", row.pk, differences(before, _shown(row)), source=SOURCE, actor=actor, at=now
    )


def _shown(row: Business) -> dict[str, object]:
    kept = ("status", *LEFT_BEHIND)
    where = {"region": row.region_id, "village": row.village_id}
    return where | {name: getattr(row, name) for name in kept}
