"""Which business of the register a row of a list is, or may be. Bounded by the rows asked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from lampit.national import names
from lampit.outside import vault
from lampit.registry.models import Business
from lampit.registry.rules.importing.doubles import (
    CERTAIN,
    POSSIBLE,
    Known,
    compare,
    is_numbered_alike,
)
from lampit.registry.rules.importing.record import Record


@dataclass(frozen=True, slots=True)
class Match:
    """The record that a row is (`certain`) or may be (`possible`)."""

    business: int
    owner: int | None
    strength: str


@dataclass(slots=True)
class Candidate:
    """A record of the register that shares a key with a row."""

    business: int
    owner: int | None
    owner_key: str
    known: Known
    number: str = ""
    golden: int | None = None  # the record it was merged into


def matches(region: str, records: Iterable[Record]) -> list[Match | None]:
    """Return for each record the business it is or may be, None when it is new.

    Three queries, and one more where a row tells its number in the office's list.
    """
    asked = list(records)
    keyed = _candidates(region, asked)
    return [_match(record, keyed) for record in asked]


def _candidates(region: str, asked: list[Record]) -> dict[str, list[Candidate]]:
    indexes = {vault.blind_index("nik", r.nik) for r in asked if r.nik}
    phones = {number for r in asked for number in (r.phone1, r.phone2) if number}
    keys = {names.strict_key(r.owner_name)[:120] for r in asked if r.owner_name}
    villages = {r.village for r in asked if r.village}
    rows = Business.objects.filter(region_id=region, withdrawn_at=None)
    found: dict[int, Candidate] = {}
    conditions = [
        Q(owner__nik_index__in=indexes),
        Q(phone__in=phones),
        Q(owner__name_key__in=keys, village_id__in=villages),
    ]
    if numbers := {r.external_id for r in asked if r.external_id}:
        conditions.append(Q(external_id__in=numbers) & ~Q(external_id=""))
    for condition in conditions:
        for values in rows.filter(condition).values_list(*_SHOWN):
            found[values[0]] = _candidate(values)
    keyed: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found.values():
        for key in _keys(candidate.known, candidate.owner_key, candidate.number):
            keyed[key].append(candidate)
    return keyed


_SHOWN = (
    "id", "owner_id", "owner__name_key", "owner__name", "owner__nik_index", "name_key", "phone",
    "phone_2", "village_id", "kbli", "external_id", "golden_id",
)  # fmt: skip


def _candidate(values: tuple[Any, ...]) -> Candidate:
    pk, owner, owner_key, owner_name, index, name_key, phone, phone_2, village, kbli = values[:10]
    phones = tuple(number for number in (phone, phone_2) if number)
    known = Known(owner_name or "", name_key, index or "", phones, "", village or "", kbli)
    return Candidate(pk, owner, owner_key or "", known, *values[10:])


def _keys(known: Known, owner_key: str, number: str) -> list[str]:
    keys = [f"o{number}"] if number else []
    keys += [f"n{known.nik}"] if known.nik else []
    keys += [f"p{number}" for number in known.phones]
    if owner_key and known.village:
        keys.append(f"v{known.village}{owner_key}")
    return keys


def _match(record: Record, keyed: dict[str, list[Candidate]]) -> Match | None:
    index = vault.blind_index("nik", record.nik) if record.nik else ""
    owner_key = names.strict_key(record.owner_name)[:120]
    known = Known(
        record.owner_name, names.business_key(record.business_name), index,
        tuple(n for n in (record.phone1, record.phone2) if n), "", record.village, record.kbli,
    )  # fmt: skip
    certain: list[Candidate] = []
    possible: Match | None = None
    for key in _keys(known, owner_key, record.external_id):
        for candidate in sorted(keyed.get(key, ()), key=lambda c: c.business):
            strength = _strength(known, candidate, owner_key, record.external_id)
            if strength == CERTAIN and key[0] == "o":
                return Match(candidate.business, candidate.owner, CERTAIN)
            if strength == CERTAIN:
                certain.append(candidate)
            elif strength and possible is None:
                possible = Match(candidate.business, candidate.owner, strength)
    return _only_one(certain, known.business) or possible


def _strength(known: Known, other: Candidate, owner_key: str, number: str) -> str:
    if number and other.number == number and is_numbered_alike(known, other.known):
        return CERTAIN
    strength = compare(known, other.known)
    return CERTAIN if _is_same_by_names(known, other, owner_key, strength) else strength


def _only_one(certain: list[Candidate], business: str) -> Match | None:
    """Return who bears the very name of a row, else the one it is; one of several is asked.

    Of records that were merged into one it is the one that is shown: a list that comes later
    tells what holds now.
    """
    if not certain:
        return None
    best = min(certain, key=lambda one: (
        one.known.business != business, one.golden is not None, one.business
    ))  # fmt: skip
    called = {one.known.business for one in certain}
    is_one = len(called) == 1 or len({one.golden or one.business for one in certain}) == 1
    is_sure = best.known.business == business or is_one
    return Match(best.business, best.owner, CERTAIN if is_sure else POSSIBLE)


def _is_same_by_names(known: Known, other: Candidate, owner_key: str, strength: str) -> bool:
    """Tell whether both names and the village are equal and nothing speaks against it."""
    return bool(strength and known.business) and (
        owner_key == other.owner_key and known.business == other.known.business
        and known.village == other.known.village
    )  # fmt: skip
