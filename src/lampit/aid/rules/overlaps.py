"""Who would receive the same twice: what counts, how surely, and the sentence that says so. Pure.

Aid is the same when it is the same programme, or the same kind in the same year from whomever
(domain.md section 8, S14: the same NIK is not helped twice for the same purpose).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from lampit.basics.texts import gettext_noop

BUSINESS, NIK, OWNER, FAMILY_CARD, HOME = "usaha", "nik", "pemilik", "kk", "serumah"
BASES = (BUSINESS, NIK, OWNER, FAMILY_CARD, HOME)
# How often a programme helps: once per business, person or household.
ONCE_PER = {
    "nik": gettext_noop("sekali untuk satu orang (NIK)"),
    "kk": gettext_noop("sekali untuk satu keluarga (KK)"),
    "usaha": gettext_noop("sekali untuk satu usaha"),
}
# What must be decided before a grant is approved; the rest is shown as a hint.
BLOCKING = {
    "usaha": frozenset({BUSINESS}),
    "nik": frozenset({BUSINESS, NIK, OWNER}),
    "kk": frozenset({BUSINESS, NIK, OWNER, FAMILY_CARD, HOME}),
}
SENTENCES = {
    BUSINESS: gettext_noop(
        "Usaha yang sama sudah tercatat di {programme} ({year}, {funder}) atas nama {name}."
    ),
    NIK: gettext_noop(
        "NIK yang sama sudah tercatat di {programme} ({year}, {funder}) atas nama {name}."
    ),
    OWNER: gettext_noop(
        "Pemilik yang sama sudah tercatat di {programme} ({year}, {funder}) atas nama {name}."
    ),
    FAMILY_CARD: gettext_noop(
        "Nomor KK yang sama: {name} sekeluarga, tercatat di {programme} ({year}, {funder})."
    ),
    HOME: gettext_noop(
        "Mungkin serumah dengan {name}, tercatat di {programme} ({year}, {funder}): desa dan "
        "nomor HP, atau RT dan alamatnya, sama. Ini petunjuk, belum pasti."
    ),
}
# Of another kabupaten only that, what and when is told, and whom to ask: nobody's name or sum.
ELSEWHERE = {
    NIK: gettext_noop(
        "NIK yang sama sudah tercatat di {programme} ({year}) di {office}. Hubungi dinas di sana."
    ),
    FAMILY_CARD: gettext_noop(
        "Nomor KK yang sama sudah tercatat di {programme} ({year}) di {office}. "
        "Hubungi dinas di sana."
    ),
}
BASIS_LABELS = {
    BUSINESS: gettext_noop("usaha sama"),
    NIK: gettext_noop("NIK sama"),
    OWNER: gettext_noop("pemilik sama"),
    FAMILY_CARD: gettext_noop("KK sama"),
    HOME: gettext_noop("mungkin serumah"),
}
_SIGN = re.compile(r"[^a-z0-9]+")
_STREET_WORDS = frozenset({"jl", "jln", "jalan", "no", "nomor", "gg", "gang", "rt", "rw"})
OPEN, ALLOWED, REFUSED, GONE = "open", "allowed", "refused", "gone"
STATE_LABELS = {
    OPEN: gettext_noop("Belum diputuskan"),
    ALLOWED: gettext_noop("Dibolehkan"),
    REFUSED: gettext_noop("Tidak boleh"),
    GONE: gettext_noop("Tidak lagi"),
}


@dataclass(frozen=True, slots=True)
class Home:
    """Where somebody lives, as far as a list tells: empty is unknown."""

    village: str = ""
    rt: str = ""
    address: str = ""
    phones: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives, by what can be compared; empty and None are unknown.

    Attributes:
        business: number of the golden record.
        nik: the blind indexes known of the person: of the list and of the register.
    """

    business: int | None = None
    owner: int | None = None
    nik: Collection[str] = ()
    kk: str = ""
    home: Home = Home()


def blocks(basis: str, once_per: str) -> bool:
    """Say whether an overlap must be decided before the grant is approved."""
    return basis in BLOCKING.get(once_per, BLOCKING["kk"])


def basis_of(one: Recipient, other: Recipient) -> str:
    """Return the surest thing that two recipients share, empty when they share none."""
    if one.business is not None and one.business == other.business:
        return BUSINESS
    if set(one.nik) & set(other.nik):
        return NIK
    if one.owner is not None and one.owner == other.owner:
        return OWNER
    if one.kk and one.kk == other.kk:
        return FAMILY_CARD
    return HOME if may_share_home(one.home, other.home) else ""


def may_share_home(one: Home, other: Home) -> bool:
    """Say whether two homes may be one: same village with a shared phone, or same RT and address.

    Two different RT are two homes, whoever's phone it is: relatives lend each other phones.
    """
    if not one.village or one.village != other.village:
        return False
    if one.rt and other.rt and one.rt != other.rt:
        return False
    if set(one.phones) & set(other.phones):
        return True
    same_place = address_key(one.address) and address_key(one.address) == address_key(other.address)
    return bool(same_place and one.rt and one.rt == other.rt)


def address_key(address: str) -> str:
    """Return an address in the form in which it is compared."""
    words = _SIGN.sub(" ", address.lower()).split()
    return " ".join(word for word in words if word not in _STREET_WORDS)
