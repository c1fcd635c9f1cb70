"""How old our knowledge of a business is, and whether it may still be selling. Pure."""

from datetime import date, timedelta

from lampit.basics.texts import gettext_noop

# Upper bound in months, inclusive, of each band (registry.md section 6).
BAND_MONTHS = ((6, "segar"), (18, "cukup"), (36, "lama"))
STALE = "basi"
NEVER = "belum"
BANDS = ("segar", "cukup", "lama", STALE, NEVER)
LABELS = {
    "segar": gettext_noop("Segar"),
    "cukup": gettext_noop("Cukup"),
    "lama": gettext_noop("Lama"),
    STALE: gettext_noop("Basi"),
    NEVER: gettext_noop("Belum dipastikan"),
}

# Days of the market (domain.md section 5); settings of the office may replace them.
FRESH_DAYS, HIDDEN_AFTER_DAYS = 30, 90

# What counts as a sign of life, best first.
CONFIRMATIONS = {
    "pemilik": gettext_noop("pemilik sendiri"),
    "kunjungan": gettext_noop("kunjungan"),
    "pesanan": gettext_noop("pesanan diterima"),
    "penjualan": gettext_noop("penjualan tercatat"),
    "survei": gettext_noop("jawaban survei"),
    "masuk": gettext_noop("pemilik masuk"),
    "desa": gettext_noop("lembar desa"),
    "pendamping": gettext_noop("lembar pendamping"),
    "petugas": gettext_noop("petugas dinas"),
    "impor": gettext_noop("berkas dinas"),
}


def band(confirmed_on: date | None, on: date) -> str:
    """Return the band of a record last confirmed on a day: `segar` … `basi`, or `belum`."""
    if confirmed_on is None:
        return NEVER
    for months, code in BAND_MONTHS:
        if on <= months_later(confirmed_on, months):
            return code
    return STALE


def band_bounds(code: str, on: date) -> tuple[date | None, date | None]:
    """Return the first and last confirmation day of a band on a day; None is open.

    The bounds let a database filter by band: `low <= confirmed_on <= high`.
    """
    edges = [_earliest(months, on) for months, _ in BAND_MONTHS]
    place = [*(name for _, name in BAND_MONTHS), STALE].index(code)
    low = edges[place] if place < len(edges) else None
    high = None if place == 0 else edges[place - 1] - timedelta(days=1)
    return low, high


def selling(confirmed_on: date | None, on: date, published_on: date | None = None) -> str:
    """Return `segar`, `perlu_dicek` or `tersembunyi` for the market.

    A business that nobody ever confirmed is measured from the day it was published.
    """
    since = confirmed_on or published_on
    if since is None:
        return "tersembunyi"
    days = (on - since).days
    if days > HIDDEN_AFTER_DAYS:
        return "tersembunyi"
    return "segar" if confirmed_on is not None and days <= FRESH_DAYS else "perlu_dicek"


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, the last of the month where there is none."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, _last_day(year, month)))


def _earliest(months: int, on: date) -> date:
    """Return the earliest confirmation that is still within `months` on a day."""
    day = months_later(on, -months) - timedelta(days=3)
    while months_later(day, months) < on:
        day += timedelta(days=1)
    return day


def _last_day(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day
