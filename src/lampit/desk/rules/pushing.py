"""The list of whom to help next, as a mentor takes it along: its groups, columns, order. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TypeVar

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.measure.rules.calendar import EVERY_WEEKDAY, Calendar
from lampit.registry.rules.exporting import Leaving

T = TypeVar("T")
JOB = "desk_next"
UNASKED = "belum"
NAMES = {
    "sasaran": gettext_noop("Muda atau melek IT"),
    "hampir": gettext_noop("Hampir siap"),
    "halangan": gettext_noop("Tinggal satu halangan"),
    "lainnya": gettext_noop("Lainnya yang perlu dibantu"),
    UNASKED: gettext_noop("Belum pernah ditanya"),
}
COLUMNS = {
    "village": gettext_noop("Desa"),
    "name": gettext_noop("Usaha"),
    "owner": gettext_noop("Pemilik"),
    "address": gettext_noop("Alamat"),
    "phone": gettext_noop("HP"),
    "why": gettext_noop("Alasan"),
    "step": gettext_noop("Langkah berikutnya"),
    "gain": gettext_noop("Tambahan poin"),
    "index": gettext_noop("Indeks"),
    "asked_on": gettext_noop("Ditanya"),
    "visited_on": gettext_noop("Kunjungan terakhir"),
    "shop": gettext_noop("Lapak"),
    "note": gettext_noop("Catatan"),
}
MOST = 500
LONGEST_TITLE = 120


def taken(about: Mapping[str, object], title: str, kind: str, *, with_phone: bool) -> Leaving:
    """Return the list as it leaves the house; telephones whole only when asked for."""
    opened = frozenset({"phone"}) if with_phone else frozenset[str]()
    return Leaving(JOB, title[:LONGEST_TITLE], "dibantu", about, COLUMNS, kind, opened)


def days(villages: Sequence[str], each: int) -> list[int]:
    """Return the day, from 0, of each business of a list that lies in order of villages.

    A village is not split when it still fits into a day as a whole; one with more businesses
    than a day holds goes on the next day.

    Args:
        villages: the village of each business, those of one village together.
        each: how many businesses are visited on a day, at least 1.
    """
    found: list[int] = []
    day = used = 0
    for _, group in groupby(villages):
        left = len(list(group))
        if used and used + left > each:
            day, used = day + 1, 0
        for _ in range(left):
            if used == each:
                day, used = day + 1, 0
            found.append(day)
            used += 1
    return found


def by_day(
    rows: Sequence[T], placed: Sequence[int], first: date, calendar: Calendar = EVERY_WEEKDAY
) -> list[tuple[date, list[T]]]:
    """Return the rows of each day, beginning on a day; Sundays and days off are left out.

    Args:
        rows: in the order of the list.
        placed: the day of each, as `days` gives it.
        first: the first day; one that is off becomes the next on which one goes out.
        calendar: the days off of the office.

    Raises:
        Refusal: `no_day_left`.
    """
    found: dict[int, list[T]] = {}
    for row, day in zip(rows, placed, strict=True):
        found.setdefault(day, []).append(row)
    dated, on = [], first
    for day in sorted(found):
        on = calendar.next_day(on)
        dated.append((on, found[day]))
        on += timedelta(days=1)
    return dated


def check_long(count: int, *, is_printed: bool) -> None:
    """Refuse what a second person cannot let out.

    Raises:
        Refusal: `too_long`, `not_printed`.
    """
    if count > MOST:
        raise Refusal("too_long", f"Paling banyak {MOST} usaha sekali bawa. Saring dulu.")
    if is_printed:
        raise Refusal(
            "not_printed",
            "Daftar panjang tidak dicetak langsung. Pilih Excel atau CSV, atau saring dulu.",
        )
