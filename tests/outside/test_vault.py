"""The vault: what is sealed opens in its own place only, with the keys that exist."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.outside import vault

OLD, NEW = "k1:" + "11" * 32, "k2:" + "22" * 32
HERE = "registry_owner|7|nik"


@pytest.fixture(autouse=True)
def keys(settings: Any) -> None:
    """Give the vault one key."""
    settings.LAMPIT_FIELD_KEYS = OLD


@given(st.text(max_size=60))
def test_what_is_sealed_opens_again(text: str) -> None:
    """Any text comes back, and its bytes do not stand in the sealed value."""
    sealed = vault.encrypt(text, HERE)
    assert vault.decrypt(sealed, HERE) == text
    assert len(text) < 4 or text.encode() not in sealed


def test_the_same_text_never_looks_the_same() -> None:
    """Nobody learns from the table that two people share a value."""
    assert vault.encrypt("6308010101010001", HERE) != vault.encrypt("6308010101010001", HERE)


@pytest.mark.parametrize(
    "elsewhere", ["registry_owner|8|nik", "registry_owner|7|birth", "registry_business|7|nik", ""]
)
def test_a_value_moved_to_another_place_is_refused(elsewhere: str) -> None:
    """Who can write the table cannot give one person's NIK to another."""
    sealed = vault.encrypt("6308010101010001", HERE)
    with pytest.raises(vault.VaultError):
        vault.decrypt(sealed, elsewhere)


@given(st.data())
def test_a_changed_byte_is_refused(data: st.DataObject) -> None:
    """Any flipped bit shows."""
    sealed = bytearray(vault.encrypt("6308010101010001", HERE))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises((vault.VaultError, UnicodeDecodeError)):
        vault.decrypt(bytes(sealed), HERE)


def test_keys_rotate(settings: Any) -> None:
    """The first key seals, all open; a key taken away closes what it sealed."""
    sealed = vault.encrypt("rahasia", HERE)
    settings.LAMPIT_FIELD_KEYS = f"{NEW},{OLD}"
    assert vault.decrypt(sealed, HERE) == "rahasia"
    assert (vault.key_of(sealed), vault.current_key()) == ("k1", "k2")
    fresh = vault.encrypt("rahasia", HERE)
    assert vault.key_of(fresh) == "k2"
    settings.LAMPIT_FIELD_KEYS = NEW
    assert vault.decrypt(fresh, HERE) == "rahasia"
    with pytest.raises(vault.VaultError, match="k1"):
        vault.decrypt(sealed, HERE)


def test_the_index_finds_equals_and_nothing_else(settings: Any) -> None:
    """Equal values of one kind meet; another kind, another text or another secret does not."""
    settings.LAMPIT_INDEX_KEY = "satu"
    nik = vault.blind_index("nik", "6308010101010001")
    assert nik == vault.blind_index("nik", "6308010101010001")
    assert len(nik) == 32
    assert nik != vault.blind_index("phone", "6308010101010001")
    assert nik != vault.blind_index("nik", "6308010101010002")
    settings.LAMPIT_INDEX_KEY = "dua"
    assert nik != vault.blind_index("nik", "6308010101010001")


def test_rotating_field_keys_does_not_move_the_index(settings: Any) -> None:
    """Search keeps working while values are sealed anew."""
    before = vault.blind_index("nik", "6308010101010001")
    settings.LAMPIT_FIELD_KEYS = f"{NEW},{OLD}"
    assert vault.blind_index("nik", "6308010101010001") == before


def test_a_key_put_into_the_file_is_known_to_who_serves(settings: Any, tmp_path: Path) -> None:
    """Without a new start, for reading and for sealing; a half-written file does not count."""
    path = tmp_path / "keys"
    path.write_text(OLD)
    settings.LAMPIT_FIELD_KEYS_FILE = str(path)
    sealed = vault.encrypt("rahasia", HERE)
    path.write_text(f"{NEW},{OLD}\n")
    os.utime(path, ns=(1, 1))
    assert vault.current_key() == "k2"
    assert vault.decrypt(sealed, HERE) == "rahasia"
    fresh = vault.encrypt("rahasia", HERE)
    for broken in ("", "k2:22", "k2:" + "zz" * 32):
        path.write_text(broken)
        os.utime(path, ns=(len(broken) + 2, 2))
        assert vault.current_key() == "k1"
    path.unlink()
    assert vault.decrypt(sealed, HERE) == "rahasia"
    with pytest.raises(vault.VaultError):
        vault.decrypt(fresh, HERE)
