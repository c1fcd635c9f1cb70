"""Legal papers of a business: forms of their numbers, how long they hold, who vouches. Pure.

A wrong form is refused; what is only unusual is a warning: kinds of numbers change by decree, and
a paper in somebody's hand must be recordable. Only the length of a NIB and the build of a P-IRT
number are sure (domain.md section 6); the usual look of halal, merek and BPOM numbers is not, so
nothing of theirs is ever refused.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from lampit.basics.refusal import Refusal
from lampit.basics.texts import gettext_noop
from lampit.national import nib

KINDS = {
    "nib": "NIB",
    "pirt": "P-IRT",
    "halal": "Halal",
    "merek": gettext_noop("Merek"),
    "bpom": "BPOM MD",
    "sni": "SNI",
}
# Where a kind of paper is looked for first, by the sector that makes what it is about.
MADE_IN = {"halal": "kuliner", "pirt": "kuliner", "bpom": "kuliner"}
# Food and drink of micro and small businesses must be halal since 18 October 2026 (UU 33/2014,
# PP 42/2024; domain.md section 2).
DUE_FIRST = "halal"
REMIND_DAYS = 90
# Days before the last day on which somebody is reminded; 0 is the day after it ended.
STEPS = (90, 30, 7, 0)
DAY, ENDED_AT_MOST = timedelta(days=1), timedelta(days=365)
STATE_LABELS = {
    "berlaku": gettext_noop("Berlaku"),
    "segera_habis": gettext_noop("Segera habis"),
    "habis": gettext_noop("Sudah habis"),
    "proses": gettext_noop("Sedang diurus"),
}
STATE_TAGS = {"berlaku": "ok", "segera_habis": "warn", "habis": "bad", "proses": "info"}
# Kinds whose number is given to one owner or product: at another owner's it is asked about.
OWN_NUMBERS = ("nib", "pirt", "halal", "merek", "bpom")
# Who vouches for a paper, weakest first.
SAID, SEEN, CHECKED = "dikatakan", "dilihat", "dicek"
PROOF_LABELS = {
    SAID: gettext_noop("baru dikatakan"),
    SEEN: gettext_noop("suratnya dilihat"),
    CHECKED: gettext_noop("dicek ke penerbit"),
}
PIRT_DIGITS, OLD_PIRT_DIGITS = 15, 12
PIRT_YEARS, BRAND_YEARS = 5, 10
PACKAGINGS = "12345678"
# The usual look, from papers met in practice; another look is a question, never a refusal.
_USUAL = {
    "halal": re.compile(r"ID\d{17}|\d{14,15}", re.IGNORECASE),
    "merek": re.compile(r"IDM\d{9}", re.IGNORECASE),
    "bpom": re.compile(r"(BPOM ?)?(RI ?)?M[DL] ?\d{12,15}", re.IGNORECASE),
    "sni": re.compile(r"(SNI|LSPR?O?|\d).*", re.IGNORECASE),
}
_LOOKS = {
    "halal": gettext_noop("Nomor halal biasanya ID dan 17 angka. Cocokkan lagi dengan suratnya."),
    "merek": gettext_noop("Nomor merek terdaftar biasanya IDM dan 9 angka; nomor lain mungkin "
                          "masih permohonan."),
    "bpom": gettext_noop("Nomor BPOM biasanya MD dan 12 angka. Cocokkan lagi dengan kemasannya."),
    "sni": gettext_noop("Nomor ini tidak tampak seperti SNI. Cocokkan lagi dengan suratnya."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as plain values: what rules look at."""

    kind: str
    number: str = ""
    issued_on: date | None = None
    valid_until: date | None = None


def digits(number: str) -> str:
    """Return only the digits of a number as typed."""
    return "".join(c for c in number if c in "0123456789")


def normal_form(kind: str, number: str) -> str:
    """Return a permit number as it is kept.

    Raises:
        Refusal: `nib_panjang`, `nib_dibulatkan`, `pirt_panjang` (saying how many digits were
            typed) or `pirt_kemasan` (the first digit names a packaging, 1 to 8).
    """
    if kind == "nib":
        try:
            return nib.parse(number)
        except nib.NibError as error:
            raise Refusal(error.code, error.message) from error
    if kind == "pirt":
        found = digits(number)
        if len(found) not in (PIRT_DIGITS, OLD_PIRT_DIGITS):
            said = f"P-IRT harus 15 angka (nomor lama 12). Yang tertulis {len(found)}."
            raise Refusal("pirt_panjang", said)
        if len(found) == PIRT_DIGITS and found[0] not in PACKAGINGS:
            raise Refusal(
                "pirt_kemasan", "Angka pertama P-IRT adalah jenis kemasan, 1 sampai 8. Cocokkan."
            )
        return found
    return " ".join(number.split())


def check_kept(present: str, number: str) -> None:
    """Refuse to empty a number that is known: a field left blank by mistake must not lose it.

    Raises:
        Refusal: `number_gone`.
    """
    if present and not number.strip():
        raise Refusal(
            "number_gone",
            "Nomor yang sudah tercatat jangan dikosongkan. Kalau salah catat, hapus suratnya.",
        )


