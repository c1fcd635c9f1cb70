"""When a business counts as closed, when a number is dead, and when nobody is disturbed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.national import phone
from lampit.registry.rules import alive
from lampit.registry.rules.alive import EndTold

DAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "closed"),
    [
        ([], False),
        ([("pemilik", "", 0)], False),
        ([("kunjungan", "7", 0)], True),
        ([("pemilik", "", 0), ("petugas", "3", 0)], True),
        ([("petugas", "3", 0), ("petugas", "4", 5)], True),
        # The same person twice is one report, and so are two links of one owner.
        ([("petugas", "3", 0), ("petugas", "3", 5)], False),
        ([("pemilik", "", 0), ("pemilik", "", 9)], False),
        # So is an owner by link and by account, and an account that also brings in a sheet.
        ([("pemilik", "", 0), ("pemilik", "8", 9)], False),
        ([("petugas", "3", 0), ("desa", "3", 5)], False),
        ([("petugas", "3", 0), ("desa", "", 5)], True),
        # What was told more than a year ago is forgotten.
        ([("pemilik", "", 0), ("petugas", "3", 366)], False),
        ([("kunjungan", "7", 366)], False),
    ],
)
def test_closing_needs_one_visit_or_two_tellers(
    told: list[tuple[str, str, int]], closed: bool
) -> None:
    """One visit, or two different people within a year."""
    reports = [EndTold("tutup", kind, who, DAY - timedelta(days)) for kind, who, days in told]
    assert alive.is_closed_by(reports, DAY) is closed
    moved = [EndTold("pindah", one.kind, one.teller, one.on) for one in reports]
    assert not alive.is_closed_by(moved, DAY)


@given(st.lists(st.tuples(st.sampled_from(["pemilik", "petugas"]), st.sampled_from("12"))))
def test_more_reports_never_open_again(told: list[tuple[str, str]]) -> None:
    """A report added to those that close still closes."""
    reports = [EndTold("tutup", kind, who, DAY) for kind, who in told]
    for size in range(len(reports)):
        if alive.is_closed_by(reports[:size], DAY):
            assert alive.is_closed_by(reports, DAY)


def test_a_link_is_used_once_and_lapses() -> None:
    """Before its end and unanswered it is open; each other case says why not."""
    end = NOW + timedelta(days=14)
    alive.check_open(end, None, NOW)
    for expires, answered, code in ((end, NOW, "link_used"), (NOW, None, "link_expired")):
        with pytest.raises(Refusal) as refused:
            alive.check_open(expires, answered, NOW)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("hour", "asked", "code"),
    [
        (time(6), 0, ""),
        (time(20, 59), 1, ""),
        (time(5, 59), 0, "too_late_in_day"),
        (time(21), 0, "too_late_in_day"),
        (time(12), 2, "asked_enough"),
    ],
)
def test_nobody_is_disturbed_at_night_or_thrice_a_week(hour: time, asked: int, code: str) -> None:
    """Between six and nine in the evening, at most twice a week (domain.md section 13)."""
    if not code:
        alive.check_asking(hour, asked)
        return
    with pytest.raises(Refusal) as refused:
        alive.check_asking(hour, asked)
    assert refused.value.code == code


def test_a_number_is_dead_after_two_failures_or_a_stranger() -> None:
    """Once not delivered is bad luck."""
    assert [alive.is_dead(1, 0), alive.is_dead(2, 0), alive.is_dead(0, 1)] == [False, True, True]


def test_the_message_names_no_person_and_travels_whole() -> None:
    """The address of the chat carries the text; the number is without its plus."""
    text = alive.message("Tikar & Tas", "dinas", "https://x.id/masih/abc/", 14)
    address = phone.chat_address("+6289000000001", text)
    assert address.startswith("https://wa.me/6289000000001?text=Assalamu")
    assert "Tikar%20%26%20Tas" in address
    assert "https%3A%2F%2Fx.id%2Fmasih%2Fabc%2F" in address
