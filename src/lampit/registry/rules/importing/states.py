"""Whether a business runs, out of a note in the office's words. Pure."""

import re
from dataclasses import dataclass

from lampit.registry.rules.importing.answers import (
    REFUSE,
    REFUSED,
    STATUS,
    STATUSES,
    Answers,
    Doubt,
    Value,
)

_CLOSED = re.compile(r"\btutup\b|\b(?:tdk|tidak|tak|non)\s*-?aktif\b|\bbangkrut\b|\bgulung tikar\b"
                     r"|\bsudah (?:tidak|tdk) (?:ada|usaha|jualan|produksi)\b|\bberhenti\b",
                     re.IGNORECASE)  # fmt: skip
CLOSED, MOVED = "usaha_tutup", "usaha_pindah"  # codes of notes that say so
_MOVED = re.compile(r"\bpindah\b(?! tangan)", re.IGNORECASE)
_PAUSED = re.compile(r"\btutup sementara\b|\blibur\b", re.IGNORECASE)
_PLAIN = {"aktif": "active", "musiman": "seasonal"}  # a note that says no more than this
# What a column of states offers to choose; the template's words among them.
CHOSEN = {
    **_PLAIN, "buka": "active", "masih aktif": "active", "masih buka": "active",
    "tutup sementara": "paused", "tutup": "closed", "tidak aktif": "closed",
}  # fmt: skip
_DECEASED = re.compile(r"\balm(?:h|arhum|arhumah)?\b|\bmeninggal\b|\bwafat\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class State:
    """What a note says of the business.

    Attributes:
        status: `active`, `closed`, `paused`, `seasonal`, `moved`, or empty when nothing is said.
        note: what is left to keep as a note.
        codes: problem codes.
        doubt: what the office should decide, or decided.
    """

    status: str
    note: str
    codes: tuple[str, ...] = ()
    doubt: Doubt | None = None


def read(note: str, answers: Answers) -> State:
    """Return what a note says; the office's own answer to its words counts before ours."""
    word = note.lower()
    if word in _PLAIN:
        return State(_PLAIN[word], "")
    codes = ("pemilik_meninggal",) if _DECEASED.search(note) else ()
    told = answers.find(Value(STATUS, note))
    if told is not None:
        doubt = Doubt(Value(STATUS, note), "", told, is_answered=True)
        if told == REFUSE:
            return State("", note, (REFUSED,), doubt)
        return State(STATUSES.get(told, ""), note, codes, doubt)
    if _PAUSED.search(note):
        return State("paused", note, codes)
    if _CLOSED.search(note):
        doubt = Doubt(Value(STATUS, note), CLOSED, "tutup", is_answered=False)
        return State("closed", note, (CLOSED, *codes), doubt)
    if _MOVED.search(note):  # to the next street or out of the kabupaten: only people know
        doubt = Doubt(Value(STATUS, note), MOVED, "", is_answered=False)
        return State("", note, (MOVED, *codes), doubt)
    return State("", note, codes)
