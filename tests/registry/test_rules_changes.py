"""Differences, collisions, reverts and legal papers."""

from datetime import date

import pytest

from lampit.basics.refusal import Refusal
from lampit.registry.rules import changes, permits

TODAY = date(2026, 11, 24)


def test_differences_name_only_changed_fields() -> None:
    """Empty and unknown are the same; lists compare without order."""
    before = {"name": "Purun", "rt": None, "channels": ["wa", "ig"], "workers": 2}
    after = {"name": "Purun Jaya", "rt": "", "channels": ["ig", "wa"], "workers": 0}
    assert changes.differences(before, after) == [
        changes.FieldChange("name", "Purun", "Purun Jaya"),
        changes.FieldChange("workers", "2", "0"),
    ]


def test_an_edit_on_an_old_version_is_refused() -> None:
    """Whoever saves second is told."""
    changes.check_version(3, 3)
    with pytest.raises(Refusal, match="lebih dulu"):
        changes.check_version(3, 4)


@pytest.mark.parametrize(
    ("field", "present", "code"),
    [("name", "C", "changed_since"), ("nik", "B", "secret_value")],
)
def test_reverts_that_are_refused(field: str, present: str, code: str) -> None:
    """A value changed again, or one that was never kept, does not come back."""
    with pytest.raises(Refusal) as refused:
        changes.check_revert(changes.FieldChange(field, "A", "B"), present)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("pirt", "P-IRT No. 2036308010001-29", "203630801000129"),
        ("merek", " IDM  000 ", "IDM 000"),
    ],
)
def test_permit_numbers(kind: str, typed: str, kept: str) -> None:
    """Spaces and words fall away."""
    assert permits.normal_form(kind, typed) == kept


def test_permit_numbers_of_wrong_length() -> None:
    """The sentence says how many digits there are."""
    with pytest.raises(Refusal, match="tertulis 14"):
        permits.normal_form("pirt", "20363080100012")


def test_permit_states() -> None:
    """Ninety days before the end a paper is soon over."""
    assert permits.pirt_valid_until("203630801000129") == date(2029, 12, 31)
    assert permits.state("1", None, TODAY) == "berlaku"
    assert permits.state("1", date(2027, 2, 22), TODAY) == "segera_habis"
    assert permits.state("1", date(2027, 2, 23), TODAY) == "berlaku"
    assert permits.state("1", date(2026, 11, 23), TODAY) == "habis"
    assert permits.state("", None, TODAY) == "proses"
