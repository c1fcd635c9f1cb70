"""A business as the form shows it, and two people's values side by side."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from lampit.national import phone as phones
from lampit.places import queries as places
from lampit.registry.models import Business, Owner
from lampit.registry.rules import words

# What a form of two people may differ in; protected fields are typed blind and left out.
COMPARED = {
    "owner_name": "owner_name",
    "owner_sex": "sex",
    "phones": "phone",
    "name": "name",
    "kind": "kind",
    "activity": "activity",
    "kbli": "kbli",
    "status": "status",
    "started": "started_on",
    "village": "village",
    "rt": "rt",
    "rw": "rw",
    "address": "address",
    "workers_male": "workers_male",
    "workers_female": "workers_female",
    "nib": "nib",
    "note": "note",
}
Villages = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Collision:
    """A field in which the stored value and the typed one differ."""

    label: str
    theirs: str
    mine: str


def as_typed(business: Business) -> dict[str, Any]:
    """Return the fields of the form as somebody would type this business; no query."""
    owner = business.owner
    return owner_as_typed(owner) | {
        "version": business.version,
        "phones": ", ".join(phones.show(n) for n in (business.phone, business.phone_2) if n),
        "name": business.name,
        "kind": business.kind,
        "activity": business.activity,
        "kbli": business.kbli,
        "status": business.status,
        "started": _start(business),
        "village": business.village_id or "",
        "rt": business.rt,
        "rw": business.rw,
        "address": business.address,
        "workers_male": business.workers_male,
        "workers_female": business.workers_female,
        "channels": business.channels,
        "nib": business.nib,
        "note": business.note,
    }


def owner_as_typed(owner: Owner | None) -> dict[str, Any]:
    """Return the fields of the form that belong to the owner; the NIK stays blank."""
    if owner is None:
        return {}
    number = phones.show(owner.phone) if owner.phone else ""
    return {"owner_name": owner.name, "owner_sex": owner.sex, "phones": number}


def collisions(business: Business, typed: dict[str, str]) -> list[Collision]:
    """Return the fields in which what is stored now differs from what was typed; no query."""
    stored = as_typed(business)
    found = []
    for name, field in COMPARED.items():
        theirs = "" if stored.get(name) is None else str(stored.get(name))
        mine = str(typed.get(name, "")).strip()
        if theirs != mine:
            found.append(Collision(gettext(words.field_label(field)), theirs, mine))
    return found


def village_choices(district: str) -> Villages:
    """Return the villages of a kabupaten grouped by kecamatan, names in order; one query."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for village in sorted(places.villages_of(district), key=lambda v: v.name):
        kecamatan = village.parent.name if village.parent else ""
        groups.setdefault(kecamatan, []).append((village.code, village.name))
    return sorted(groups.items())


def _start(business: Business) -> str:
    if business.started_on is None:
        return ""
    shape = {"day": "%d/%m/%Y", "month": "%m/%Y"}.get(business.started_precision, "%Y")
    return business.started_on.strftime(shape)
