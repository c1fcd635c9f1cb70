"""Register and edit a business with its owner: one transaction, journal, audit."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lampit.basics.refusal import Refusal
from lampit.people.access import reaches
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.places import queries as places
from lampit.places.rules import district_of
from lampit.registry import access, queries
from lampit.registry.actions import _values
from lampit.registry.actions._carrying import carry_along, hold_both
from lampit.registry.actions._doubting import check_nik
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions._weighing import weighed
from lampit.registry.actions.persons import settle
from lampit.registry.actions.wording import refresh_words
from lampit.registry.models import Business, Owner
from lampit.registry.queries.persons import same_as
from lampit.registry.queries.weighing import refused_of
from lampit.registry.rules import changes, provenance
from lampit.registry.rules.records import Told, check_start


def register_business(
    actor: User,
    told: Told,
    *,
    now: datetime,
    sure: bool = False,
    seen: Collection[str] = (),
    owner_id: str = "",
    source: str = "petugas",
    notice: str = "",
    nik_checked: bool = False,
) -> Business:
    """Register a new business, and its owner unless known by NIK or `owner_id`; return it.

    Args:
        actor: who registers.
        told: what was told of it.
        now: when.
        sure: it is another one than all that look like it.
        seen: public ids of the look-alikes that somebody looked at and said to be others. Who
            came since, from a second press or another desk, is shown first.
        owner_id: public id of the owner, empty when not chosen.
        source: who tells of it.
        notice: version of the notice that was on the page; the trail names it.
        nik_checked: a NIK that does not fit the sex was looked at on the card.

    Raises:
        Refusal: `not_allowed`, `out_of_reach`, `maybe_known` (look-alikes exist and nobody said
            that it is another one), `nik_sex`, `start_in_future`, `village_unknown`,
            `kbli_unknown`, `source_unknown`.
    """
    _check_reach(actor, told)
    provenance.check_told_by(source)
    check_start(told.started_on, timezone.localdate(now))
    with transaction.atomic():
        region = district_of(told.village)
        # Two who register the same at one moment look in turn: the second finds the first.
        places.held(region)
        twins = () if sure else queries.twins_of(access.visible_businesses(actor), told)
        if any(twin.public_id not in seen for twin in twins):
            raise Refusal("maybe_known", "Mungkin usaha ini sudah tercatat.")
        owner = _known_owner(actor, told, owner_id) or Owner(
            public_id=_values.fresh_id(), region_id=region, created_at=now
        )
        business = Business(
            public_id=_values.fresh_id(),
            region_id=region,
            created_at=now,
            source=source,
        )
        status = check_nik(owner, told, is_checked=nik_checked)
        changed = _values.put(business, owner, told)
        owner.nik_status = status or owner.nik_status
        _save(business, owner, now)
        first = changes.FieldChange("registered", "", business.name or owner.name)
        note_changes("business", business.pk, [first], source=source, actor=actor, at=now)
        shown = f"pemberitahuan versi {notice} tampil" if notice else ""
        _audit(actor, business, "register", changed, now, reason=shown)
    return business


def edit_business(
    actor: User,
    public_id: str,
    told: Told,
    *,
    based_on: int,
    now: datetime,
    source: str = "petugas",
    weaker: str = provenance.ASK,
    nik_checked: bool = False,
) -> Business:
    """Save an edit that was begun on version `based_on` and return the business.

    `source` is who told it. Where somebody nearer told the present value, `weaker` decides:
    `ASK` refuses, `BESIDE` notes the new value beside it, `REPLACE` takes it all the same.
    `nik_checked`: a NIK that does not fit the sex was looked at on the card.

    Raises:
        Refusal: `not_allowed`, `out_of_reach`, `not_found`, `changed_meanwhile`,
            `start_in_future`, `village_unknown`, `kbli_unknown`, `source_unknown`,
            `weaker_source`, `nik_sex`.
    """
    _check_reach(actor, told)
    provenance.check_told_by(source)
    check_start(told.started_on, timezone.localdate(now))
    with transaction.atomic():
        hold_if_moving(actor, public_id, told.village)
        business = locked(actor, public_id)
        changes.check_version(based_on, business.version)
        return written(
            actor, business, told, source=source, weaker=weaker, nik_checked=nik_checked, now=now
        )


def written(
    actor: User,
    business: Business,
    told: Told,
    *,
    source: str,
    now: datetime,
    weaker: str = provenance.ASK,
    nik_checked: bool = False,
) -> Business:
    """Write what was told on a business that is locked with its owner, and return it.

    Who may do so, the caller has asked; journal, version and what follows are written here.

    Raises:
        Refusal: `village_unknown`, `kbli_unknown`, `weaker_source`, `nik_sex`.
    """
    owner = business.owner or Owner(
        public_id=_values.fresh_id(), region_id=business.region_id, created_at=now
    )
    told = _settled(business, told, source=source, weaker=weaker, actor=actor, now=now)
    status = check_nik(owner, told, is_checked=nik_checked)
    changed = _values.put(business, owner, told)
    owner.nik_status = status or owner.nik_status
    if not (changed.business or changed.owner):
        return business
    old = business.region_id
    business.region_id = district_of(told.village) if told.village else old
    business.version += 1
    # An edit that names nobody makes no owner without a name.
    is_named = business.owner is not None or bool(owner.name or owner.nik_index)
    _save(business, owner if is_named else None, now)
    if business.region_id != old:
        carry_along(business, old, actor, now)
        changed.business.append(changes.FieldChange("region", old, business.region_id))
    note_changes("business", business.pk, changed.business, source=source, actor=actor, at=now)
    if changed.owner and is_named:
        note_changes("owner", owner.pk, changed.owner, source=source, actor=actor, at=now)
        refresh_words(list(owner.businesses.values_list("pk", flat=True)))
    _audit(actor, business, "edit", changed, now)
    return business


def _settled(
    business: Business, told: Told, *, source: str, weaker: str, actor: User, now: datetime
) -> Told:
    """Return what is to be written when somebody nearer told some of the present values.

    Raises:
        Refusal: `weaker_source`.
    """
    if weaker == provenance.REPLACE or not refused_of(business, told, source=source):
        return told
    if weaker == provenance.BESIDE:
        return weighed(business, told, source=source, actor=actor, now=now)
    raise Refusal(
        "weaker_source",
        "Ada isian dari sumber yang lebih dipercaya. Pilih: catat di sampingnya, atau ganti.",
    )


def hold_if_moving(actor: User, public_id: str, village: str) -> None:
    """Lock what a move to another kabupaten locks, where a village is one of there; one query.

    Before the business is locked: whoever locks a kabupaten does so first.
    """
    found = access.editable_businesses(actor).filter(public_id=public_id)
    here = found.values_list("region_id", flat=True).first()
    if here is not None and village and district_of(village) != here:
        hold_both(public_id, here, district_of(village))


def locked(actor: User, public_id: str) -> Business:
    """Return a business that the person may change, locked with its owner for the transaction.

    Raises:
        Refusal: `not_found`.
    """
    return hold_of(access.editable_businesses(actor), public_id)


def hold_of(reach: QuerySet[Business], public_id: str) -> Business:
    """Return a business of `reach`, locked with its owner for the transaction.

    Raises:
        Refusal: `not_found`.
    """
    rows = reach.select_for_update(of=("self",))
    business = rows.select_related("owner").filter(public_id=public_id).first()
    if business is None:
        raise Refusal("not_found", "Usaha ini tidak ada di wilayah Anda.")
    if business.owner_id is not None:
        # Read anew under its own lock: it is saved whole, and must not bring back a value that
        # another edit, or a rotation of keys, has replaced meanwhile.
        business.owner = _locked_owner(business.owner_id)
    return business


def _locked_owner(owner: int) -> Owner:
    """Return an owner locked with all records of the same person, which follow an edit."""
    family = Owner.objects.filter(pk__in=same_as(owner)).order_by("pk")
    return {row.pk: row for row in family.select_for_update()}[owner]


def refresh_search_keys(*, chunk: int = 1_000) -> int:
    """Write the search keys of businesses that lack one and return how many."""
    done = 0
    while True:
        rows = Business.objects.filter(search_key="").exclude(name="", owner=None)
        batch = list(rows.select_related("owner").order_by("id")[:chunk])
        for business in batch:
            _values.put_derived(business, business.owner)
            business.search_key = business.search_key or "?"
        Business.objects.bulk_update(batch, ["search_key", "is_online"], batch_size=200)
        done += len(batch)
        if len(batch) < chunk:
            return done


def _check_reach(actor: User, told: Told) -> None:
    if not access.may_change(actor):
        raise Refusal("not_allowed", "Hanya petugas dinas yang boleh mengubah data usaha.")
    if told.village and not reaches(actor, told.village):
        raise Refusal("out_of_reach", "Desa ini di luar wilayah kerja Anda.")


def _known_owner(actor: User, told: Told, owner_id: str) -> Owner | None:
    owners = access.visible_owners(actor).select_for_update()
    if owner_id:
        return owners.filter(public_id=owner_id).first()
    return queries.owner_with_nik(owners, told.nik)


def _save(business: Business, owner: Owner | None, now: datetime) -> None:
    business.updated_at = now
    if owner is not None:
        owner.updated_at = now
        if owner.pk is not None:
            owner.version += 1
        owner.save()
        business.owner = owner
    business.save()
    if owner is not None and owner.person_id is not None:
        settle([owner.pk], now)


def _audit(
    actor: User, business: Business, deed: str, changed: _values.Changed, now: datetime, *,
    reason: str = "",
) -> None:  # fmt: skip
    touched = {change.field for change in (*changed.business, *changed.owner)}
    secret = sorted(touched & (changes.SECRET_FIELDS | {"phone", "phone_2"}))
    if not secret:
        return
    audit(
        actor,
        f"{deed}_business",
        subject_kind="business",
        subject_id=business.public_id,
        fields=secret,
        reason=reason,
        region=business.region_id,
        at=now,
    )
