"""The register of processing in words: each part read from the table that decides it. No query."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext

from lampit.people.models import Role
from lampit.privacy.rules import processing, retention
from lampit.registry.rules import consents, seeing


@dataclass(frozen=True, slots=True)
class Shown:
    """One kind of processing in words."""

    title: str
    data: str
    purposes: list[tuple[str, str]]
    source: str
    receivers: str
    terms: list[str]


def activities() -> list[Shown]:
    """Return what is done with personal data, for what and on which basis, and for how long."""
    known = {purpose.code: purpose for purpose in consents.PURPOSES}
    return [
        Shown(
            gettext(one.title),
            gettext(one.data),
            [(gettext(known[code].label), basis_of(known[code].basis)) for code in one.purposes],
            gettext(one.source),
            gettext(one.receivers),
            [_term(code) for code in one.terms],
        )
        for one in processing.ACTIVITIES
    ]


def basis_of(basis: str) -> str:
    """Return the basis of a purpose in words, with its article."""
    if basis == consents.CONSENT:
        return gettext("izin pemilik (Pasal 20 ayat 2 huruf a)")
    return gettext("tugas dinas bagi kepentingan umum (Pasal 20 ayat 2 huruf e)")


def who_sees() -> tuple[list[str], list[tuple[str, list[tuple[str, str]]]]]:
    """Return the columns, and for each role (column, what it sees of it)."""
    heads = [gettext(label) for label in seeing.COLUMNS.values()]
    told = (*seeing.READERS, Role.PROVINCE, Role.NATION)
    return heads, [
        (str(Role(role).label), list(zip(heads, _seen_by(role), strict=True))) for role in told
    ]


def _seen_by(role: str) -> list[str]:
    sight = seeing.Sight(role)
    return [gettext(seeing.LEVELS[sight[column]]) for column in seeing.COLUMNS]


def guards() -> list[str]:
    """Return what protects the data."""
    alone = gettext("Daftar lebih dari %(n)d orang keluar hanya kalau dua orang setuju.")
    return [*map(gettext, processing.GUARDS), alone % {"n": settings.LIST_ALONE}]


def risks() -> list[dict[str, str]]:
    """Return what could hurt a person, what stands against it, and what is left."""
    names = ("what", "harm", "guard", "left")
    return [{name: gettext(getattr(one, name)) for name in names} for one in processing.RISKS]


def _term(code: str) -> str:
    rule = retention.BY_CODE[code]
    return f"{gettext(rule.what)}: {gettext(rule.term)}"
