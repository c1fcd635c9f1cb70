"""Freshness: how long "masih dijual" holds (domain.md section 5, definition "Active")."""

from datetime import date, timedelta

FRESH_DAYS = 30
HIDDEN_AFTER_DAYS = 90
READY_DAYS = 45
FRESH, DUE, HIDDEN = "segar", "perlu_dicek", "tersembunyi"


def freshness(checked_on: date, *, today: date) -> str:
    """Return `segar` up to 30 days, `perlu_dicek` up to 90, then `tersembunyi`."""
    age = (today - checked_on).days
    if age <= FRESH_DAYS:
        return FRESH
    return DUE if age <= HIDDEN_AFTER_DAYS else HIDDEN


def oldest_shown(today: date) -> date:
    """Return the day of checking from which goods still stand on market lists."""
    return today - timedelta(days=HIDDEN_AFTER_DAYS)


def is_surely_ready(checked_on: date, *, today: date) -> bool:
    """Say whether stock was confirmed in the last 45 days; else buyers should ask first."""
    return (today - checked_on).days <= READY_DAYS
