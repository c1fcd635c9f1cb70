"""What the API takes and gives, as decisions: versions of a record, cursors, refusals. Pure."""

import hashlib
from collections.abc import Container, Iterable
from datetime import date, datetime

from lampit.basics.refusal import Refusal

# Refusals that are no fault of the words sent: their status in the API. All others are 422.
STATUSES = {
    "not_found": 404,
    "not_allowed": 403,
    "pii_scope": 403,
    "no_consent": 403,
    "out_of_reach": 403,
    "maybe_known": 409,
    "nik_sex": 409,
    "changed_meanwhile": 412,
    "precondition_needed": 428,
}


def status_of(refusal: Refusal) -> int:
    """Return the status with which the API says no."""
    return STATUSES.get(refusal.code, 422)


def etag(version: int, updated_at: datetime, owner: tuple[int, datetime] | None) -> str:
    """Return the mark of one state of a business with its owner, in quotes as headers want it."""
    words = f"{version}|{updated_at.isoformat()}|{owner}"
    return f'"{hashlib.sha256(words.encode()).hexdigest()[:20]}"'


def matches(header: str, present: str) -> bool:
    """Say whether an `If-Match` or `If-None-Match` header names the present state."""
    told = [part.strip().removeprefix("W/") for part in header.split(",")]
    return "*" in told or present in told


def check_match(header: str, present: str, *, is_needed: bool) -> None:
    """Refuse a change that does not say on which state it is based, or on an old one.

    Raises:
        Refusal: `precondition_needed` or `changed_meanwhile`.
    """
    if header and not matches(header, present):
        raise Refusal("changed_meanwhile", "Data ini sudah berubah. Ambil lagi, lalu ubah.")
    if is_needed and not header:
        raise Refusal("precondition_needed", "Kirim If-Match dengan ETag data yang diubah.")


def check_known(sent: Iterable[str], known: Container[str]) -> None:
    """Refuse a question with a word that is not known: misspelt, it would ask for everything.

    Raises:
        Refusal: `query_unknown`.
    """
    strange = sorted(word for word in sent if word not in known)
    if strange:
        named = ", ".join(word[:40] for word in strange[:3])
        raise Refusal("query_unknown", f"Saringan tidak dikenal: {named}. Periksa ejaannya.")


def day_of(text: str) -> date:
    """Return the day of `YYYY-MM-DD`.

    Raises:
        Refusal: `date_unknown`.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("date_unknown", "Tanggal ini tidak ada. Tulis seperti 2026-11-25.") from error


def start_of(text: str) -> tuple[date | None, str]:
    """Return (first day, precision) of `2015`, `2015-03` or `2015-03-20`; empty is unknown.

    Raises:
        Refusal: `date_unknown`.
    """
    if not text:
        return None, ""
    precision = {4: "year", 7: "month"}.get(len(text), "day")
    return day_of((text + "-01-01")[: len("2015-03-20")]), precision


def start_text(first_day: date | None, precision: str) -> str:
    """Write a start as exactly as it is known, as `start_of` reads it."""
    if first_day is None:
        return ""
    return first_day.isoformat()[: {"day": 10, "month": 7}.get(precision, 4)]
