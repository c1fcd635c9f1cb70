"""A move is asked for one place, answered once, in time; changes of hands follow each other."""

from datetime import UTC, date, datetime, timedelta

import pytest

from lampit.basics.refusal import Refusal
from lampit.registry.rules import moving
from lampit.registry.rules.owning import Successor, check_passing

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("region", "village", "on", "code"),
    [
        ("63.08", "", TODAY, "region_unknown"),
        ("63", "", TODAY, "region_unknown"),
        ("63.09", "63.08.01.2001", TODAY, "village_unknown"),
        ("63.09", "63.09.01.2001", TODAY + timedelta(days=1), "end_in_future"),
    ],
)
def test_a_move_goes_to_another_kabupaten_that_knows_its_village(
    region: str, village: str, on: date, code: str
) -> None:
    """To nowhere, to home, or tomorrow is refused."""
    with pytest.raises(Refusal) as told:
        moving.check_wanted(moving.Wanted(region, village, on), "63.08", TODAY)
    assert told.value.code == code


def test_a_request_is_answered_once_and_in_time() -> None:
    """At its last moment it is over, and what was answered stays so."""
    until = NOW + moving.WAITS
    moving.check_open(moving.WAITING, until, NOW)
    for state, now, code in (
        (moving.WAITING, until, "move_over"),
        (moving.OVER, NOW, "move_over"),
        (moving.ACCEPTED, NOW, "move_answered"),
        (moving.CANCELLED, until, "move_answered"),
    ):
        with pytest.raises(Refusal) as told:
            moving.check_open(state, until, now)
        assert told.value.code == code
    assert moving.receipt(12, NOW) == "PINDAH-2026-00012"


@pytest.mark.parametrize(
    ("name", "reason", "on", "since", "code"),
    [
        (" ", "dijual", TODAY, None, "name_missing"),
        ("Noor", "hilang", TODAY, None, "reason_unknown"),
        ("Noor", "dijual", TODAY + timedelta(days=1), None, "end_in_future"),
        ("Noor", "dijual", TODAY - timedelta(days=9), TODAY, "before_last"),
    ],
)
def test_a_change_of_hands_has_a_day_a_way_and_a_name(
    name: str, reason: str, on: date, since: date | None, code: str
) -> None:
    """Owners follow one another; the future is nobody's."""
    with pytest.raises(Refusal) as told:
        check_passing(Successor(name, on, reason), since, TODAY)
    assert told.value.code == code
    check_passing(Successor("Noor", TODAY, "waris"), TODAY, TODAY)
