"""Freshness reminders by WhatsApp: when one may go out, and what its links do (domain.md 13)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from lampit.basics.refusal import Refusal

EARLIEST, LATEST = time(6), time(21)  # local time of the maker's region
WEEKLY = 2
LINK_DAYS = 14
STILL, GONE, STOP = "masih", "habis", "berhenti"
DEEDS = (STILL, GONE, STOP)


@dataclass(frozen=True, slots=True)
class Reachable:
    """What must be known of a maker before somebody writes to her.

    Attributes:
        sent: reminders since Monday of this week, local days.
        limit: how many of them her office allows a week.
    """

    has_number: bool
    agrees: bool
    is_stopped: bool
    sent: int
    limit: int = WEEKLY


def week_start(day: date) -> date:
    """Return the Monday of a day: weeks are those of ISO 8601."""
    return day - timedelta(days=day.weekday())


def is_open_hour(local: datetime) -> bool:
    """Say whether messages may go out at this local time: from 06.00 until before 21.00."""
    return EARLIEST <= local.time() < LATEST


def check_reminder(maker: Reachable, local: datetime) -> None:
    """Refuse a reminder that may not go out now.

    Raises:
        Refusal: `tanpa_nomor`, `tanpa_izin`, `minta_berhenti`, `cukup_minggu_ini`, `bukan_jamnya`.
    """
    if not maker.has_number:
        raise Refusal("tanpa_nomor", "Lapak ini belum punya nomor WhatsApp.")
    if not maker.agrees:
        raise Refusal("tanpa_izin", "Pemiliknya belum mengizinkan pesan WhatsApp.")
    if maker.is_stopped:
        raise Refusal("minta_berhenti", "Pemiliknya meminta pesan pengingat dihentikan.")
    if maker.sent >= maker.limit:
        raise Refusal(
            "cukup_minggu_ini",
            f"Minggu ini sudah {maker.sent} kali diingatkan. Tunggu sampai Senin.",
        )
    if not is_open_hour(local):
        raise Refusal("bukan_jamnya", "Pesan dikirim antara pukul 06.00 dan 21.00 waktu setempat.")


def is_stop_word(text: str) -> bool:
    """Say whether an answer is the stop word BERHENTI, however it is written."""
    return text.strip().strip(".!").casefold() == "berhenti"
