"""One person in the registers of two kabupaten: asked, compared, answered by both offices. Pure.

Registry.md section 4b: merging needs both records in the reviewer's region, or a request to the
other office. Until the other office agrees, neither learns more than that there is a record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop

FOUND, ASKED, OPEN, SETTLED, REFUSED, OVER, GONE = (
    "ditemukan", "ditanyakan", "dibandingkan", "selesai", "ditolak", "lewat", "gugur",
)  # fmt: skip
STATES = {
    FOUND: gettext_noop("Belum ditanyakan"),
    ASKED: gettext_noop("Menunggu persetujuan"),
    OPEN: gettext_noop("Dibandingkan kedua dinas"),
    SETTLED: gettext_noop("Sudah diputuskan"),
    REFUSED: gettext_noop("Tidak disetujui"),
    OVER: gettext_noop("Lewat waktunya"),
    GONE: gettext_noop("Gugur"),
}
TAGS = {
    FOUND: "", ASKED: "warn", OPEN: "warn", SETTLED: "ok", REFUSED: "bad", OVER: "", GONE: "",
}  # fmt: skip
OTHER, SAME, MOVED = "lain", "sama", "pindah"
ANSWERS = {
    OTHER: gettext_noop("Dua usaha yang berbeda"),
    SAME: gettext_noop("Satu usaha yang tercatat dua kali"),
    MOVED: gettext_noop("Satu usaha yang pindah"),
}
# The other office has so long to agree, and then both to answer; afterwards it may be asked again.
WAITS = timedelta(days=30)
# What is compared of the two, and only told as the same, alike or different.
COMPARED = ("name", "owner_name", "phone", "birth", "nib", "activity")
VERDICTS = {
    "sama": gettext_noop("sama"),
    "mirip": gettext_noop("mirip"),
    "beda": gettext_noop("berbeda"),
    "kosong": gettext_noop("tidak terisi di keduanya"),
}
# Of one person so many pairs of businesses at most.
PAIRS_AT_MOST = 9


@dataclass(frozen=True, slots=True)
class Answer:
    """What an office says: `lain`, `sama` or `pindah`; of one business, which office keeps it."""

    what: str = ""
    keeper: str = ""


def state_at(state: str, expires_at: datetime | None, now: datetime) -> str:
    """Return the state as it is now: what nobody answered in time is over."""
    waits = state in (ASKED, OPEN) and expires_at is not None
    return OVER if waits and expires_at is not None and now >= expires_at else state


def check_askable(state: str) -> None:
    """Refuse to ask about what is being asked, or was decided.

    Raises:
        Refusal: `across_asked`.
    """
    if state not in (FOUND, REFUSED, OVER):
        raise Refusal("across_asked", "Pasangan ini sudah ditanyakan atau sudah diputuskan.")


def check_asked(state: str, asker: str, own: str) -> None:
    """Refuse an agreement to what nobody asks, or by who asked.

    Raises:
        Refusal: `across_over`, `across_own`.
    """
    if state != ASKED:
        raise Refusal("across_over", "Pertanyaan ini sudah dijawab atau lewat waktunya.")
    if asker == own:
        raise Refusal("across_own", "Dinas yang lain yang menjawab pertanyaan ini.")


def check_open(state: str) -> None:
    """Refuse an answer before both agreed to compare, and after it was decided.

    Raises:
        Refusal: `across_closed`.
    """
    if state != OPEN:
        raise Refusal("across_closed", "Pasangan ini belum atau tidak lagi dibandingkan.")


def answer_checked(what: str, keeper: str, regions: Sequence[str]) -> Answer:
    """Return an answer as it is kept; of two businesses each office keeps its own.

    Raises:
        Refusal: `answer_unknown`, `keeper_missing`.
    """
    if what not in ANSWERS:
        raise Refusal("answer_unknown", "Pilih salah satu jawaban.")
    if what == OTHER:
        return Answer(OTHER)
    if keeper not in regions:
        raise Refusal("keeper_missing", "Pilih dinas mana yang melanjutkan catatannya.")
    return Answer(what, keeper)


def agreed(left: Answer, right: Answer) -> Answer | None:
    """Return what both offices say, None while one is silent or they differ.

    Whether one business was listed twice or has moved is told alike: who keeps it decides.
    """
    if not left.what or not right.what:
        return None
    if left == right:
        return left
    is_one = OTHER not in (left.what, right.what)
    return Answer(MOVED, left.keeper) if is_one and left.keeper == right.keeper else None
