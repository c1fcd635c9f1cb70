"""Records that may be the same business or owner, shown before a new one is saved."""

from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext

from lampit.national import names
from lampit.outside import vault
from lampit.places.rules import district_of
from lampit.registry.models import Business, Owner
from lampit.registry.queries.persons import with_nik
from lampit.registry.rules.records import Told

TWINS_AT_MOST = 8
COMPARED_AT_MOST = 2_000  # of a village: more than any has


@dataclass(frozen=True, slots=True)
class Twin:
    """A record that looks like the one being typed, and why."""

    public_id: str
    name: str
    owner_name: str
    place: str
    reason: str


def twins_of(businesses: QuerySet[Business], told: Told) -> list[Twin]:
    """Return at most eight of `businesses` that may be the one being typed, the surest first.

    Three queries.
    The same NIK, telephone or name; in the village also a near name, and anywhere in the
    kabupaten the same business name of a near owner. What a merged record says leads to its
    golden record.
    """
    index = vault.blind_index("nik", told.nik) if told.nik else ""
    key = names.strict_key(told.owner_name)
    business_key = names.business_key(told.name)
    condition = Q(owner__nik_index=index) if index else Q(pk__in=())
    if told.phones:
        condition |= Q(phone__in=told.phones) | Q(owner__phone__in=told.phones)
    if key and told.village:
        condition |= Q(owner__name_key=key, village_id=told.village)
    if business_key and told.village:
        condition |= Q(name_key=business_key, village_id=told.village)
    merged = Business.objects.filter(condition, golden__isnull=False)
    known = merged.values_list("golden", flat=True)[:TWINS_AT_MOST]
    golden = {pk for pk in known if pk is not None}
    near = _near(businesses, told, business_key)
    rows = (
        businesses.filter(condition | Q(pk__in=golden | near))
        .select_related("owner", "village", "district")
        .order_by(_surest_first(told, index, business_key), "-id")[:TWINS_AT_MOST]
    )
    return [_twin(row, told, index, business_key, golden) for row in rows]


def _surest_first(told: Told, index: str, business_key: str) -> Case:
    """Return the order of records by what they share: a village of namesakes hides no NIK."""
    by_nik = Q(owner__nik_index=index) if index else Q(pk__in=())
    by_phone = Q(phone__in=told.phones) | Q(owner__phone__in=told.phones)
    by_name = Q(name_key=business_key) if business_key else Q(pk__in=())
    owner_key = names.strict_key(told.owner_name)
    by_owner = Q(owner__name_key=owner_key) if owner_key else Q(pk__in=())
    shared = [by_nik, by_phone & (by_name | by_owner), by_name & by_owner, by_phone, by_name]
    ranks = [When(one, then=Value(rank)) for rank, one in enumerate([*shared, by_owner])]
    return Case(*ranks, default=Value(len(ranks)))


def _near(businesses: QuerySet[Business], told: Told, business_key: str) -> set[int]:
    """Return those whose names are written nearly so; one query, of a village and its namesakes."""
    if not told.village:
        return set()
    here = Q(village_id=told.village)
    if business_key:
        here |= Q(name_key=business_key)
    rows = businesses.filter(here, region_id=district_of(told.village)).values_list(
        "pk", "village_id", "name_key", "owner__name"
    )[:COMPARED_AT_MOST]
    found = set()
    for pk, village, key, owner in rows:
        is_here, is_named = village == told.village, bool(business_key and key)
        near_owner = owner and told.owner_name and names.near_person_name(told.owner_name, owner)
        if (near_owner and (is_here or key == business_key)) or (
            is_here and is_named and names.one_slip(business_key, key)
        ):
            found.add(pk)
    return found


def owner_with_nik(owners: QuerySet[Owner], nik: str) -> Owner | None:
    """Return the owner with this NIK among `owners`, None when there is none; one query."""
    if not nik:
        return None
    held = with_nik(vault.blind_index("nik", nik))
    return owners.filter(pk__in=held).order_by("id").first()


def _twin(business: Business, told: Told, index: str, business_key: str, golden: set[int]) -> Twin:
    owner = business.owner
    reason = ", ".join(_reasons(business, told, index, business_key))
    if not reason and business.pk in golden:
        reason = gettext("Sama dengan catatan yang digabung ke sini")
    parts = [p.name for p in (business.village, business.district) if p is not None]
    return Twin(
        business.public_id,
        business.name or (owner.name if owner else ""),
        owner.name if owner else "",
        ", ".join(parts),
        reason or gettext("Namanya hampir sama"),
    )


def _reasons(business: Business, told: Told, index: str, business_key: str) -> list[str]:
    """Return all that a record shares with what is typed, the surest first."""
    owner = business.owner
    is_here = business.village_id == told.village
    owner_key = names.strict_key(told.owner_name)
    is_owner = bool(owner_key) and owner is not None and owner.name_key == owner_key
    by_name = bool(business_key) and business.name_key == business_key
    shared = (
        (index and owner is not None and owner.nik_index == index, gettext("NIK sama")),
        ({business.phone, owner.phone if owner else ""} & set(told.phones), gettext("HP sama")),
        (by_name and is_here, gettext("Nama usaha dan desa sama")),
        (by_name and not is_here, gettext("Nama usaha sama")),
        (is_owner and is_here, gettext("Nama pemilik dan desa sama")),
        (is_owner and not is_here, gettext("Nama pemilik sama")),
    )
    return [words for holds, words in shared if holds]
