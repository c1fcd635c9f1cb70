"""What a long list keeps sealed: sealed where it is read, bound to the ids that are written."""

import pytest
from pytest_django import Settings

from lampit.outside import vault
from lampit.registry.actions.importing import sealing
from lampit.registry.rules.importing.record import Batch, Sealed
from lampit.registry.rules.records import context

FIRST, SECOND = "a:" + "11" * 32, "b:" + "22" * 32
NIK = ["6308051203800013", "", "6308055203800014"]


def batch(sealed: Sealed | None) -> Batch:
    """Return three new rows."""
    blank: list[str] = ["", "", ""]
    none: list[list[object]] = [["", "", ""]]
    return Batch(
        blank, [1, 2, 3], ["create"] * 3, blank, {}, {}, {}, [], 0, none, none, NIK,
        ["1980-03-12", "", ""], ["", "700000", ""], blank, blank, [0, 0, 0], blank, sealed,
    )  # fmt: skip


def opened(kept: Sealed) -> list[list[str]]:
    """Return what is sealed, opened in its place."""
    columns = (
        ("owner", kept.owners, "nik", kept.nik), ("owner", kept.owners, "birth", kept.birth),
        ("business", kept.businesses, "sales", kept.sales),
        ("business", kept.businesses, "capital", kept.capital),
    )  # fmt: skip
    return [
        ["" if one is None else vault.decrypt(one, context(table, public_id, name))
         for public_id, one in zip(ids, values, strict=True)]
        for table, ids, name, values in columns
    ]  # fmt: skip


def test_each_value_opens_in_its_own_place(settings: Settings) -> None:
    """Each row has ids of its own, and a value opens with that of its row alone."""
    settings.LAMPIT_FIELD_KEYS = FIRST
    kept = sealing.sealed(NIK, ["1980-03-12", "", ""], ["", "700000", ""], ["", "", ""])
    assert opened(kept) == [
        NIK, ["1980-03-12", "", ""], ["", "700000", ""], ["", "", ""]
    ]  # fmt: skip
    assert len({*kept.owners, *kept.businesses}) == 6
    with pytest.raises(vault.VaultError):
        vault.decrypt(kept.nik[0] or b"", context("owner", kept.owners[1], "nik"))


def test_what_was_sealed_with_the_present_key_is_written(settings: Settings) -> None:
    """Nothing is sealed twice while the keys stay."""
    settings.LAMPIT_FIELD_KEYS = FIRST
    read = sealing.sealed(NIK, ["1980-03-12", "", ""], ["", "700000", ""], ["", "", ""])
    assert sealing.sealed_now(batch(read)) is read


@pytest.mark.parametrize("was_read", [True, False])
def test_keys_changed_meanwhile_seal_again(was_read: bool, settings: Settings) -> None:
    """Who changes the keys between reading and writing may be past these rows: no old key stays."""
    settings.LAMPIT_FIELD_KEYS = FIRST
    read = sealing.sealed(NIK, ["1980-03-12", "", ""], ["", "700000", ""], ["", "", ""])
    settings.LAMPIT_FIELD_KEYS = f"{SECOND},{FIRST}"
    kept = sealing.sealed_now(batch(read if was_read else None))
    settings.LAMPIT_FIELD_KEYS = SECOND
    assert opened(kept)[0] == NIK
    assert kept.key == "b"
