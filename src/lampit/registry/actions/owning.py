"""A business passes on to another owner: same business, new period; the data of before stay his."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.actions import audit
from lampit.people.models import Role, User
from lampit.places import queries as places
from lampit.registry import access, queries
from lampit.registry.actions import _values
from lampit.registry.actions._journal import note_changes
from lampit.registry.models import Business, Owner, OwnerPeriod
from lampit.registry.rules.changes import MASK, FieldChange
from lampit.registry.rules.owning import Successor, check_passing, is_told_again
from lampit.registry.rules.records import Told

SOURCE = "alih"


@dataclass(frozen=True, slots=True)
class Passed:
    """What passed on: the golden record, all its records, and the account of who goes on."""

    business: Business
    business_ids: tuple[int, ...]
    account: User | None


def pass_on(actor: User, public_id: str, told: Successor, *, now: datetime) -> Passed:
    """Give a business to another owner, and return it; call it inside the caller's transaction.

    The record of the owner before keeps NIK, telephones and consents; the business keeps its id,
    papers, sales and history. A telephone of the business that is the old owner's goes from it.
    Pressed twice, it passes on once.

    Raises:
        Refusal: `not_found`, `same_owner`, `account_unknown`, `owner_unknown`, or what
            `check_passing` refuses.
    """
    locked = _family(actor, public_id)
    found = next(row for row in locked if row.golden_id is None)
    old = found.owner
    if old is None:
        raise Refusal("owner_unknown", "Pemilik sekarang belum diketahui. Isi lewat Ubah data.")
    last = OwnerPeriod.objects.filter(business=found, until_on=None).first()
    check_passing(told, last.from_on if last else None, timezone.localdate(now))
    if last is not None and is_told_again(told, last.from_on, last.reason, old.name):
        raise Refusal("same_owner", "Pemilik baru ini sudah tercatat. Periksa halaman usahanya.")
    account = _account(found.region_id, told.account)
    new = _successor(actor, found, told, account, now)
    if new.pk == old.pk:
        raise Refusal("same_owner", "NIK ini milik pemilik yang sekarang. Periksa lagi.")
    numbers = {old.phone, old.phone_2} - {""}
    for row in sorted(locked, key=lambda one: one.golden_id is None):
        _note_periods(row, new, told, actor, now)
        _give(row, new, numbers, told, actor, now)
    found.refresh_from_db()
    audit(
        actor, "business_passed_on", subject_kind="business", subject_id=found.public_id,
        fields=["owner_name", "nik"] if told.nik else ["owner_name"], reason=told.reason,
        region=found.region_id, at=now,
    )  # fmt: skip
    return Passed(found, tuple(row.pk for row in locked), account)


def _family(actor: User, public_id: str) -> list[Business]:
    """Return a business with the records merged into it, locked in the order of a merge.

    Raises:
        Refusal: `not_found`.
    """
    mine = access.editable_businesses(actor).filter(public_id=public_id)
    region = mine.values_list("region_id", flat=True).first()
    if region:
        places.held(region)
    # Looked at again: it may have moved away, or been merged, before the kabupaten was held.
    pk = mine.values_list("pk", flat=True).first()
    rows = Business.objects.filter(Q(pk=pk) | Q(golden=pk)).order_by("pk")
    family = list(rows.select_for_update(of=("self",)).select_related("owner")) if pk else []
    if not any(row.golden_id is None for row in family):
        raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")
    return family


def _account(region: str, name: str) -> User | None:
    """Return the account of a maker of the kabupaten."""
    if not name:
        return None
    makers = User.objects.filter(
        username=name.strip(), is_active=True, memberships__role=Role.MAKER,
        memberships__region_id=region,
    )  # fmt: skip
    account = makers.first()
    if account is None:
        raise Refusal("account_unknown", "Tidak ada akun perajin dengan nama itu di kabupaten ini.")
    return account


def _successor(
    actor: User, business: Business, told: Successor, account: User | None, now: datetime
) -> Owner:
    """Return who goes on: the person with this NIK in the register, else a new one."""
    owners = access.visible_owners(actor).filter(region_id=business.region_id)
    known = queries.owner_with_nik(owners.select_for_update(of=("self",)), told.nik)
    owner = known or Owner(
        public_id=_values.fresh_id(), region_id=business.region_id, created_at=now
    )
    if known is None:
        person = Told(
            owner_name=told.name, village="", owner_sex=told.sex, nik=told.nik, phones=told.phones
        )
        _values.put_person(owner, person)
    else:
        owner.version += 1
    if account is not None:
        owner.account = account
    owner.updated_at = now
    owner.save()
    return owner


def _note_periods(
    business: Business, new: Owner, told: Successor, actor: User, now: datetime
) -> None:
    """End the period of the owner before and open the next one; merged records have their own."""
    ended = OwnerPeriod.objects.filter(business=business, until_on=None)
    if not ended.update(until_on=told.on, ended_at=now) and business.owner_id is not None:
        OwnerPeriod.objects.create(
            business=business, owner_id=business.owner_id, until_on=told.on, ended_at=now,
            noted_by=actor, noted_at=now,
        )  # fmt: skip
    OwnerPeriod.objects.create(
        business=business, owner=new, from_on=told.on, reason=told.reason, noted_by=actor,
        noted_at=now,
    )  # fmt: skip


def _give(
    row: Business, new: Owner, numbers: set[str], told: Successor, actor: User, now: datetime
) -> None:
    """Write the new owner on one record; numbers of the old owner give way to his own."""
    kept = [number for number in (row.phone, row.phone_2) if number and number not in numbers]
    phones = (*dict.fromkeys([*kept, *told.phones]), "", "")[:2]
    changed = [
        # Neither name stands here: the journal is told to whoever owns the business then.
        FieldChange("owner", "", told.reason),
        FieldChange("phone", row.phone, phones[0]),
        FieldChange("phone_2", row.phone_2, phones[1]),
        FieldChange("email", MASK if row.email else "", ""),
    ]
    row.owner, (row.phone, row.phone_2), row.email = new, phones, ""
    _values.put_derived(row, new)
    row.version += 1
    row.updated_at = now
    row.save()
    changed = [one for one in changed if one.old != one.new]
    note_changes("business", row.pk, changed, source=SOURCE, actor=actor, at=now)
