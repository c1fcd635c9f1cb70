"""Which roles an office gives, and what an account is called."""

import pytest

from lampit.basics.refusal import Refusal
from lampit.people.rules import staffing


@pytest.mark.parametrize(
    ("role", "region", "code"),
    [
        ("staff", "63.08", ""),
        ("staff", "63", "region_unfit"),
        ("staff", "", "region_unfit"),
        ("admin", "", "role_not_given"),
        ("maker", "63.08", "role_not_given"),
        ("", "63.08", "role_not_given"),
    ],
)
def test_a_head_gives_the_roles_of_her_office(role: str, region: str, code: str) -> None:
    """In a kabupaten, and no role above it."""
    if not code:
        staffing.check_given(role, region, staffing.OF_AN_OFFICE)
        return
    with pytest.raises(Refusal) as refused:
        staffing.check_given(role, region, staffing.OF_AN_OFFICE)
    assert refused.value.code == code


@pytest.mark.parametrize("typed", ["ab", "9siti", "siti aminah", "<b>", "a" * 31, ""])
def test_a_name_that_cannot_be_typed_again_is_refused(typed: str) -> None:
    """Small letters, digits, dot and dash; a capital is made small."""
    assert staffing.check_name(" Siti.Aminah ") == "siti.aminah"
    with pytest.raises(Refusal):
        staffing.check_name(typed)


def test_an_end_has_a_reason() -> None:
    """The trail keeps why."""
    assert staffing.check_reason("  pindah   tugas ") == "pindah tugas"
    with pytest.raises(Refusal):
        staffing.check_reason("ya")