def check_dates(issued_on: date | None, valid_until: date | None, today: date) -> None:
    """Refuse days that cannot be.

    Raises:
        Refusal: `surat_terbit` (issued in the future) or `surat_tanggal` (ends before it begins).
    """
    if issued_on is not None and issued_on > today:
        raise Refusal("surat_terbit", "Tanggal terbit belum sampai. Tulis tanggal di suratnya.")
    if issued_on is not None and valid_until is not None and valid_until < issued_on:
        raise Refusal("surat_tanggal", "Tanggal habis lebih awal dari tanggal terbit.")


def pirt_valid_until(number: str) -> date | None:
    """Return the last day that a 15-digit P-IRT number tells, None for old numbers.

    The number tells only the year: the last day of it is the latest that can be meant.
    """
    found = digits(number)
    if len(found) != PIRT_DIGITS:
        return None
    return date(2000 + int(found[13:]), 12, 31)


def usual_end(kind: str, number: str, issued_on: date | None) -> date | None:
    """Return the last day that follows from number and day of issue, None when none does.

    P-IRT holds five years, a registered brand ten; a NIB holds as long as the business runs. A
    halal certificate is given without an end today, so none is made up for it.
    """
    if kind == "merek" and issued_on is not None and number:
        return years_on(issued_on, BRAND_YEARS)
    if kind != "pirt":
        return None
    told = pirt_valid_until(number)
    if issued_on is None:
        return told
    by_issue = years_on(issued_on, PIRT_YEARS)
    return by_issue if told is None or told.year == by_issue.year else told


def years_on(day: date, years: int) -> date:
    """Return the same day some years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def warnings(paper: Paper, districts: Collection[str], business_nib: str = "") -> list[str]:
    """Return what looks odd about a paper, each a sentence; nothing here stops anybody.

    Args:
        paper: the paper as kept.
        districts: codes of all kabupaten without dot, `6308`; empty when they are not known.
        business_nib: the NIB in the business's own data.
    """
    if not paper.number:
        return []
    if paper.kind == "nib":
        other = business_nib and business_nib != paper.number
        return [gettext_noop("NIB di surat berbeda dari NIB di data usaha.")] if other else []
    found = _pirt_warnings(paper, districts) if paper.kind == "pirt" else []
    look = _USUAL.get(paper.kind)
    if look is not None and not look.fullmatch(paper.number):
        found.append(_LOOKS[paper.kind])
    if paper.kind == "merek" and _is_longer(paper, BRAND_YEARS):
        found.append(gettext_noop("Merek berlaku 10 tahun. Tanggal habisnya lebih lama dari itu."))
    return found


def looks_odd(paper: Paper) -> bool:
    """Say whether a list should mark a paper: its number or its days want a second look."""
    return bool(warnings(paper, ()))


def _pirt_warnings(paper: Paper, districts: Collection[str]) -> list[str]:
    if len(paper.number) != PIRT_DIGITS:
        return [gettext_noop("Nomor P-IRT 12 angka adalah nomor lama. Perlu diperbarui.")]
    found = []
    if districts and paper.number[3:7] not in districts:
        found.append(
            gettext_noop("Angka ke-4 sampai ke-7 P-IRT bukan kode kabupaten yang dikenal.")
        )
    told = pirt_valid_until(paper.number)
    until = paper.valid_until
    if told is not None and until is not None and told.year != until.year:
        found.append(gettext_noop("Tahun di ujung nomor P-IRT berbeda dari tanggal habisnya."))
    if _is_longer(paper, PIRT_YEARS):
        found.append(gettext_noop("P-IRT berlaku 5 tahun. Tanggal habisnya lebih lama dari itu."))
    return found


def _is_longer(paper: Paper, years: int) -> bool:
    issued, until = paper.issued_on, paper.valid_until
    return issued is not None and until is not None and until > years_on(issued, years)


def state(number: str, valid_until: date | None, on: date) -> str:
    """Return `berlaku`, `segera_habis`, `habis`, or `proses` while there is no number."""
    if not number:
        return "proses"
    if valid_until is None or valid_until - on > timedelta(days=REMIND_DAYS):
        return "berlaku"
    return "habis" if valid_until < on else "segera_habis"


def reminder_windows(today: date) -> list[tuple[int, date, date]]:
    """Return step, first and last day of ending of the papers for which that step is due.

    A paper lies in one window at most, that of its nearest step: who learns of it 20 days before
    its end is reminded once, of 30. What ended over a year ago is left alone.
    """
    found = [(0, today - ENDED_AT_MOST, today - DAY)]
    first = today
    for step in sorted(step for step in STEPS if step):
        last = today + DAY * step
        found.append((step, first, last))
        first = last + DAY
    return found


def check_proof(proof: str, note: str, *, may_see: bool, may_check: bool) -> str:
    """Return how sure a paper is by the word of this person.

    Raises:
        Refusal: `proof_unknown`, `proof_not_yours` (a maker only says), `proof_note` (checked
            with whom is missing).
    """
    if proof not in PROOF_LABELS:
        raise Refusal("proof_unknown", "Pilih seberapa pasti surat ini.")
    if (proof == SEEN and not may_see) or (proof == CHECKED and not may_check):
        raise Refusal("proof_not_yours", "Hanya petugas atau pendamping yang dapat memastikannya.")
    if proof == CHECKED and len(note.strip()) < 3:
        raise Refusal("proof_note", "Tulis dicek ke mana, misalnya OSS atau SiHalal.")
    return proof
