"""Search keys, digits and public ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.registry.rules import ids, records, search, words

numbers = st.integers(min_value=0, max_value=2**ids.BITS - 1)


@given(number=numbers)
def test_public_ids_carry_a_check(number: int) -> None:
    """Every number gives an id of its own form."""
    assert ids.is_public_id(ids.public_id(number))


@given(number=numbers, place=st.integers(0, 9), letter=st.sampled_from(ids.ALPHABET[1:31]))
def test_a_slip_in_an_id_is_seen(number: int, place: int, letter: str) -> None:
    """Another letter in one place breaks the check (0 and z count the same)."""
    text = ids.public_id(number)
    if text[place] in {letter, "0", "z"}:
        return
    assert not ids.is_public_id(text[:place] + letter + text[place + 1 :])


@given(left=numbers, right=numbers)
def test_ids_differ(left: int, right: int) -> None:
    """Two numbers have two ids."""
    assert (ids.public_id(left) == ids.public_id(right)) == (left == right)


def test_keys_hold_words_by_sound_and_digits() -> None:
    """Business and owner by sound, each word once, then telephones without their plus."""
    key = search.key("Tikar Fitriani", "Hj. Fitriani Noor", "+628123", "+628123", "")
    assert key.split()[-1] == "628123"
    assert len(key.split()) == len(set(key.split()))
    assert set(search.words_of("vitriani tikar")) <= set(key.split())


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("0812-3456", "08123456"), ("+62 812", "62812"), ("Toko 12", ""), ("", ""), ("12.5", "125")],
)
def test_digits_only_when_nothing_else(typed: str, digits: str) -> None:
    """A name with a number in it is a name."""
    assert search.digits_of(typed) == digits


def test_halves_survive_one_slip() -> None:
    """A slip spoils one half only; short words are not cut."""
    assert search.halves("fitriani") == ["fitr", "iani", "fitirani"]
    assert search.halves("siti") == []
    assert search.holds_nearly("tikar fitriani", "fitirani")
    assert not search.holds_nearly("tikar fitriani", "hasan")


def test_online_or_not_or_unknown() -> None:
    """No known channel is no answer."""
    assert words.is_digital([]) is None
    assert words.is_digital(["langsung", "pengumpul"]) is False
    assert words.is_digital(["langsung", "whatsapp"]) is True


def test_words_for_codes() -> None:
    """Unknown codes are shown as they are; kinds of other rooms are understood."""
    assert words.field_label("nik") == "NIK"
    assert words.field_label("xyz") == "xyz"
    assert words.source_label("impor") == "berkas impor"
    assert records.confirm_kind("visit") == records.confirm_kind("kunjungan") == "kunjungan"
    assert records.context("owner", "p1", "nik") == "registry_owner|p1|nik"
