"""Owners of many rows are written together, and each goes with his own row."""

from pathlib import Path

import pytest

from lampit.outside import vault
from lampit.registry.actions.importing import running
from lampit.registry.models import Business, Owner
from tests.registry.test_actions_import import RINA, done, home

__all__ = ["home"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("long", [10**9, 0])
def test_each_business_has_the_owner_of_its_row(
    home: Path, monkeypatch: pytest.MonkeyPatch, long: int
) -> None:
    """Owners are written in the order of their NIK's index, and each goes with his own row."""
    monkeypatch.setattr(running, "LONG_FILE", long)
    names = ["Rina", "Basuni", "Hadijah", "Kartini", "Zulkifli", "Aminah", "Yusran", "Maskanah"]
    rows = [
        [name, f"Usaha {name}", f"63080501018{n}00{n}{n}" if n % 3 else "", *RINA[3:6],
         f"08125111{n:04d}", "2 jt"] for n, name in enumerate(names)
    ]  # fmt: skip
    done(home, *rows)
    found = Business.objects.select_related("owner").order_by("pk")
    told = []
    for shop in found:
        owner = shop.owner
        assert owner is not None
        number = _nik_of(owner)
        assert owner.nik_index == vault.blind_index("nik", number)
        told.append((shop.name, owner.name, number, shop.phone, owner.phone))
    assert told == [
        (row[1], row[0], row[2], f"+62{row[6][1:]}", f"+62{row[6][1:]}") for row in rows
    ]  # fmt: skip


def _nik_of(owner: Owner) -> str:
    where = f"registry_owner|{owner.public_id}|nik"
    return vault.decrypt(bytes(owner.nik_sealed), where) if owner.nik_sealed else ""
