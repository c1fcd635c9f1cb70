"""Figures as people read them: numbers, percentages, money, dates, in Indonesian and English.

Pure: the language is passed in. Unknown is said in words and never shown as zero.
"""

import math
from datetime import date, datetime

from lampit.national import rupiah as money

UNKNOWN = {"id": "belum diketahui", "en": "not yet known"}
MONTHS = {
    "id": (
        "Januari", "Februari", "Maret", "April", "Mei", "Juni",
        "Juli", "Agustus", "September", "Oktober", "November", "Desember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
SHORT = {
    "id": ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
DAYS = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MINUS = "\u2212"
THIN = "\u202f"
SHORT_MONEY = {
    "id": ((10**12, "T"), (10**9, "M"), (10**6, "jt"), (10**3, "rb")),
    "en": ((10**12, "tn"), (10**9, "bn"), (10**6, "m"), (10**3, "k")),
}
AGO = {
    "id": {
        "now": "baru saja",
        "minute": ("{} menit lalu", "{} menit lalu"),
        "hour": ("{} jam lalu", "{} jam lalu"),
        "yesterday": "kemarin",
        "day": ("{} hari lalu", "{} hari lalu"),
    },
    "en": {
        "now": "just now",
        "minute": ("{} minute ago", "{} minutes ago"),
        "hour": ("{} hour ago", "{} hours ago"),
        "yesterday": "yesterday",
        "day": ("{} day ago", "{} days ago"),
    },
}
ZONES = {7: "WIB", 8: "WITA", 9: "WIT"}


def tongue(language: str | None) -> str:
    """Return `en` for any English, else `id`, the first language."""
    return "en" if (language or "").startswith("en") else "id"


def is_known(value: object) -> bool:
    """Say whether a value is a finite number that can be shown."""
    if value is None or isinstance(value, bool) or value == "":
        return False
    try:
        return math.isfinite(float(value))  # type: ignore[arg-type]  # the except answers
    except (TypeError, ValueError, OverflowError):
        return False


def number(value: float | None, decimals: int = 0, language: str = "id") -> str:
    """Write 34380 as `34.380` and 1.9 with one decimal as `1,9`; English the other way round."""
    if value is None or not is_known(value):
        return UNKNOWN[tongue(language)]
    text = f"{value:,.{decimals}f}"
    if not text.strip("-0.,"):
        text = text.lstrip("-")
    if tongue(language) == "id":
        text = text.translate(str.maketrans(",.", ".,"))
    return text.replace("-", MINUS)


def percent(share: float | None, decimals: int = 0, language: str = "id") -> str:
    """Write the share 0.189 as `18,9 %` (one decimal); a share, not a percentage, comes in."""
    if share is None or not is_known(share):
        return UNKNOWN[tongue(language)]
    gap = THIN if tongue(language) == "id" else ""
    return f"{number(float(share) * 100, decimals, language)}{gap}%"


def rupiah(amount: int | None, language: str = "id") -> str:
    """Write 85000 as `Rp85.000`, English `Rp85,000`; whole rupiah, no sen."""
    if amount is None or not is_known(amount):
        return UNKNOWN[tongue(language)]
    shown = money.show(int(amount)).replace("-", MINUS)
    return shown.replace(".", ",") if tongue(language) == "en" else shown


def short_rupiah(amount: float | None, language: str = "id") -> str:
    """Write 1234567 as `Rp1,2 jt`, 412000 as `Rp412 rb`; for charts and tight places."""
    if amount is None or not is_known(amount):
        return UNKNOWN[tongue(language)]
    sign = MINUS if amount < 0 else ""
    size = abs(float(amount))
    for unit, word in SHORT_MONEY[tongue(language)]:
        # 999,950 would round to "1000 rb": it already counts as the next unit.
        if size >= unit * 0.9995:
            shown = size / unit
            decimals = 1 if shown < 9.95 and round(shown, 1) % 1 else 0
            return f"{sign}Rp{number(shown, decimals, language)} {word}"
    return f"{sign}Rp{number(size, 0, language)}"


def long_date(day: date | None, language: str = "id") -> str:
    """Write `24 November 2026`."""
    if day is None:
        return UNKNOWN[tongue(language)]
    return f"{day.day} {MONTHS[tongue(language)][day.month - 1]} {day.year}"


def short_date(day: date | None, language: str = "id") -> str:
    """Write `24 Nov 2026`."""
    if day is None:
        return UNKNOWN[tongue(language)]
    return f"{day.day} {SHORT[tongue(language)][day.month - 1]} {day.year}"


def day_month(day: date | None, language: str = "id") -> str:
    """Write `24 Nov`, for narrow columns."""
    if day is None:
        return UNKNOWN[tongue(language)]
    return f"{day.day} {SHORT[tongue(language)][day.month - 1]}"


def month(day: date | None, language: str = "id") -> str:
    """Write `November 2026`."""
    if day is None:
        return UNKNOWN[tongue(language)]
    return f"{MONTHS[tongue(language)][day.month - 1]} {day.year}"


def weekday(day: date | None, language: str = "id") -> str:
    """Write `Selasa`."""
    return UNKNOWN[tongue(language)] if day is None else DAYS[tongue(language)][day.weekday()]


def clock(local: datetime | None, language: str = "id") -> str:
    """Write the time of a local instant as `14.05 WITA`, with the zone of its own offset."""
    if local is None:
        return UNKNOWN[tongue(language)]
    dot = "." if tongue(language) == "id" else ":"
    offset = local.utcoffset()
    zone = ZONES.get(int(offset.total_seconds() // 3600), "") if offset is not None else ""
    return f"{local:%H}{dot}{local:%M} {zone}".strip()


def ago(then: datetime | None, now: datetime, language: str = "id") -> str:
    """Write `2 jam lalu` up to 30 days back, then the month; the future is written as a date."""
    if then is None:
        return UNKNOWN[tongue(language)]
    words = AGO[tongue(language)]
    seconds = (now - then).total_seconds()
    if seconds < -60:
        return short_date(then.date(), language)
    if seconds < 60:
        return str(words["now"])
    minutes, hours = int(seconds // 60), int(seconds // 3600)
    days = (now.date() - then.date()).days
    if minutes < 60:
        return words["minute"][minutes > 1].format(minutes)
    if hours < 24 and days < 2:
        return words["hour"][hours > 1].format(hours)
    if days <= 1:
        return str(words["yesterday"])
    if days <= 30:
        return words["day"][1].format(days)
    return month(then.date(), language)


def phone(value: str | None) -> str:
    """Write `+6281200000142` as `0812-0000-0142`; what is no such number comes back as it is."""
    text = value or ""
    digits = "".join(sign for sign in text if sign.isdigit())
    if text.startswith("+62") or (digits.startswith("62") and len(digits) > 10):
        digits = "0" + digits[2:]
    if not digits.startswith("0") or len(digits) < 9:
        return text
    return "-".join(filter(None, (digits[:4], digits[4:8], digits[8:])))


def masked_phone(value: str | None) -> str:
    """Write `0812-0000-9••3`: for those without the right to see a number."""
    shown = phone(value)
    if len(shown) < 6:
        return "•" * len(shown)
    return f"{shown[:-3]}••{shown[-1]}"


def masked_nik(value: str | None) -> str:
    """Write a NIK with all but its last four digits hidden: `••••••••••••0142`."""
    text = value or ""
    return "•" * max(0, len(text) - 4) + text[-4:] if len(text) > 4 else "•" * len(text)


def data_value(value: float | None) -> str:
    """Write a number for machines, with a point: the content of `data-value`; unknown is empty."""
    if value is None or not is_known(value):
        return ""
    return f"{float(value):.10g}" if not isinstance(value, int) else str(value)
