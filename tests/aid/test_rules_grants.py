"""States of a grant."""

import pytest

from lampit.aid.rules import grants
from lampit.basics.refusal import Refusal


def test_a_grant_goes_forward_and_back_only_from_a_slip() -> None:
    """Planned, approved, given, perhaps returned; a slip goes back a step; an end is an end."""
    assert grants.after(grants.PLANNED, "setujui") == grants.APPROVED
    assert grants.after(grants.APPROVED, "beri") == grants.GIVEN
    assert grants.after(grants.GIVEN, "kembali") == grants.RETURNED
    assert grants.after(grants.PLANNED, "tolak") == grants.REFUSED
    assert grants.after(grants.APPROVED, "batal") == grants.PLANNED
    assert grants.after(grants.GIVEN, "salah") == grants.APPROVED
    assert grants.open_deeds(grants.RETURNED) == grants.open_deeds(grants.REFUSED) == []
    for status, deed in (
        (grants.GIVEN, "setujui"),
        (grants.PLANNED, "beri"),
        (grants.APPROVED, "kembali"),
        ("", "tolak"),
    ):
        with pytest.raises(Refusal) as refused:
            grants.after(status, deed)
        assert refused.value.code == "deed_late"
    with pytest.raises(Refusal) as refused:
        grants.after(grants.PLANNED, "hapus")
    assert refused.value.code == "deed_unknown"


def test_a_programme_has_a_name_a_sensible_year_and_no_negative_budget() -> None:
    """Each is told apart."""
    grants.check_programme("BPUM", 2026, 2026, None)
    for name, year, budget, code in (
        (" ", 2026, None, "programme_name"),
        ("BPUM", 26, None, "programme_year"),
        ("BPUM", 2026, -1, "programme_budget"),
    ):
        with pytest.raises(Refusal) as refused:
            grants.check_programme(name, year, 2026, budget)
        assert refused.value.code == code
