"""Who may still be asked, at which hours, and what that would bring; who did not answer."""

import math
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from lampit.basics.refusal import Refusal
from lampit.measure.rules import following
from lampit.measure.rules.calendar import Calendar, Holiday, Marked, calendar
from lampit.measure.rules.following.bringing import Drawn, gains, standing_of
from lampit.measure.rules.nonresponse import Unit, traits
from lampit.measure.rules.planning import TWO, Choices
from lampit.measure.rules.routes import Stop, schedule

MONDAY = date(2026, 11, 30)


def at(hour: int, minute: int = 0, day: int = 1) -> datetime:
    """Return a local time of a day."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def test_the_same_hour_twice_is_no_other_hour() -> None:
    """Also on another day, and across the edge of a part of the day."""
    assert len(following.tries([at(10), at(10, 20, day=2), at(10, 50, day=3)])) == 1
    assert len(following.tries([at(10, 55), at(11, 5, day=2)])) == 1
    assert len(following.tries([at(9), at(13, day=2), at(17, day=3)])) == 3
    assert following.untried([at(9), at(13)]) == ["sore", "malam"]
    assert following.part_of(at(0)) == "pagi"
    assert following.part_of(at(18)) == "malam"


@pytest.mark.parametrize(
    ("disposition", "reason", "hours", "again", "kind"),
    [
        ("", "", [], False, "belum"),
        ("", "", [at(9)], False, "dikunjungi"),
        ("tidak_ditemui", "", [at(9), at(9, 30, 2), at(10, 0, 3)], False, "tak_ditemui"),
        ("tidak_ditemui", "", [at(9), at(13, 0, 2), at(17, 0, 3)], False, ""),
        ("menolak", "sibuk", [at(9)], False, "menolak"),
        ("menolak", "sibuk", [at(9)], True, ""),
        ("menolak", "lain", [at(9)], False, ""),
        ("tutup_sementara", "", [], False, "tutup"),
        ("tutup_tetap", "", [], False, ""),
        ("selesai", "", [at(9)], False, ""),
    ],
)
def test_who_may_still_be_asked(
    disposition: str, reason: str, hours: list[datetime], again: bool, kind: str
) -> None:
    """Soft refusals once, not met as long as hours were alike, ended and answered never."""
    told = following.kind_of(disposition, reason, visits=len(hours), hours=hours, was_again=again)
    assert told == kind


def rows(stratum: str, each: float, answered: int, waiting: int, refused: int = 0) -> list[Drawn]:
    """Return a stratum whose businesses stand for `each`."""
    return [
        *(Drawn(stratum, each, "respondent", False, False) for _ in range(answered)),
        *(Drawn(stratum, each, "unknown", True, True) for _ in range(waiting)),
        *(Drawn(stratum, each, "nonrespondent", False, False) for _ in range(refused)),
    ]


@pytest.mark.parametrize("design", ["satu", TWO])
def test_more_answers_narrow_the_interval(design: str) -> None:
    """Now, likewise and all reached in this order; of one stratum by hand."""
    own = rows("a", 10, 40, 40, 20) + rows("b", 5, 30, 30)
    told = standing_of(own, Choices(design=design)).widths
    assert told.now is not None
    assert told.likewise is not None
    assert told.reached is not None
    assert told.now[1] > told.likewise[1] > told.reached[1]
    assert (told.answers, told.reachable) == (70, 140)
    alone = standing_of(rows("a", 10, 40, 60), Choices()).widths.now
    assert alone is not None
    assert alone[1] == pytest.approx(1.959964 * math.sqrt((1 - 40 / 1000) * 0.25 / 40) * 100)
    assert alone[0] == pytest.approx(alone[1] * 20 / 50)
    # One answer says nothing of a share: no figure of more than all there is.
    assert standing_of(rows("a", 32, 1, 30), Choices(design=design)).widths.now is None


def test_the_rate_is_that_of_the_specification() -> None:
    """Unknown ones count by the share eligible among the resolved; below 70 % is said."""
    own = rows("a", 10, 60, 20, 10) + [Drawn("a", 10, "ineligible", False, False)] * 10
    told = standing_of(own, Choices())
    assert told.figures.rate == pytest.approx(60 / (60 + 10 + 70 / 80 * 20))
    assert told.level == "caution"
    assert standing_of(rows("a", 1, 3, 7), Choices()).level == "suppressed"
    assert standing_of(rows("a", 1, 0, 7), Choices()).level == ""


def test_who_ended_before_the_draw_tells_nothing_of_the_others() -> None:
    """A panel that begins with five known ends may still reach all forty that wait."""
    own = rows("a", 10, 0, 40)
    ended = [Drawn("a", 0.0, "ineligible", False, False)] * 5
    plain, told = (standing_of(found, Choices()) for found in (own, own + ended))
    assert told.widths.reachable == 40
    assert told.widths == plain.widths


def test_the_stratum_that_brings_most_is_the_heavy_one() -> None:
    """Weight and few answers make it; shares add up; those without anybody left bring nothing."""
    told = gains(rows("heavy", 50, 10, 30) + rows("light", 2, 10, 30) + rows("done", 9, 40, 0))
    assert [gain.stratum for gain in told] == ["heavy", "light"]
    assert sum(gain.share for gain in told) == pytest.approx(1)
    assert told[0].each == pytest.approx(200)


def test_days_off_are_skipped() -> None:
    """Sundays, holidays, own days; market days of one kecamatan; a holiday on which one works."""
    christmas = Holiday(date(2026, 12, 25), "Natal", False, "SKB")
    told = calendar(
        [christmas],
        [
            Marked("libur", date(2026, 12, 1), None),
            Marked("pasar", None, 2, "63.08.01"),
            Marked("masuk", date(2026, 12, 25), None),
        ],
    )
    assert told.is_off(date(2026, 11, 29))
    assert told.is_off(date(2026, 12, 1))
    assert not told.is_off(date(2026, 12, 25))
    assert calendar([christmas], []).is_off(date(2026, 12, 25))
    wednesday = date(2026, 12, 2)
    assert told.is_off(wednesday, "63.08.01.2003")
    assert not told.is_off(wednesday, "63.08.02.2003")
    assert not told.is_off(wednesday, "63.08.010")
    everyday = calendar([], [Marked("pasar", None, day) for day in range(7)])
    with pytest.raises(Refusal, match="Periksa libur"):
        everyday.next_day(MONDAY)


def test_routes_keep_within_a_day_and_go_round_days_off() -> None:
    """What stands on a day counts; a market village waits; nothing is lost."""
    stops = [Stop("63.08.01.2001", 5), Stop("63.08.02.2001", 5)]
    told = calendar([], [Marked("pasar", MONDAY, None, "63.08.01")])
    legs = schedule(stops, 4, MONDAY, calendar=told, taken={date(2026, 12, 1): 3})
    assert sum(leg.count for leg in legs) == 10
    by_day: dict[date, int] = {}
    for leg in legs:
        by_day[leg.day] = by_day.get(leg.day, 0) + leg.count
        assert not told.is_off(leg.day, leg.code)
    assert by_day[date(2026, 12, 1)] == 1
    assert max(by_day.values()) <= 4
    half = schedule([Stop("63.08.02.2001", 2), Stop("63.08.01.2001", 2)], 8, MONDAY, calendar=told)
    assert [leg.day for leg in half] == [MONDAY, date(2026, 12, 1)], "room left, but market day"
    plain = schedule(stops, 4, MONDAY - timedelta(days=1))
    assert plain[0].day == MONDAY
    assert Calendar().next_day(MONDAY) == MONDAY


def test_who_answers_less_is_found_and_chance_is_not() -> None:
    """A trait that matters stands out with its shift; one without effect does not."""
    dice = random.Random(5)
    units = []
    for _ in range(2_000):
        phone = dice.random() < 0.6
        answers = dice.random() < (0.9 if phone else 0.5)
        units.append(
            Unit(
                4.0, "respondent" if answers else "nonrespondent",
                {"telepon": "ya" if phone else "tidak", "acak": dice.choice("ab")},
                float(dice.random() < (0.6 if phone else 0.2)) if answers else None,
            )
        )  # fmt: skip
    phone_trait, noise = traits(units, ["telepon", "acak"], ["acak"])
    assert {g.code: g.stands_out for g in phone_trait.groups} == {"ya": 1, "tidak": -1}
    share = 0.6 * 0.9 / (0.6 * 0.9 + 0.4 * 0.5)
    assert phone_trait.shift == pytest.approx((share - 0.6) * 40, abs=1.5)
    assert noise.outstanding == []
    assert noise.shift is not None
    assert abs(noise.shift) < 0.5
    assert (phone_trait.is_weighted, noise.is_weighted) == (False, True)
