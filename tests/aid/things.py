"""Programmes and recipients for tests of aid."""

from typing import Any

from lampit.aid import actions
from lampit.aid.actions import GrantTold, ProgrammeTold
from lampit.aid.models import Grant, Programme
from lampit.outside import vault
from lampit.people.models import User
from lampit.registry.models import Business, Owner
from tests.factories import NOW, business, owner, region

CODE = "63.08"
VILLAGE = f"{CODE}.01.2001"
NIK = "6308055203690007"
OTHER_NIK = "6308051203690007"


def programme(staff: User, name: str = "Modal usaha", **told: Any) -> Programme:
    """Return a new programme of money in 2026, once per person."""
    usual: dict[str, Any] = {"funder": "APBD", "year": 2026, "kind": "uang", "once_per": "nik"}
    given = usual | told
    return actions.add_programme(staff, ProgrammeTold(name=name, **given), now=NOW)


def person(nik: str = "", **fields: Any) -> Owner:
    """Return an owner whose NIK is known by its index."""
    index = vault.blind_index("nik", nik) if nik else ""
    return owner(CODE, nik_index=index, nik_status="ok" if nik else "", **fields)


def shop(of: Owner | None = None, **fields: Any) -> Business:
    """Return a business in a village."""
    region(VILLAGE, "Palimbangan")
    return business(CODE, owner=of, village_id=VILLAGE, status="aktif", **fields)


def planned(staff: User, of: Programme, **told: Any) -> Grant:
    """Return a planned grant of a million rupiah."""
    return actions.plan_grant(staff, of.pk, GrantTold(**{"amount": 1_000_000, **told}), now=NOW)


def given(staff: User, of: Programme, **told: Any) -> Grant:
    """Return a grant that was approved and given."""
    grant = planned(staff, of, **told)
    actions.do(staff, grant.public_id, "setujui", now=NOW)
    return actions.do(staff, grant.public_id, "beri", now=NOW)
