"""A business moves to another kabupaten: asked, answered, cancelled, over in time. Pure.

Registry.md section 4b: a hand-over with receipt; the old office keeps counts only.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

WAITING, ACCEPTED, REFUSED, CANCELLED, OVER = (
    "menunggu", "diterima", "ditolak", "dibatalkan", "lewat",
)  # fmt: skip
STATES = {
    WAITING: gettext_noop("Menunggu jawaban"),
    ACCEPTED: gettext_noop("Sudah diterima"),
    REFUSED: gettext_noop("Ditolak"),
    CANCELLED: gettext_noop("Dibatalkan"),
    OVER: gettext_noop("Lewat waktunya"),
}
TAGS = {WAITING: "warn", ACCEPTED: "ok", REFUSED: "bad", CANCELLED: "", OVER: ""}
# The office that receives has so long to answer; then the one that asked may ask again.
WAITS = timedelta(days=30)
# What went over, in the words of the receipt.
COUNTED = {
    "records": gettext_noop("catatan usaha"),
    "permits": gettext_noop("surat usaha"),
    "sales": gettext_noop("penjualan tercatat"),
    "visits": gettext_noop("kunjungan pendamping"),
    "answers": gettext_noop("jawaban survei"),
    "shops": gettext_noop("lapak"),
    "care": gettext_noop("pendampingan diakhiri"),
    "drafts": gettext_noop("wawancara belum selesai dihapus"),
    "pairs": gettext_noop("kemungkinan ganda digugurkan"),
    "links": gettext_noop("tautan tanya ditutup"),
    "aid": gettext_noop("bantuan, tetap di dinas asal"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the old office tells: where to, since when, and how the owner agreed.

    Attributes:
        region: code of the kabupaten or kota moved to.
        village: code of the village there, empty when unknown.
        on: since when.
        channel: how the owner agreed, a code of `rules.consents.CHANNELS`; empty when it stands
            in the ledger already.
        proof: where the proof of that lies.
    """

    region: str
    village: str
    on: date
    channel: str = ""
    proof: str = ""


def check_wanted(wanted: Wanted, own: str, today: date) -> None:
    """Refuse a move to nowhere, to the own kabupaten, or on a day to come.

    Raises:
        Refusal: `region_unknown`, `village_unknown`, `end_in_future`.
    """
    if len(wanted.region) != len("63.08") or wanted.region == own:
        raise Refusal("region_unknown", "Pilih kabupaten atau kota tujuan dari daftar.")
    if wanted.village and not wanted.village.startswith(f"{wanted.region}."):
        raise Refusal("village_unknown", "Desa ini tidak ada di kabupaten tujuan.")
    if wanted.on > today:
        raise Refusal("end_in_future", "Tanggal itu belum tiba. Periksa tanggalnya.")


def check_open(state: str, expires_at: datetime, now: datetime) -> None:
    """Refuse to answer or cancel a request twice, or after its time.

    Raises:
        Refusal: `move_answered` or `move_over`.
    """
    if state == OVER or (state == WAITING and now >= expires_at):
        raise Refusal(
            "move_over", "Permintaan ini sudah lewat waktunya. Dinas asal dapat mengirim lagi."
        )
    if state != WAITING:
        raise Refusal("move_answered", "Permintaan ini sudah dijawab atau dibatalkan.")


def receipt(number: int, asked_at: datetime) -> str:
    """Return the number under which both offices file the hand-over: `PINDAH-2026-00012`."""
    return f"PINDAH-{asked_at.year}-{number:05d}"
