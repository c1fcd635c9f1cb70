"""Puts told values on rows: derived keys, sector, classes, sealed fields."""

from collections.abc import Collection
from dataclasses import dataclass
from secrets import randbits
from typing import Any

from lampit.basics.refusal import Refusal
from lampit.national import names
from lampit.national import nik as niks
from lampit.outside import vault
from lampit.places import queries as places
from lampit.places.rules import VILLAGE, level, subdistrict_of
from lampit.registry.models import Business, Owner
from lampit.registry.rules import ids, records, search, size, words
from lampit.registry.rules.changes import FieldChange, differences
from lampit.registry.rules.importing import points
from lampit.trades import queries as trades
from lampit.trades.rules import sector_of

PLAIN = (
    "name",
    "kind",
    "activity",
    "kbli",
    "status",
    "started_on",
    "started_precision",
    "rt",
    "rw",
    "address",
    "workers_male",
    "workers_female",
    "nib",
    "note",
)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a record gained: changes of the business and of its owner."""

    business: list[FieldChange]
    owner: list[FieldChange]


def fresh_id() -> str:
    """Return a new public id nobody can guess."""
    return ids.public_id(randbits(ids.BITS))


def put(business: Business, owner: Owner, told: records.Told) -> Changed:
    """Write what was told on unsaved or locked rows and return what differs from before.

    Raises:
        Refusal: `village_unknown` or `kbli_unknown`.
    """
    before, owner_before = shown(business), shown_owner(owner)
    _put_owner(owner, told)
    for name in PLAIN:
        setattr(business, name, getattr(told, name))
    # registry.md section 5: where somebody lives to the metre has no sealed place here.
    business.address = points.coarse_free(business.address)
    business.note = points.coarse_free(business.note)
    _put_place(business, told.village)
    _put_trade(business, told)
    business.phone, business.phone_2 = (*told.phones, "", "")[:2]
    business.channels = list(told.channels)
    secret = _put_secrets(business, told)
    put_derived(business, owner)
    changed = differences(before, shown(business)) + secret
    secret_owner = _put_nik(owner, told.nik)
    return Changed(changed, differences(owner_before, shown_owner(owner)) + secret_owner)


def put_person(owner: Owner, told: records.Told) -> None:
    """Write name, telephone and NIK of a person on an unsaved row."""
    _put_owner(owner, told)
    _put_nik(owner, told.nik)


def put_derived(
    business: Business, owner: Owner | None, *, before: Collection[str] | None = None
) -> None:
    """Write the fields that follow from others: keys, online or not.

    `before` are the names a golden record had before its merges; None: as the log tells them.
    """
    business.name_key = names.business_key(business.name)[:200]
    who, call = (owner.name, owner.phone) if owner else ("", "")
    own = search.key(business.name, who, business.phone, business.phone_2, call, business.nib)
    found_by = search.joined([own, *_keys_of_members(business, before)])
    business.search_key = search.beside(found_by, business.extras)
    business.is_online = words.is_digital(business.channels)


def _keys_of_members(business: Business, before: Collection[str] | None) -> list[str]:
    """Return by what else a golden record is looked for.

    Names and numbers merged into it, and its own name that a merge replaced: the sign over the
    shop still says it.
    """
    if business._state.adding:
        return []
    keys = list(business.merged.order_by("pk").values_list("search_key", flat=True))
    if keys and before is None:
        standing = business.merge_events.filter(undo_of=None, undone_by=None).order_by("pk")
        notes = standing.values_list("written", flat=True)
        before = [note.get("before", {}).get("name", {}).get("name", "") for note in notes]
    return [*keys, *(search.key(name, "") for name in before or () if name)]


def shown(business: Business) -> dict[str, Any]:
    """Return the values that the change table keeps of a business."""
    values: dict[str, Any] = {name: getattr(business, name) for name in PLAIN}
    values |= {
        "village": business.village_id,
        "phone": business.phone,
        "phone_2": business.phone_2,
        "channels": business.channels,
        "sector": business.sector,
    }
    return values


def shown_owner(owner: Owner) -> dict[str, Any]:
    """Return the values that the change table keeps of an owner."""
    return {"owner_name": owner.name, "sex": owner.sex}


def put_owner_key(owner: Owner) -> None:
    """Write the key by which the owner's name is compared."""
    owner.name_key = names.strict_key(owner.name)[:120]


def seal(table: str, public_id: str, name: str, value: object) -> bytes:
    """Return a protected value sealed for its row and field."""
    return vault.encrypt(str(value), records.context(table, public_id, name))


def _put_owner(owner: Owner, told: records.Told) -> None:
    owner.name = " ".join(told.owner_name.split())
    put_owner_key(owner)
    owner.sex = told.owner_sex or owner.sex
    if told.phones and not owner.phone:
        owner.phone, owner.phone_2 = (*told.phones, "")[:2]


def _put_nik(owner: Owner, number: str) -> list[FieldChange]:
    if not number:
        return []
    index = vault.blind_index("nik", number)
    if index == owner.nik_index:
        return []
    old = owner.nik_index
    read = niks.parse(number)
    owner.nik_index, owner.nik_status = index, "ok"
    owner.nik_sealed = seal("owner", owner.public_id, "nik", number)
    owner.birth_sealed = seal("owner", owner.public_id, "birth", read.born_on.isoformat())
    owner.birth_year = read.born_on.year
    owner.sex = owner.sex or read.sex
    return [FieldChange("nik", old, index)]


def _put_place(business: Business, village: str) -> None:
    # One that never had a village keeps none, whatever else of it is edited.
    if not business._state.adding and village == (business.village_id or ""):
        return
    found = places.region(village) if village and level(village) == VILLAGE else None
    if found is None:
        raise Refusal("village_unknown", "Pilih desa atau kelurahan dari daftar.")
    business.village, business.village_id = found, found.pk
    business.district_id = subdistrict_of(found.pk)


def _put_trade(business: Business, told: records.Told) -> None:
    if told.kbli and not trades.is_known(told.kbli):
        message = f"KBLI {told.kbli} tidak ada dalam KBLI 2020. Periksa lagi atau kosongkan."
        raise Refusal("kbli_unknown", message)
    guess = told.kbli
    if not guess and told.activity:
        guess = next((row.code for row in trades.suggest(told.activity, limit=1)), "")
    business.sector = sector_of(guess) or business.sector


def _put_secrets(business: Business, told: records.Told) -> list[FieldChange]:
    """Seal sales and capital where told; class and band are what readers see."""
    changed = []
    for name in ("sales", "capital"):
        value = getattr(told, name)
        sealed = getattr(business, f"{name}_sealed")
        old = (
            vault.decrypt(sealed, records.context("business", business.public_id, name))
            if sealed
            else ""
        )
        if value is None or str(value) == old:
            continue
        setattr(business, f"{name}_sealed", seal("business", business.public_id, name, value))
        changed.append(FieldChange(name, old, str(value)))
    classify(business)
    return changed


def classify(business: Business) -> None:
    """Write class of sales and of size from what is known of sales and capital."""
    known: dict[str, int | None] = {}
    for name in ("sales", "capital"):
        sealed = getattr(business, f"{name}_sealed")
        context = records.context("business", business.public_id, name)
        known[name] = int(vault.decrypt(sealed, context)) if sealed else None
    monthly = known["sales"]
    if monthly is not None:
        business.sales_band = size.sales_class(monthly)
    yearly = None if monthly is None else monthly * 12
    found = size.classify(known["capital"], yearly, business.started_on)
    business.size_class = found.code or business.size_class
