"""Reports of abuse: reasons, the rule each rests on, and until when the office answers. Pure.

Permendag 31/2023 and PP 80/2019 oblige who runs a market to take complaints and to take down what
breaks the law. No text we could check names a number of days, so the terms below are the market's
own and are told as such (domain.md section 2).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

DUTY = "Permendag 31/2023; PP 80/2019; UU 8/1999"
LONGEST_TEXT, SHORTEST_TEXT = 1_000, 10
FASTEST_SECONDS, OLDEST_SECONDS = 3, 24 * 3600  # between opening and sending the form
PER_HOUR = 5  # reports from one address in an hour
MOST_OPEN = 500  # open reports of one thing from different addresses; more say nothing new
SENDER_KEPT = timedelta(days=7)  # then nothing tells which reports came from one place
GOOD, SHOP, REVIEW = "barang", "lapak", "ulasan"
KINDS = {GOOD: gettext_noop("barang"), SHOP: gettext_noop("lapak"), REVIEW: gettext_noop("ulasan")}
NEW, ASKED, CLOSED = "BARU", "DIMINTA", "SELESAI"
NOTHING, CHANGE, DOWN, CLOSE = "tanpa", "ubah", "turun", "tutup"
JUNK = "bukan"  # nothing that could be looked into
JUNK_WORDS = gettext_noop("Tidak berisi laporan yang dapat diperiksa.")
# How much is put aside at once: this report, all of its sender that day, all about its thing.
ALONE, OF_SENDER, OF_THING = "ini", "pengirim", "hal"
DECISIONS = {
    NOTHING: gettext_noop("Tidak ada tindakan, dengan alasan"),
    CHANGE: gettext_noop("Minta diubah sampai tanggal tertentu"),
    DOWN: gettext_noop("Turunkan"),
    CLOSE: gettext_noop("Tutup seluruh lapak (perlu orang kedua)"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is reported or taken down.

    Attributes:
        words: what the reporter chooses.
        basis: the rule, as the maker reads it.
        term: within which the office answers.
    """

    words: str
    basis: str
    term: timedelta


SOON, USUAL = timedelta(days=1), timedelta(days=5)
REASONS = {
    "palsu": Reason(
        gettext_noop("Barang atau keterangannya palsu atau menyesatkan"),
        "UU 8/1999 pasal 8–10; PP 80/2019",
        USUAL,
    ),
    "dilarang": Reason(
        gettext_noop("Barang terlarang atau satwa dilindungi"),
        "UU 8/1999 pasal 8; UU 32/2024; Permendag 31/2023",
        SOON,
    ),
    "motif": Reason(
        gettext_noop("Memakai motif atau merek orang lain"), "UU 28/2014; UU 20/2016", USUAL
    ),
    "foto": Reason(gettext_noop("Memakai foto orang lain"), "UU 28/2014; UU 27/2022", USUAL),
    "harga": Reason(gettext_noop("Harga atau ongkosnya tidak benar"), "UU 8/1999 pasal 10", USUAL),
    "kasar": Reason(gettext_noop("Kata-kata kasar atau menghina"), "UU 1/2024 (ITE)", USUAL),
    "penipuan": Reason(
        gettext_noop("Penipuan: dibayar, tidak dikirim"), "UU 1/2024 (ITE); UU 8/1999", SOON
    ),
    "lain": Reason(gettext_noop("Lainnya"), DUTY, USUAL),
}


def check_report(reason: str, text: str) -> str:
    """Return the text of a report without outer blanks.

    Raises:
        Refusal: `alasan_pilih`, `isi_pendek`, `isi_panjang`.
    """
    if reason not in REASONS:
        raise Refusal("alasan_pilih", "Pilih apa yang keliru.")
    text = text.strip()
    if len(text) < SHORTEST_TEXT:
        raise Refusal("isi_pendek", "Ceritakan sedikit, paling sedikit 10 huruf.")
    if len(text) > LONGEST_TEXT:
        raise Refusal("isi_panjang", "Paling panjang 1.000 huruf. Ringkas sedikit.")
    return text


def check_pace(seconds: float | None) -> None:
    """Refuse a form sent faster than anybody types, or opened more than a day ago.

    Raises:
        Refusal: `terlalu_cepat`, `halaman_lama`.
    """
    if seconds is None or seconds > OLDEST_SECONDS:
        raise Refusal("halaman_lama", "Halaman ini dibuka terlalu lama. Tekan kirim sekali lagi.")
    if seconds < FASTEST_SECONDS:
        raise Refusal("terlalu_cepat", "Tunggu beberapa detik, lalu tekan kirim sekali lagi.")


def due_at(reason: str, made_at: datetime) -> datetime:
    """Return until when the office answers a report."""
    return made_at + REASONS[reason].term


CALM, SOON_DUE, LATE, DONE = "tenang", "segera", "lewat", "selesai"


def clock(due: datetime, now: datetime, done_at: datetime | None) -> str:
    """Return how a report stands: `tenang`, `segera` in the last day, `lewat`, `selesai`."""
    if done_at is not None:
        return DONE
    if now > due:
        return LATE
    return SOON_DUE if due - now <= timedelta(days=1) else CALM
