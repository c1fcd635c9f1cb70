"""Bands of freshness by default and by office, and when a reminder may go out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampit.basics.refusal import Refusal
from lampit.shops.rules import freshness, reminding
from lampit.shops.rules.freshness import Bands

TODAY = date(2026, 11, 24)
WITA = ZoneInfo("Asia/Makassar")


@pytest.mark.parametrize(
    ("days", "band", "ready"),
    [
        (0, "segar", True),
        (30, "segar", True),
        (31, "perlu_dicek", True),
        (45, "perlu_dicek", True),
        (46, "perlu_dicek", False),
        (90, "perlu_dicek", False),
        (91, "tersembunyi", False),
    ],
)
def test_vectors_of_the_domain(days: int, band: str, ready: bool) -> None:
    """30 fresh, 31 due, 90 due, 91 hidden; 45 surely ready, 46 ask first (domain.md 15)."""
    checked = TODAY - timedelta(days=days)
    assert freshness.freshness(checked, today=TODAY) == band
    assert freshness.is_surely_ready(checked, today=TODAY) is ready


@given(
    st.integers(1, 100), st.integers(0, 100), st.integers(0, 100), st.integers(0, 366),
)  # fmt: skip
def test_an_offices_own_days_hold(fresh: int, more: int, most: int, age: int) -> None:
    """The last days kept with a good say the same as counting its days."""
    bands = Bands(fresh, fresh + more, fresh + more + most)
    checked = TODAY - timedelta(days=age)
    last = freshness.last_days(checked, bands)
    band = freshness.freshness(
        checked, today=TODAY, fresh_until=last["fresh_until"], shown_until=last["shown_until"]
    )
    by_count = (
        "segar" if age <= bands.fresh_days
        else "perlu_dicek" if age <= bands.hidden_after_days else "tersembunyi"
    )  # fmt: skip
    assert band == by_count
    ready = freshness.is_surely_ready(checked, today=TODAY, ready_until=last["ready_until"])
    assert ready is (age <= bands.ready_days)


def test_defaults_keep_nothing_and_days_follow_each_other() -> None:
    """The usual days leave the columns empty; bands in the wrong order are refused."""
    assert set(freshness.last_days(TODAY, freshness.DEFAULT).values()) == {None}
    for wrong in (Bands(50, 45, 90), Bands(30, 95, 90), Bands(0, 45, 90), Bands(30, 45, 400)):
        with pytest.raises(Refusal):
            freshness.check_bands(wrong)


def reachable(**values: object) -> reminding.Reachable:
    """Return a maker one may write to, but for what is given."""
    told: dict[str, object] = {
        "has_number": True, "agrees": True, "is_stopped": False, "sent": 0
    } | values  # fmt: skip
    return reminding.Reachable(**told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("clock", "may"),
    [("05:59", False), ("06:00", True), ("20:59", True), ("21:00", False), ("00:00", False)],
)
def test_nobody_is_woken(clock: str, may: bool) -> None:
    """Not before 06.00 and not from 21.00 on, by the clock of the maker's region."""
    local = datetime.fromisoformat(f"2026-11-24T{clock}").replace(tzinfo=WITA)
    if may:
        reminding.check_reminder(reachable(), local)
    else:
        with pytest.raises(Refusal) as refusal:
            reminding.check_reminder(reachable(), local)
        assert refusal.value.code == "bukan_jamnya"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"has_number": False}, "tanpa_nomor"),
        ({"agrees": False}, "tanpa_izin"),
        ({"is_stopped": True}, "minta_berhenti"),
        ({"sent": 2}, "cukup_minggu_ini"),
        ({"sent": 0, "limit": 0}, "cukup_minggu_ini"),
    ],
)
def test_each_no_has_its_word(values: dict[str, object], code: str) -> None:
    """Without number or consent, after BERHENTI, and twice a week at most."""
    with pytest.raises(Refusal) as refusal:
        reminding.check_reminder(reachable(**values), datetime(2026, 11, 24, 9, tzinfo=WITA))
    assert refusal.value.code == code


def test_the_stop_word_is_known_however_it_is_written() -> None:
    """BERHENTI, berhenti, Berhenti."""
    assert all(reminding.is_stop_word(word) for word in ("BERHENTI", " berhenti ", "Berhenti."))
    assert not reminding.is_stop_word("berhenti dulu ya")
