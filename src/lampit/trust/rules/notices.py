"""Notices to makers and buyers: kinds, states, who may decide what. Pure.

A notice is never deleted; it ends. An appeal is decided by another person than who decided before;
a whole shop is closed only when a second person agrees.
"""

from datetime import date, timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.trust.rules.reports import REASONS

CHANGE, DOWN, CLOSE = "UBAH", "TURUN", "TUTUP"
KINDS = {
    CHANGE: gettext_noop("Perlu diubah"),
    DOWN: gettext_noop("Diturunkan"),
    CLOSE: gettext_noop("Lapak ditutup"),
}
PROPOSED, STANDING, FIXED, ENDED, DECLINED = (
    "USUL", "BERLAKU", "DIPERBAIKI", "DICABUT", "DITOLAK",
)  # fmt: skip
STATES = {
    PROPOSED: gettext_noop("Menunggu orang kedua"),
    STANDING: gettext_noop("Berlaku"),
    FIXED: gettext_noop("Sudah diperbaiki, menunggu dilihat"),
    ENDED: gettext_noop("Dicabut"),
    DECLINED: gettext_noop("Tidak disetujui"),
}
OPEN = (PROPOSED, STANDING, FIXED)
WAITING, GRANTED, REFUSED = "MENUNGGU", "DITERIMA", "DITOLAK"
LOOK = "dilihat"  # a good that the office did not allow when it looked before the first sale
SHORTEST_WORDS, LONGEST_WORDS = 10, 500
SOONEST, LATEST = timedelta(days=1), timedelta(days=90)
MOST_APPEALS = 3  # of one notice; then only the office lifts it


def rule_of(reason: str) -> str:
    """Return the rule that a reason rests on."""
    return REASONS[reason].basis if reason in REASONS else REASONS["lain"].basis


def check_words(words: str) -> str:
    """Return the words of a decision without outer blanks.

    Raises:
        Refusal: `kata_pendek`, `kata_panjang`.
    """
    words = " ".join(words.split())
    if len(words) < SHORTEST_WORDS:
        raise Refusal("kata_pendek", "Tulis alasannya dengan jelas, paling sedikit 10 huruf.")
    if len(words) > LONGEST_WORDS:
        raise Refusal("kata_panjang", "Alasan paling panjang 500 huruf. Ringkas sedikit.")
    return words


def check_until(until: date | None, today: date) -> date:
    """Return the day until which something has to be changed: tomorrow to 90 days ahead.

    Raises:
        Refusal: `tanggal_ubah`.
    """
    if until is None or not today + SOONEST <= until <= today + LATEST:
        raise Refusal("tanggal_ubah", "Pilih tanggal antara besok dan 90 hari lagi.")
    return until


def check_other(decider: int | None, earlier: int | None) -> None:
    """Refuse that one person decides twice about the same thing.

    Raises:
        Refusal: `orang_sama`.
    """
    if decider is None or decider == earlier:
        raise Refusal("orang_sama", "Ini harus diputuskan orang lain, bukan yang memutus pertama.")


def check_appeal(state: str, pending: bool, earlier: int) -> None:
    """Refuse an appeal that has nothing to appeal against.

    Raises:
        Refusal: `tidak_berlaku`, `sudah_diajukan`, `sudah_tiga_kali`.
    """
    if state not in (STANDING, FIXED):
        raise Refusal("tidak_berlaku", "Keputusan ini sudah tidak berlaku.")
    if pending:
        raise Refusal("sudah_diajukan", "Keberatan Anda sudah diterima. Tunggu jawabannya.")
    if earlier >= MOST_APPEALS:
        raise Refusal(
            "sudah_tiga_kali", "Keberatan sudah tiga kali dijawab. Hubungi kantor pengelola pasar."
        )
