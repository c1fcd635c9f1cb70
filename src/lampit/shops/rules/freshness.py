"""Freshness: how long "masih dijual" holds (domain.md section 5, definition "Active").

An office may set its own days; then the last days of each band stand with the good, and the
defaults below speak only where nothing stands.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from lampit.basics.refusal import Refusal

FRESH_DAYS = 30
HIDDEN_AFTER_DAYS = 90
READY_DAYS = 45
FRESH, DUE, HIDDEN = "segar", "perlu_dicek", "tersembunyi"
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Bands:
    """How many days each promise holds after a good was confirmed.

    Attributes:
        fresh_days: `segar`, then `perlu_dicek`.
        ready_days: goods in stock are "siap kirim", then "tanya dulu".
        hidden_after_days: goods stand on lists, then `tersembunyi`; their own page opens.
    """

    fresh_days: int = FRESH_DAYS
    ready_days: int = READY_DAYS
    hidden_after_days: int = HIDDEN_AFTER_DAYS


DEFAULT = Bands()


def check_bands(bands: Bands) -> None:
    """Refuse days that do not follow each other.

    Raises:
        Refusal: `urutan_salah`.
    """
    days = (1, bands.fresh_days, bands.ready_days, bands.hidden_after_days, MOST_DAYS)
    if list(days) != sorted(days):
        raise Refusal(
            "urutan_salah",
            "Urutan harinya harus naik: segar, siap kirim, lalu disembunyikan, paling lama 366.",
        )


def last_days(checked_on: date, bands: Bands) -> dict[str, date | None]:
    """Return the last day of each band as the good keeps it; empty ones for the defaults."""
    names = ("fresh_until", "ready_until", "shown_until")
    if bands == DEFAULT:
        return dict.fromkeys(names)
    days = (bands.fresh_days, bands.ready_days, bands.hidden_after_days)
    return {n: checked_on + timedelta(days=d) for n, d in zip(names, days, strict=True)}


def freshness(
    checked_on: date,
    *,
    today: date,
    fresh_until: date | None = None,
    shown_until: date | None = None,
) -> str:
    """Return `segar` up to 30 days, `perlu_dicek` up to 90, then `tersembunyi`.

    `fresh_until` and `shown_until` stand before these days where the office has its own.
    """
    if today <= (fresh_until or checked_on + timedelta(days=FRESH_DAYS)):
        return FRESH
    return DUE if today <= last_shown(checked_on, shown_until) else HIDDEN


def last_shown(checked_on: date, shown_until: date | None = None) -> date:
    """Return the last day on which a good stands on lists."""
    return shown_until or checked_on + timedelta(days=HIDDEN_AFTER_DAYS)


def oldest_shown(today: date) -> date:
    """Return the day of checking from which goods still stand on market lists by default."""
    return today - timedelta(days=HIDDEN_AFTER_DAYS)


def is_surely_ready(checked_on: date, *, today: date, ready_until: date | None = None) -> bool:
    """Say whether stock was confirmed in the last 45 days; else buyers should ask first."""
    return today <= (ready_until or checked_on + timedelta(days=READY_DAYS))
