"""What the person who maps columns sees of numbers: their shape, no number of anybody."""

import pytest

from lampit.registry.rules.veils import without_numbers


@pytest.mark.parametrize(
    "text",
    [
        "0812-5555-0101 / 085255550102", "0813 5555 0104", "08135555010", "8135555010",
        "+62 812 5555 0103", "6281255550103", "(0527) 61123", "6308055203690001",
    ],
)  # fmt: skip
def test_telephones_and_niks_are_masked(text: str) -> None:
    """Also two in one cell, and in local forms."""
    shown = without_numbers(text)
    assert "•" in shown
    assert all(sum(c.isdigit() for c in part) <= 8 for part in shown.split("/"))


@pytest.mark.parametrize(
    "text", ["17 Agustus 1998", "08-03-1975", "2021-03-01", "Rp 4.000.000,-", "2015", "RT 02/01"]
)
def test_dates_and_amounts_stay(text: str) -> None:
    """They are what tells which column it is."""
    assert without_numbers(text) == text
