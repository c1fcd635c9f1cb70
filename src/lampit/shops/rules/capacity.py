"""A maker's weeks of work: which week a piece made to order falls into (commerce.md section 6)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lampit.basics.refusal import Refusal

MOST_WEEKS = 52  # further ahead nobody promises
MOST_SLOTS = 1_000
SHOWN_WEEKS = 12


def week_of(day: date) -> date:
    """Return the Monday of the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def iso_name(week: date) -> str:
    """Return a week as `2026-W50`."""
    year, number, _day = week.isocalendar()
    return f"{year}-W{number:02d}"


def read_week(text: str) -> date:
    """Return the Monday of a week written `2026-W50`.

    Raises:
        Refusal: `minggu_salah` for another form or century, or a week the year does not have.
    """
    found = re.fullmatch(r"(20[0-9]{2})-W([0-9]{2})", text.strip().upper())
    if found:
        try:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError:
            pass
    raise Refusal("minggu_salah", "Tulis minggunya seperti 2026-W50.")


def check_slots(slots: int, used: int) -> None:
    """Refuse a number of slots that cannot be, or is less than what buyers already got.

    Raises:
        Refusal: `jatah_salah`, `minggu_dipesan`.
    """
    if not 0 <= slots <= MOST_SLOTS:
        raise Refusal("jatah_salah", "Tulis jatah seminggu antara 0 dan 1.000.")
    if slots < used:
        raise Refusal(
            "minggu_dipesan",
            f"Minggu itu sudah terisi {used}. Tulis paling sedikit {used}, "
            "atau batalkan pesanannya dulu.",
        )


def first_week(today: date, lead_days: int) -> date:
    """Return the first week in which a piece ordered today can be ready."""
    return week_of(today + timedelta(days=lead_days))


def ready_on(week: date, *, is_limited: bool, today: date, lead_days: int) -> date:
    """Return the day promised for a piece of this week.

    The end of the week where weeks are counted; else the days of making, when its week is the
    first one: nobody else waits then.
    """
    end = week + timedelta(days=6)
    if is_limited or week != first_week(today, lead_days):
        return end
    return today + timedelta(days=lead_days)


@dataclass(frozen=True, slots=True)
class Week:
    """What is free in a week.

    Attributes:
        free: slots left; None where the maker told no limit.
    """

    monday: date
    free: int | None


def pieces_that_fit(week: Week, wanted: int, slots_each: int) -> int:
    """Return how many pieces can be made in a week; each whole in one week."""
    return wanted if week.free is None else min(wanted, max(week.free, 0) // slots_each)


@dataclass(frozen=True, slots=True)
class Opening:
    """The first week that can still take one piece.

    Attributes:
        open_on: the first day on which it could be ready there.
        ready_on: the day that is promised.
    """

    open_on: date
    ready_on: date


def opening(
    free: Mapping[date, int], usual: int | None, slots_each: int, lead_days: int, today: date
) -> Opening | None:
    """Return where one piece ordered today would be made; None when the coming year is full.

    Args:
        free: slots left by Monday, of weeks of which something stands.
        usual: slots of every other week, None without a limit.
        slots_each: what a piece takes of a week.
        lead_days: days of making.
        today: the day it is ordered.
    """
    first, ready = first_week(today, lead_days), today + timedelta(days=lead_days)
    for number in range(MOST_WEEKS):
        monday = first + timedelta(weeks=number)
        left = free.get(monday, usual)
        if pieces_that_fit(Week(monday, left), 1, slots_each):
            told = ready_on(monday, is_limited=left is not None, today=today, lead_days=lead_days)
            return Opening(max(monday, ready), told)
    return None


def check_piece(slots_each: int, weekly_slots: int | None) -> None:
    """Refuse a good of which not even one fits into a usual week.

    Raises:
        Refusal: `jatah_kurang`.
    """
    if weekly_slots is not None and 0 < weekly_slots < slots_each:
        raise Refusal(
            "jatah_kurang",
            f"Satu buah memakan jatah {slots_each}, padahal seminggu hanya {weekly_slots}.",
        )


def full(name: str) -> Refusal:
    """Return the refusal of an order that no week of the coming year can take."""
    return Refusal(
        "jadwal_penuh", f"Jadwal membuat {name} sudah penuh. Tanya perajinnya lewat WhatsApp."
    )
