"""States of a round and dispositions of a drawn business (measurement notes, 3 and 10)."""

import re
from dataclasses import dataclass
from datetime import date

from lampit.basics.refusal import Refusal
from lampit.science.survey.response import Outcome

PLANNED, DRAWN, FIELD, CLOSED, PROCESSED, PUBLISHED = (
    "rancangan",
    "ditarik",
    "lapangan",
    "tutup",
    "diolah",
    "terbit",
)
STATES = (PLANNED, DRAWN, FIELD, CLOSED, PROCESSED, PUBLISHED)
NEXT_STATES: dict[str, tuple[str, ...]] = {
    PLANNED: (DRAWN,),
    DRAWN: (FIELD,),
    FIELD: (CLOSED,),
    CLOSED: (FIELD, PROCESSED),
    PROCESSED: (FIELD, PUBLISHED),
    PUBLISHED: (),
}
STATE_LABELS = {
    PLANNED: "Rancangan",
    DRAWN: "Contoh sudah ditarik",
    FIELD: "Sedang di lapangan",
    CLOSED: "Ditutup",
    PROCESSED: "Sudah diolah",
    PUBLISHED: "Terbit",
}
SHORTEST_REASON = 5
SHORTEST_WAIVER = 10
# As BPS writes it, `V-26.6308.001`; other ways of writing one hold as many digits.
_NUMBER = re.compile(r"[A-Za-z]{1,4}[-. ]?\d{2}[.-]\d{3,4}[.-]\d{2,4}")
FEWEST_DIGITS = 6
FARTHEST_DAYS = 366  # of a reference day from the day its round is opened


@dataclass(frozen=True)
class Disposition:
    """What became of a drawn business, and how that counts in the response rate."""

    code: str
    outcome: Outcome
    by_hand: bool = True


DISPOSITIONS: tuple[Disposition, ...] = (
    Disposition("selesai", "respondent", by_hand=False),
    Disposition("sebagian", "respondent", by_hand=False),
    Disposition("menolak", "nonrespondent"),
    Disposition("tidak_ditemui", "nonrespondent"),
    Disposition("tutup_sementara", "nonrespondent"),
    Disposition("tutup_tetap", "ineligible"),
    Disposition("pindah", "ineligible"),
    Disposition("bukan_usaha", "ineligible"),
    Disposition("ganda", "ineligible"),
    Disposition("tidak_dikenal", "unknown"),
    Disposition("lain", "nonrespondent"),
)
BY_CODE = {disposition.code: disposition for disposition in DISPOSITIONS}
# Dispositions that say what became of the business itself, as the register calls it.
ENDED = {"tutup_tetap": "tutup", "pindah": "pindah"}
REFUSAL_REASONS = frozenset(
    {"sibuk", "tidak_percaya", "tidak_ada_orang", "pindah", "tutup", "lain"}
)


def outcome_of(disposition: str, *, confirmed: bool = True) -> Outcome:
    """Return how a disposition counts; an empty one is not resolved yet.

    `tidak_ditemui` without a neighbour's confirmation leaves it unknown whether the business
    exists at all.
    """
    if not disposition or (disposition == "tidak_ditemui" and not confirmed):
        return "unknown"
    return BY_CODE[disposition].outcome


def check_reference(day: date, today: date) -> None:
    """Refuse a reference day so far from today that its year must be a slip.

    Raises:
        Refusal: `reference_far`.
    """
    if abs((day - today).days) > FARTHEST_DAYS:
        message = "Tanggal acuan lebih dari setahun dari hari ini. Periksa tahunnya."
        raise Refusal("reference_far", message)


def check_next(state: str, wanted: str) -> None:
    """Refuse a step that the life of a round does not have.

    Raises:
        Refusal: `round_state`.
    """
    if wanted not in NEXT_STATES[state]:
        shown = STATE_LABELS[state].lower()
        raise Refusal("round_state", f"Putaran ini {shown}; langkah itu belum atau tidak berlaku.")


def check_open(state: str) -> None:
    """Refuse answers and dispositions outside field work.

    Raises:
        Refusal: `round_not_open`.
    """
    if state != FIELD:
        shown = STATE_LABELS[state].lower()
        raise Refusal("round_not_open", f"Putaran ini {shown}; jawaban tidak dapat ditambah.")


def check_disposition(code: str, reason: str) -> None:
    """Refuse an unknown disposition, one that answers decide, and a refusal without reason.

    Raises:
        Refusal: `disposition_unknown`, `disposition_by_answers`, `reason_missing`.
    """
    found = BY_CODE.get(code)
    if found is None:
        raise Refusal("disposition_unknown", "Pilih hasil kunjungan dari daftar.")
    if not found.by_hand:
        raise Refusal("disposition_by_answers", "Hasil itu ditetapkan oleh jawaban yang dikirim.")
    if code == "menolak" and reason not in REFUSAL_REASONS:
        raise Refusal("reason_missing", "Pilih alasan menolak.")
    if code == "lain" and len(reason.strip()) < SHORTEST_REASON:
        raise Refusal("reason_missing", "Tulis alasannya dalam beberapa kata.")


def check_recommendation(text: str) -> str:
    """Return the recommendation number of BPS, or the reason why it is waived.

    Raises:
        Refusal: `recommendation_missing`: a round is not drawn without it (Perpres 39/2019).
    """
    told = text.strip()
    if len(told) < SHORTEST_REASON:
        message = "Isi nomor rekomendasi BPS, atau alasan mengapa belum ada."
        raise Refusal("recommendation_missing", message)
    return told


def check_word_of_bps(text: str, *, is_waived: bool) -> str:
    """Return the recommendation number, or the reason with which a round goes without one.

    A number stands alone; a reason needs the word that it is one.

    Raises:
        Refusal: `recommendation_missing`, `waiver_without_reason`, `number_waived`.
    """
    told = check_recommendation(text)
    looks = bool(_NUMBER.search(told))
    if is_waived and looks:
        raise Refusal(
            "number_waived",
            "Yang ditulis nomor rekomendasi. Hapus centangnya, atau tulis alasannya.",
        )
    if is_waived and sum(sign.isalpha() for sign in told) < SHORTEST_WAIVER:
        raise Refusal("waiver_without_reason", "Tulis alasan belum ada nomor dalam beberapa kata.")
    if not is_waived and not looks and sum(sign.isdigit() for sign in told) < FEWEST_DIGITS:
        raise Refusal(
            "recommendation_missing",
            "Itu bukan nomor rekomendasi BPS. Kalau nomornya belum ada, centang kotaknya "
            "dan tulis alasannya.",
        )
    return told
