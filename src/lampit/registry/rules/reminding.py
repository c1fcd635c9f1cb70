"""What is said to a maker about a paper that ends: on WhatsApp and on the maker's own page. Pure.

Times after domain.md section 13: never before 06.00 or after 21.00, at most two a week.
"""

from datetime import date, datetime, timedelta
from urllib.parse import quote

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

FIRST_HOUR, LAST_HOUR = 6, 21
MOST_A_WEEK = 2
WEEK = timedelta(days=7)
# What to do, in words that need no explanation; offices change, so the next person is the office.
WHAT_TO_DO = {
    "nib": gettext_noop("Buka oss.go.id atau minta dibantu petugas dinas. Bawa KTP."),
    "pirt": gettext_noop(
        "Siapkan KTP, NIB, dan label barang. Perpanjang lewat oss.go.id atau Dinas Kesehatan."
    ),
    "halal": gettext_noop(
        "Siapkan NIB dan daftar bahan. Pendamping halal membantu mengisi SiHalal."
    ),
    "merek": gettext_noop(
        "Perpanjang di DJKI sebelum tanggal itu. Siapkan KTP dan sertifikat merek yang lama."
    ),
    "bpom": gettext_noop("Minta daftar ulang ke BPOM sebelum tanggal itu. Siapkan label barang."),
    "sni": gettext_noop("Hubungi lembaga sertifikasi yang menerbitkannya."),
}
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


def long_day(day: date) -> str:
    """Return `12 Maret 2027`: messages go out in Indonesian, whoever sends them."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def message(name: str, paper: str, business: str, kind: str, until: date, today: date) -> str:
    """Return the text of a reminder for WhatsApp."""
    left = (until - today).days
    if left < 0:
        said = f"sudah habis pada {long_day(until)}"
    elif left == 0:
        said = "habis hari ini"
    else:
        said = f"habis {long_day(until)}, tinggal {left} hari"
    greeting = f"Assalamu'alaikum, {name}." if name else "Assalamu'alaikum."
    return (
        f"{greeting} {paper} untuk {business} {said}. {WHAT_TO_DO.get(kind, '')} "
        "Perlu dibantu? Balas pesan ini."
    )


def whatsapp_link(number: str, text: str) -> str:
    """Return the wa.me address of a ready text for an E.164 number.

    Raises:
        Refusal: `no_whatsapp` when the number cannot be one of WhatsApp.
    """
    if not number.startswith("+628"):
        raise Refusal("no_whatsapp", "Nomor WhatsApp pemilik belum tercatat. Isi dulu nomornya.")
    return f"https://wa.me/{number.removeprefix('+')}?text={quote(text, safe='')}"


def check_moment(local: datetime, sent_this_week: int) -> None:
    """Refuse a reminder at a time when nobody wants one, or too many.

    Raises:
        Refusal: `reminder_hour`, `reminder_often`.
    """
    if not FIRST_HOUR <= local.hour < LAST_HOUR:
        raise Refusal("reminder_hour", "Pesan hanya dikirim antara pukul 06.00 dan 21.00.")
    if sent_this_week >= MOST_A_WEEK:
        said = f"Pekan ini sudah {MOST_A_WEEK} pesan untuk usaha ini. Tunggu beberapa hari."
        raise Refusal("reminder_often", said)
