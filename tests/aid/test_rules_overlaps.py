"""What two recipients share, and what a programme's rule makes of it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lampit.aid.rules import overlaps
from lampit.aid.rules.overlaps import Home, Recipient

HOME = Home("63.08.01.2001", "003", "Jl. Rawa No. 5", ("+6281234567890",))


@pytest.mark.parametrize(
    ("one", "other", "basis"),
    [
        (Recipient(business=1), Recipient(business=1, nik=("b",)), "usaha"),
        (Recipient(nik=("a", "c")), Recipient(nik=("c",)), "nik"),
        (Recipient(owner=3), Recipient(owner=3), "pemilik"),
        (Recipient(kk="k"), Recipient(kk="k"), "kk"),
        (Recipient(home=HOME), Recipient(home=HOME), "serumah"),
        (Recipient(business=1), Recipient(business=2), ""),
        (Recipient(), Recipient(), ""),
        (Recipient(kk=""), Recipient(kk=""), ""),
    ],
)
def test_the_surest_thing_shared_is_told(one: Recipient, other: Recipient, basis: str) -> None:
    """Unknown equals nothing, never another unknown."""
    assert overlaps.basis_of(one, other) == basis == overlaps.basis_of(other, one)


def test_a_lent_telephone_is_no_household() -> None:
    """Another RT or village is another home; the same place without RT says nothing."""
    elsewhere = Home(HOME.village, "004", "", HOME.phones)
    assert not overlaps.may_share_home(HOME, elsewhere)
    assert not overlaps.may_share_home(HOME, Home("63.08.01.2002", "003", "", HOME.phones))
    assert overlaps.may_share_home(HOME, Home(HOME.village, "", "", HOME.phones))
    assert overlaps.may_share_home(HOME, Home(HOME.village, "003", "jalan rawa no 5"))
    assert not overlaps.may_share_home(
        Home("v", "", "Jl. Rawa No. 5"), Home("v", "", "Jl. Rawa No. 5")
    )


def test_the_rule_of_a_programme_says_what_must_be_decided() -> None:
    """Once per business, person or household: each stricter one asks for more."""
    assert [b for b in overlaps.BASES if overlaps.blocks(b, "usaha")] == ["usaha"]
    assert [b for b in overlaps.BASES if overlaps.blocks(b, "nik")] == ["usaha", "nik", "pemilik"]
    assert all(overlaps.blocks(basis, "kk") for basis in overlaps.BASES)
    assert set(overlaps.SENTENCES) == set(overlaps.BASIS_LABELS) == set(overlaps.BASES)


SOMEBODY = st.builds(
    Recipient,
    business=st.none() | st.integers(1, 3),
    owner=st.none() | st.integers(1, 3),
    nik=st.sampled_from(((), ("a",), ("b",), ("a", "b"))),
    kk=st.sampled_from(("", "x", "y")),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(SOMEBODY, SOMEBODY)
def test_sharing_goes_both_ways(one: Recipient, other: Recipient) -> None:
    """Who approves first does not matter for what is found."""
    assert overlaps.basis_of(one, other) == overlaps.basis_of(other, one)
